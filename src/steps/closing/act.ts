import type {Accepted, IdentityCenterInstance, Provisioning} from '../../aws/ports.ts';
import {holdsOurs, sameStatements} from '../../containment/management-account/inline-policy.ts';
import {Problem} from '../../problem.ts';
import type {Json} from '../../runbook/json.ts';
import {text} from '../../text/index.ts';
import {alreadySo, settledOrSentAgain} from '../applying/made.ts';
import type {IncidentWalk, SetPlan} from '../facts.ts';

/** How long a provisioning is watched, and how often it is asked for. AWS gives no figure; it takes seconds for one account. */
const provisioningDeadlineMs = 5 * 60_000;
const everyMs = 2000;

/** Where the inline policy of a set is kept and where its role is: the instance, and the account it is provisioned to. */
export interface Place {
	readonly instance: IdentityCenterInstance;
	readonly accountId: string;
}

/** A place, and what must be so before anything is sent there. */
export interface Confirmed extends Place {
	/** Resolves once it was confirmed in this very sitting; rejects when it was not. */
	readonly confirmedHere: () => Promise<void>;
}

/**
 * Puts the merged policy, once AWS still holds exactly what was saved: somebody else's change meanwhile would be lost otherwise.
 * @throws Problem `inline-policy-drifted` when it does not; nothing is sent then
 */
export async function putDeny(walk: IncidentWalk, {instance, confirmedHere}: Confirmed, set: SetPlan): Promise<void> {
	const port = walk.ports.permissionSets;
	const {merged} = set;
	const existing = async (): Promise<Accepted | undefined> =>
		(await port.inlinePolicy(instance, set.arn)) === merged.document ? alreadySo : undefined;
	await walk.write(`put-inline-policy/${set.arn}`, {
		what: text.steps.closing.putting(set.name),
		intent: {permissionSet: set.arn, name: set.name, saved: bytesOf(merged.saved), document: merged.document},
		act: async () => {
			await confirmedHere();
			const now = await port.inlinePolicy(instance, set.arn);
			if (now === merged.document) return alreadySo;
			if (now !== merged.saved)
				throw new Problem('inline-policy-drifted', text.steps.closing.drifted(set.name), text.steps.closing.driftedNext, 4);
			return settledOrSentAgain(walk, () => port.putInlinePolicy(instance, set.arn, merged), existing);
		},
		reconcile: existing,
	});
}

/**
 * Puts back what was saved, byte for byte, and only where AWS still holds what this incident put.
 * @returns whether the set is ours to provision: one that was perhaps never put, and holds nothing of ours, is somebody else's
 */
export async function putBack(walk: IncidentWalk, {instance, confirmedHere}: Confirmed, set: SetPlan): Promise<boolean> {
	const port = walk.ports.permissionSets;
	const {merged} = set;
	type Restored = Accepted & {readonly notOurs?: true};
	const existing = async (): Promise<Restored | undefined> =>
		(await port.inlinePolicy(instance, set.arn)) === merged.saved ? alreadySo : undefined;
	const restored = await walk.write<Restored>(`restore-inline-policy/${set.arn}`, {
		what: text.steps.closing.restoring(set.name),
		anew: walk.facts.recovering === true,
		intent: {permissionSet: set.arn, saved: bytesOf(merged.saved)},
		act: async () => {
			await confirmedHere();
			const now = await port.inlinePolicy(instance, set.arn);
			if (now === merged.saved) return alreadySo;
			if (set.unanswered === true && !holdsOurs(now, merged)) return {...alreadySo, notOurs: true};
			if (now !== merged.document && !sameStatements(now, merged.document))
				throw new Problem('inline-policy-altered', text.steps.closing.altered(set.name), text.steps.closing.alteredNext, 4);
			return settledOrSentAgain(walk, () => port.restoreInlinePolicy(instance, set.arn, merged.saved), existing);
		},
		reconcile: existing,
	});
	return restored.notOurs !== true;
}

/**
 * Provisions the set to the account and watches to the end. `undefined`: AWS took it, and how it went could not be asked. A recovery does not
 * live with what a provisioning of an earlier sitting came to, unless the role followed it: it provisions anew.
 */
export async function provision(
	walk: IncidentWalk,
	place: Confirmed,
	set: SetPlan,
	why: string,
	roleFollowed: () => Promise<boolean> = async () => true,
): Promise<Provisioning | undefined> {
	for (;;) {
		const {id, here} = await begin(walk, place, set, why);
		const came = await watched(walk, place, set, id);
		if (here || walk.facts.recovering !== true) return came;
		if (came?.state === 'succeeded' && (await roleFollowed())) return came;
	}
}

type Begun = Accepted & {readonly provisioningId: string};

/** `here`: this very process began it, or found it begun by a request of its own. */
async function begin(
	walk: IncidentWalk,
	{instance, accountId, confirmedHere}: Confirmed,
	set: SetPlan,
	why: string,
): Promise<{readonly id: string; readonly here: boolean}> {
	const port = walk.ports.permissionSets;
	const {begun, unanswered} = walk.facts.provisionings;
	const name = `${why}/${set.arn}`;
	const existing = async (since = unanswered.get(name)): Promise<Begun | undefined> => {
		if (since === undefined) return undefined;
		const provisioningId = (await port.provisioningsSince(instance, set.arn, accountId, since)).find(id => !begun.has(id));
		return provisioningId === undefined ? undefined : {...alreadySo, provisioningId};
	};
	let here = false;
	const {provisioningId} = await walk.write(name, {
		what: text.steps.closing.provisioning(set.name),
		anew: walk.facts.recovering === true,
		intent: {permissionSet: set.arn, accountId, at: walk.clock.now()},
		act: async () => {
			await confirmedHere();
			here = true;
			// Where the answer to an earlier request was lost, nothing is sent before what that began was looked for.
			const found = await existing().catch(unlessForbidden);
			if (found === undefined && !unanswered.has(name)) unanswered.set(name, walk.clock.now());
			const done =
				found ??
				(await settledOrSentAgain<Begun>(
					walk,
					() => port.provision(instance, set.arn, accountId),
					() => existing(),
				));
			unanswered.delete(name);
			return done;
		},
		// What an earlier sitting began. Where that cannot be told, asking again is harmless: it makes the role what the set says.
		reconcile: async intent => existing(sentAt(intent)).catch(unlessForbidden),
	});
	begun.add(provisioningId);
	return {id: provisioningId, here};
}

function sentAt(intent: Json | undefined): number | undefined {
	return typeof intent === 'object' && intent !== null && 'at' in intent && typeof intent.at === 'number' ? intent.at : undefined;
}

/** Whoever may not look can only ask once more, which makes the role what the set says, again. */
function unlessForbidden(error: unknown): undefined {
	if (!(error instanceof Problem) || error.code !== 'access-denied') throw error;
}

async function watched(walk: IncidentWalk, {instance}: Place, set: SetPlan, provisioningId: string): Promise<Provisioning | undefined> {
	const port = walk.ports.permissionSets;
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
