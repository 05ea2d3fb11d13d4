import type {Assignment, Group, IdentityCenterInstance, PermissionSet} from '../../aws/ports.ts';
import {Problem} from '../../problem.ts';
import {text} from '../../text/index.ts';
import type {IncidentWalk, Look, Person, Reach, ReachedAccount} from '../facts.ts';
import {accountName} from './accounts.ts';
import {eachOf, startLook} from './look.ts';

const sideBySide = 8;

const nothing: Reach = {accounts: [], groups: [], permissionSets: [], complete: false, problems: []};

/** What each of the persons can open, as one. Where there is none, there is nothing that Identity Center could have assigned. */
export function lookForReach(walk: IncidentWalk, persons: readonly Person[]): Look<Reach> {
	return startLook<Reach>(nothing, async update => {
		const parts: Reach[] = persons.map(() => nothing);
		await Promise.all(
			persons.map((person, index) =>
				lookFor(walk, person, found => {
					parts[index] = found;
					update(together(parts));
				}),
			),
		);
		update(together(parts));
	});
}

function together(parts: readonly Reach[]): Reach {
	const sets = new Map(parts.flatMap(part => part.permissionSets).map(set => [set.arn, set]));
	const groups = new Map(parts.flatMap(part => part.groups).map(group => [group.groupId, group]));
	return {
		accounts: parts.flatMap(part => part.accounts),
		groups: [...groups.values()],
		permissionSets: [...sets.values()],
		// Somebody whose session leaked and who has no assignment at all lost them lately: what was open before is not known.
		complete: parts.every(part => part.complete && part.accounts.length > 0),
		problems: parts.flatMap(part => part.problems),
	};
}

/**
 * What a person can open: assignments given to them and to each of their groups. AWS does not say whether a look-up by user includes
 * the groups' (ListAccountAssignmentsForPrincipal), so both are asked and the same row counts once.
 */
async function lookFor(walk: IncidentWalk, person: Person, update: (found: Reach) => void): Promise<void> {
	const {instance} = walk.facts;
	if (instance === undefined || person.user === undefined) return;
	const problems: Problem[] = [];
	const attempt = async <T>(what: string, look: () => Promise<T>): Promise<T | undefined> => {
		try {
			return await walk.read(what, look);
		} catch (error) {
			if (!(error instanceof Problem)) throw error;
			problems.push(error);
			return undefined;
		}
	};
	const {userId} = person.user;
	const assignments = new Map<string, Assignment>();
	const keep = (found: readonly Assignment[] | undefined) => {
		for (const row of found ?? []) assignments.set(`${row.accountId} ${row.permissionSetArn} ${row.principalId}`, row);
	};
	const port = walk.ports.identityCenter;
	const [groups] = await Promise.all([
		attempt(text.steps.waiting.groups, () => port.groupsOf(instance, userId)),
		attempt(text.steps.waiting.assignments, () => port.assignmentsOf(instance, {id: userId, type: 'USER'})).then(keep),
	]);
	await eachOf(groups ?? [], sideBySide, async group =>
		keep(
			await attempt(text.steps.waiting.assignmentsOfGroup(group.name), () =>
				port.assignmentsOf(instance, {id: group.groupId, type: 'GROUP'}),
			),
		),
	);
	const complete = problems.length === 0;
	const describe = (sets: readonly PermissionSet[]): Reach => ({
		accounts: reached(walk, person, [...assignments.values()], groups ?? [], sets),
		groups: groups ?? [],
		permissionSets: sets,
		complete,
		problems: [...problems],
	});
	// The accounts are what matters; the names of the permission sets follow.
	update(describe([]));
	const sets = await permissionSets(walk, instance, [...assignments.values()], problems);
	walk.facts.problems.push(...problems);
	update(describe(sets));
}

async function permissionSets(
	walk: IncidentWalk,
	instance: IdentityCenterInstance,
	assignments: readonly Assignment[],
	problems: Problem[],
): Promise<readonly PermissionSet[]> {
	const sets: PermissionSet[] = [];
	await eachOf([...new Set(assignments.map(row => row.permissionSetArn))], sideBySide, async arn => {
		try {
			sets.push(await walk.read(text.steps.waiting.permissionSet, () => walk.ports.identityCenter.permissionSet(instance, arn)));
		} catch (error) {
			if (!(error instanceof Problem)) throw error;
			problems.push(error);
		}
	});
	return sets;
}

function reached(
	walk: IncidentWalk,
	{userName}: Person,
	assignments: readonly Assignment[],
	groups: readonly Group[],
	sets: readonly PermissionSet[],
): readonly ReachedAccount[] {
	return assignments
		.map(row => {
			const group =
				row.principalType === 'GROUP'
					? (groups.find(candidate => candidate.groupId === row.principalId)?.name ?? row.principalId)
					: undefined;
			return {
				userName,
				accountId: row.accountId,
				accountName: accountName(walk.facts, row.accountId),
				permissionSet: sets.find(set => set.arn === row.permissionSetArn)?.name ?? row.permissionSetArn,
				permissionSetArn: row.permissionSetArn,
				...(group === undefined ? {} : {viaGroup: group}),
			};
		})
		.sort((a, b) => a.accountId.localeCompare(b.accountId) || a.permissionSet.localeCompare(b.permissionSet));
}
