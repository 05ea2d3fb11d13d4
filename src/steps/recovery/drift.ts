import {diffLines} from '../../containment/management-account/diff-lines.ts';
import {holdsOurs, sameStatements} from '../../containment/management-account/inline-policy.ts';
import {sameDeny} from '../../containment/policy/deny-policy.ts';
import {leftByRole} from '../../containment/recovery/set-left.ts';
import {Problem} from '../../problem.ts';
import type {Block} from '../../runbook/views.ts';
import {text} from '../../text/index.ts';
import {incidentTag, madeHere} from '../applying/made.ts';
import {roleHolds, setRolesIn} from '../closing/role.ts';
import type {Applied, IncidentWalk, SetPlan} from '../facts.ts';

/** How a thing that this incident made stands now, by what AWS says. */
export type Standing =
	| 'as-made'
	| 'gone'
	| 'unattached'
	| 'altered'
	| 'elsewhere'
	| 'partly-off'
	| 'unknown'
	/** A permission set whose text is not ours any more, and whose role still denies, or could not be read. */
	| 'role-denies'
	| 'role-unread';

export interface PolicyStanding {
	readonly state: Standing;
	/** As AWS holds it; absent when it is gone. */
	readonly document?: string;
	/** Targets of this incident that it is not attached to any more, or targets that are not this incident's. */
	readonly targets: readonly string[];
}

/** What the journal leaves open is settled by asking AWS: whether a policy was made, and which of two documents it holds. */
export async function settleApplied(walk: IncidentWalk): Promise<Applied | undefined> {
	const {applied, maybeMade} = walk.facts;
	if (applied === undefined && maybeMade !== undefined) {
		const made = await walk.read(text.steps.waiting.policy, () => madeHere(walk, maybeMade.name, maybeMade.document));
		return made === undefined ? undefined : {...maybeMade, policyId: made.id, targets: [], missing: [], at: 0};
	}
	const {mayHold} = applied ?? {};
	if (applied === undefined || mayHold === undefined) return applied;
	const policy = await walk.read(text.steps.waiting.policy, () => walk.ports.organizations.policy(applied.policyId));
	return policy !== undefined && sameDeny(policy.document, mayHold) ? {...applied, document: mayHold} : applied;
}

/** The policy as it is now, against what this incident put on. */
export async function policyStanding(walk: IncidentWalk, applied: Applied): Promise<PolicyStanding> {
	const port = walk.ports.organizations;
	const [policy, tags, targets] = await walk.read(text.steps.waiting.policy, () =>
		Promise.all([port.policy(applied.policyId), port.tagsOf(applied.policyId), port.targetsOf(applied.policyId)]),
	);
	if (policy === undefined) return {state: 'gone', targets: []};
	const {document} = policy;
	if (applied.placeholder !== undefined && sameDeny(document, applied.placeholder)) return {state: 'gone', document, targets: []};
	const tagged = applied.placeholder !== undefined || tags[incidentTag] === walk.incident.id;
	if (!tagged || !sameDeny(document, applied.document)) return {state: 'altered', document, targets: []};
	const others = applied.placeholder === undefined ? targets.filter(target => !applied.targets.includes(target)) : [];
	if (others.length > 0) return {state: 'elsewhere', document, targets: others};
	const missing = applied.targets.filter(target => !targets.includes(target));
	if (applied.placeholder === undefined && targets.length === 0) return {state: 'unattached', document, targets: []};
	return missing.length > 0 ? {state: 'partly-off', document, targets: missing} : {state: 'as-made', document, targets: []};
}

export interface SetStanding {
	readonly set: SetPlan;
	readonly state: Standing;
	readonly document?: string;
}

/**
 * Each permission set that this incident changed, as it is now. One that cannot be read is unknown, never as it was made. Where the text is off,
 * its role decides: it denies until the set is provisioned.
 */
export async function setStandings(walk: IncidentWalk, sets: readonly SetPlan[]): Promise<readonly SetStanding[]> {
	const roles = setRolesIn(walk, walk.facts.organization?.managementAccountId ?? '');
	const standings: SetStanding[] = [];
	for (const standing of await textStandings(walk, sets)) {
		const left = standing.state === 'gone' ? leftByRole(await roleHolds(walk, roles, standing.set)) : undefined;
		standings.push({...standing, state: left ?? standing.state});
	}
	return standings;
}

async function textStandings(walk: IncidentWalk, sets: readonly SetPlan[]): Promise<readonly SetStanding[]> {
	const {instance} = walk.facts;
	const standings: SetStanding[] = [];
	for (const set of sets) {
		if (instance === undefined) {
			standings.push({set, state: 'unknown'});
			continue;
		}
		try {
			const document = await walk.read(text.steps.waiting.inlinePolicy(set.name), () =>
				walk.ports.permissionSets.inlinePolicy(instance, set.arn),
			);
			standings.push({set, document, state: standingOfSet(document, set)});
		} catch (error) {
			if (!(error instanceof Problem)) throw error;
			walk.facts.problems.push(error);
			standings.push({set, state: 'unknown'});
		}
	}
	return standings;
}

function standingOfSet(document: string, {merged, unanswered}: SetPlan): Standing {
	if (document === merged.saved) return 'gone';
	if (document === merged.document || sameStatements(document, merged.document)) return 'as-made';
	// What was perhaps never put, and of which nothing is there, is somebody else's policy.
	return unanswered === true && !holdsOurs(document, merged) ? 'gone' : 'altered';
}

/** Those of the sets that refused our statements, and in which they are all the same. What cannot be read is taken to be as it was said. */
export async function refusedYetThere(walk: IncidentWalk, sets: readonly SetPlan[]): Promise<readonly SetPlan[]> {
	const standings = await textStandings(walk, sets);
	return standings.filter(({set, document}) => document !== undefined && holdsOurs(document, set.merged)).map(({set}) => set);
}

/** What was made, against what is there, line by line. */
export function differenceBlocks(made: string, found: string | undefined): readonly Block[] {
	if (found === undefined) return [];
	const lines = diffLines(made, found).map(line => `${{same: ' ', added: '+', removed: '-'}[line.kind]} ${line.text}`);
	return [{kind: 'code', text: lines.join('\n')}];
}
