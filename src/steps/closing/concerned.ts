import type {IdentityCenterInstance} from '../../aws/ports.ts';
import {permissionSetOf} from '../../containment/reading/names.ts';
import {text} from '../../text/index.ts';
import type {IncidentWalk} from '../facts.ts';
import {rolesSeenIn} from '../identify/seen.ts';
import {eachOf} from '../looks/look.ts';

export interface ConcernedSet {
	readonly arn: string;
	readonly name: string;
}

export interface Concerned {
	readonly sets: readonly ConcernedSet[];
	/** Roles that their sessions were seen with in the management account and that are no permission set's: nothing here closes those. */
	readonly otherRoles: readonly string[];
}

/** The permission sets that lead a person to the management account: assigned there now, or seen there in a session of theirs. */
export async function concernedSets(walk: IncidentWalk, instance: IdentityCenterInstance, accountId: string): Promise<Concerned> {
	const sets = new Map<string, ConcernedSet>();
	for (const row of walk.facts.reachLook?.soFar().accounts ?? []) {
		if (row.accountId === accountId) sets.set(row.permissionSetArn, {arn: row.permissionSetArn, name: row.permissionSet});
	}
	const roles = rolesSeenIn(walk.facts, accountId);
	const seen = new Set(roles.flatMap(role => permissionSetOf(role) ?? []));
	const otherRoles = roles.filter(role => permissionSetOf(role) === undefined);
	const missing = [...seen].filter(name => ![...sets.values()].some(set => set.name === name));
	if (missing.length === 0) return {sets: [...sets.values()], otherRoles};
	const port = walk.ports;
	const arns = await walk.read(text.steps.waiting.permissionSetsThere, () => port.permissionSets.provisionedIn(instance, accountId));
	await eachOf(arns, 8, async arn => {
		const {name} = await walk.read(text.steps.waiting.permissionSet, () => port.identityCenter.permissionSet(instance, arn));
		if (missing.includes(name)) sets.set(arn, {arn, name});
	});
	// A set whose role is gone from the account by now leaves its name: what it allowed there cannot be closed here.
	const gone = missing.filter(name => ![...sets.values()].some(set => set.name === name));
	return {sets: [...sets.values()], otherRoles: [...otherRoles, ...gone]};
}
