import type {Accepted} from '../../aws/ports.ts';
import {sameDeny} from '../../containment/policy/deny-policy.ts';
import {Problem} from '../../problem.ts';
import {text} from '../../text/index.ts';
import type {IncidentWalk} from '../facts.ts';

/** The tag that ties what was made to its incident, so that nothing else is ever adopted or taken away. */
export const incidentTag = 'tourniquet:incident';

export const alreadySo: Accepted = {requestId: '', already: true};

/**
 * A failure does not say that nothing happened: the answer may have been lost after the effect. AWS is asked what is there before the
 * failure counts; when it cannot be asked, the failure stands and the journal's intent is settled on resume.
 */
export async function settled<T>(act: () => Promise<T>, existing: () => Promise<T | undefined>): Promise<T> {
	try {
		return await act();
	} catch (error) {
		if (!(error instanceof Problem)) throw error;
		const found = await existing().catch(() => undefined);
		if (found !== undefined) return found;
		throw error;
	}
}

/**
 * The same for a change that AWS takes for a new one when it is sent twice: it is sent again only once AWS was asked and does not have it.
 * Reading may lag behind: what is sent again then says the same as before.
 */
export async function settledOrSentAgain<T>(walk: IncidentWalk, act: () => Promise<T>, existing: () => Promise<T | undefined>): Promise<T> {
	for (let tries = 1; ; tries++) {
		try {
			return await act();
		} catch (error) {
			if (!(error instanceof Problem)) throw error;
			const asked = await existing().then(
				found => ({found}),
				() => undefined,
			);
			if (asked?.found !== undefined) return asked.found;
			if (asked === undefined || tries === mostTries || !neverAnswered.has(error.code)) throw error;
			await walk.clock.sleep(tries * 500);
		}
	}
}

const mostTries = 3;
const neverAnswered: ReadonlySet<string> = new Set(['unreachable', 'timeout']);

/**
 * A change failed, and AWS could not be asked whether it went through all the same: that counts more than what it failed with, which may not
 * say that AWS is out of reach. Both are said.
 */
export function unknownFate(walk: IncidentWalk, failed: Problem, look: Problem, code: string, message: string): Problem {
	walk.facts.problems.push(failed);
	const unknown = new Problem(code, message, text.steps.contain.unknownNext(look.next), 5, {cause: look});
	walk.show({
		id: 'unknown',
		tone: 'danger',
		blocks: [
			{kind: 'paragraph', text: failed.message},
			{kind: 'paragraph', tone: 'danger', text: unknown.message},
			{kind: 'paragraph', text: unknown.next},
		],
	});
	return unknown;
}

/** The policy is still the one that this incident made, with the document it gave it. */
export async function stillOurs(walk: IncidentWalk, policyId: string, document: string): Promise<void> {
	const port = walk.ports.organizations;
	const [policy, tags] = await Promise.all([port.policy(policyId), port.tagsOf(policyId)]);
	if (policy === undefined) throw new Problem('policy-gone', text.steps.contain.gone(policyId), text.steps.contain.takenOffNext, 4);
	if (tags[incidentTag] !== walk.incident.id || !sameDeny(policy.document, document)) throw policyAltered(policyId);
}

export const policyAltered = (policyId: string) =>
	new Problem('policy-altered', text.steps.contain.altered(policyId), text.steps.contain.alteredNext, 4);

/** The policy of this name when it is this incident's, by its tag and its document. One of the same name that is somebody else's is never adopted. */
export async function madeHere(
	walk: IncidentWalk,
	name: string,
	document: string,
): Promise<{readonly id: string; readonly arn: string} | undefined> {
	const port = walk.ports.organizations;
	const named = (await port.policies()).find(policy => policy.name === name);
	if (named === undefined) return undefined;
	const [whole, tags] = await Promise.all([port.policy(named.id), port.tagsOf(named.id)]);
	return tags[incidentTag] === walk.incident.id && whole !== undefined && sameDeny(whole.document, document) ? named : undefined;
}
