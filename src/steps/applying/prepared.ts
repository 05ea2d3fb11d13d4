import type {Accepted} from '../../aws/ports.ts';
import {sameDeny} from '../../containment/policy/deny-policy.ts';
import {Problem} from '../../problem.ts';
import {text} from '../../text/index.ts';
import type {IncidentWalk} from '../facts.ts';
import type {Act} from './create.ts';
import {alreadySo, policyAltered, settledOrSentAgain, unknownFate} from './made.ts';

/**
 * Writes the deny into a policy that was prepared and attached beforehand: one call, and no free slot needed. Only while it still holds the
 * placeholder that it was prepared with.
 */
export async function fillPrepared(
	walk: IncidentWalk,
	{bound, stillTrue}: Act,
	{policyId, document: placeholder}: {readonly policyId: string; readonly document: string},
): Promise<number> {
	const port = walk.ports.organizations;
	type Filled = Accepted & {readonly at: number};
	const existing = async (): Promise<Filled | undefined> => {
		const policy = await port.policy(policyId);
		return policy !== undefined && sameDeny(policy.document, bound.deny.document) ? {...alreadySo, at: walk.clock.now()} : undefined;
	};
	let held = false;
	walk.facts.attaching = true;
	try {
		const filled = await walk.write('fill-prepared-policy', {
			what: text.steps.contain.filling(policyId),
			intent: {policyId, document: bound.deny.document, placeholder, hash: bound.hash},
			act: async () => {
				held = true;
				await stillTrue();
				const policy = await port.policy(policyId);
				if (policy === undefined || !sameDeny(policy.document, placeholder)) throw policyAltered(policyId);
				held = false;
				return settledOrSentAgain(walk, async () => ({...(await port.updatePolicy(policyId, bound.deny)), at: walk.clock.now()}), existing);
			},
			reconcile: existing,
		});
		return filled.at;
	} catch (error) {
		if (!(error instanceof Problem)) throw error;
		// Sent or not, AWS says what it holds now.
		const absent =
			held ||
			(await existing().then(
				found => found === undefined,
				(look: unknown) => {
					if (!(look instanceof Problem)) throw look;
					throw unknownFate(walk, error, look, 'filling-unknown', text.steps.contain.fillingUnknown(policyId, look.message));
				},
			));
		if (absent) walk.facts.attaching = false;
		throw error;
	}
}
