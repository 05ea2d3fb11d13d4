import type {ChainKey, Unsearched} from '../../containment/chain/chain.ts';
import type {IncidentWalk} from '../facts.ts';
import {seenIn} from '../identify/seen.ts';
import {exactSubjectsOf, personsOf} from '../subjects.ts';

/** A name in CloudTrail, and an account to look for it in. */
export interface NamedThere {
	readonly accountId: string;
	readonly value: string;
}

/**
 * What CloudTrail calls them, and where to look for it. A person's sessions may be in any account of the organization, whatever they reach
 * today: assignments that were removed leave the sessions open. Those that they reach or were seen in come first. In a closed account nobody can
 * do anything, nor look (Account Management reference guide, "Close an AWS account"): it is searched only where they were seen in it.
 */
export function namesAndPlaces({facts}: IncidentWalk): readonly NamedThere[] {
	const accounts = facts.accountsLook?.soFar() ?? new Map();
	const isOurs = (id: string) => accounts.size === 0 || accounts.has(id);
	const isOpen = (id: string) => accounts.get(id)?.active !== false;
	const reached = (facts.reachLook?.soFar().accounts.map(row => row.accountId) ?? []).filter(isOpen);
	const likely = [...reached, ...seenIn(facts)].filter(isOurs);
	const places = [...new Set([...likely, ...[...accounts.keys()].filter(isOpen)])];
	const names = [...new Set(personsOf(facts).flatMap(person => person.sessionNames))];
	const exact = exactSubjectsOf(facts).flatMap(({deniable}) => {
		const value = trailNameOf(deniable);
		return value === undefined ? [] : [{accountId: deniable.accountId, value}];
	});
	return [...places.flatMap(accountId => names.map(value => ({accountId, value}))), ...exact];
}

/** What nobody knows where to look for. */
export function unknownPlaces({facts}: IncidentWalk): readonly Unsearched[] {
	const known = (facts.accountsLook?.soFar().size ?? 0) > 0;
	const names = known ? [] : personsOf(facts).flatMap(person => person.sessionNames);
	const nameless = exactSubjectsOf(facts).filter(
		({principal, deniable}) => trailNameOf(deniable) === undefined && !('accessKeyId' in principal && principal.accessKeyId),
	);
	return [
		...names.map(accessKeyId => ({accessKeyId, why: 'accounts-unknown' as const})),
		...nameless.map(({deniable: {exactUserId, accountId}}) => ({
			accessKeyId: exactUserId,
			accountId,
			why: 'nothing-to-look-for' as const,
		})),
	];
}

/** Keys that were given with the principals themselves. */
export function givenKeys({facts}: IncidentWalk): readonly ChainKey[] {
	return (facts.subjects ?? []).flatMap(({principal}) => {
		if (!('accessKeyId' in principal) || principal.accessKeyId === undefined || principal.accessKeyId === '') return [];
		return [{accessKeyId: principal.accessKeyId, ...(principal.accountId === undefined ? {} : {accountId: principal.accountId})}];
	});
}

/** The user name of CloudTrail's event history: a session's name, an IAM user's, and `root`. */
function trailNameOf(deniable: ReturnType<typeof exactSubjectsOf>[number]['deniable']): string | undefined {
	switch (deniable.kind) {
		case 'iam-user':
			return deniable.userName;
		case 'role-session':
			return deniable.sessionName;
		case 'instance-role':
			return deniable.instanceId;
		case 'root':
			return 'root';
	}
}
