import type {Accepted, IdentityCenterInstance, Provisioning} from '../../aws/ports.ts';
import {sameStatements} from '../../containment/management-account/inline-policy.ts';
import {Problem} from '../../problem.ts';
import {text} from '../../text/index.ts';
import {alreadySo, settled} from '../applying/made.ts';
import type {IncidentWalk, SetPlan} from '../facts.ts';

/** How long a provisioning is watched, and how often it is asked for. AWS gives no figure; it takes seconds for one account. */
const provisioningDeadlineMs = 5 * 60_000;
const everyMs = 2000;

/** Where the inline policy of a set is kept and where its role is: the instance, and the account it is provisioned to. */
export interface Place {
	readonly instance: IdentityCenterInstance;
	readonly accountId: string;
}

/**
 * Puts the merged policy, once AWS still holds exactly what was saved: somebody else's change meanwhile would be lost otherwise.
 * @throws Problem `inline-policy-drifted` when it does not; nothing is sent then
 */
export async function putDeny(walk: IncidentWalk, {instance}: Place, set: SetPlan): Promise<void> {
	const port = walk.ports.permissionSets;
	const {merged} = set;
	const existing = async (): Promise<Accepted | undefined> =>
		(await port.inlinePolicy(instance, set.arn)) === merged.document ? alreadySo : undefined;
	await walk.write(`put-inline-policy/${set.arn}`, {
		what: text.steps.closing.putting(set.name),
		intent: {permissionSet: set.arn, name: set.name, saved: bytesOf(merged.saved), document: merged.document},
		act: async () => {
			const now = await port.inlinePolicy(instance, set.arn);
			if (now === merged.document) return alreadySo;
			if (now !== merged.saved)
				throw new Problem('inline-policy-drifted', text.steps.closing.drifted(set.name), text.steps.closing.driftedNext, 4);
			return settled(() => port.putInlinePolicy(instance, set.arn, merged), existing);
		},
		reconcile: existing,
	});
}

/** Puts back what was saved, byte for byte, and only where AWS still holds what this incident put. */
export async function putBack(walk: IncidentWalk, {instance}: Place, set: SetPlan): Promise<void> {
	const port = walk.ports.permissionSets;
	const {merged} = set;
	const existing = async (): Promise<Accepted | undefined> =>
		(await port.inlinePolicy(instance, set.arn)) === merged.saved ? alreadySo : undefined;
	await walk.write(`restore-inline-policy/${set.arn}`, {
		what: text.steps.closing.restoring(set.name),
		intent: {permissionSet: set.arn, saved: bytesOf(merged.saved)},
		act: async () => {
			const now = await port.inlinePolicy(instance, set.arn);
			if (now === merged.saved) return alreadySo;
			if (now !== merged.document && !sameStatements(now, merged.document))
				throw new Problem('inline-policy-altered', text.steps.closing.altered(set.name), text.steps.closing.alteredNext, 4);
			return settled(() => port.restoreInlinePolicy(instance, set.arn, merged.saved), existing);
		},
		reconcile: existing,
	});
}

/** Provisions the set to the account and watches to the end. `undefined`: AWS took it, and how it went could not be asked. */
export async function provision(
	walk: IncidentWalk,
	{instance, accountId}: Place,
	set: SetPlan,
	why: string,
): Promise<Provisioning | undefined> {
	const port = walk.ports.permissionSets;
	const {provisioningId} = await walk.write(`${why}/${set.arn}`, {
		what: text.steps.closing.provisioning(set.name),
		intent: {permissionSet: set.arn, accountId},
		// Asking again is harmless: it makes the role what the set says.
		act: () => port.provision(instance, set.arn, accountId),
		reconcile: async () => undefined,
	});
	const deadline = walk.clock.now() + provisioningDeadlineMs;
	try {
		return await walk.read(text.steps.closing.provisioning(set.name), async () => {
			for (;;) {
				const now = await port.provisioning(instance, provisioningId);
				if (now.state !== 'in-progress') return now;
				if (walk.clock.now() >= deadline) return undefined;
				await walk.clock.sleep(everyMs, walk.signal);
			}
		});
	} catch (error) {
		if (!(error instanceof Problem)) throw error;
		walk.facts.problems.push(error);
		return undefined;
	}
}

const bytesOf = (saved: string) => Buffer.from(saved, 'utf8').toString('base64');
