import type {JournalRecord} from '../../incident/records.ts';
import type {Report} from '../model.ts';
import type {Names} from './masks.ts';

/** Members that hold a name, wherever a journal has them. */
const sorts: Readonly<Record<string, string>> = {
	...{userName: 'person', displayName: 'person', sessionName: 'person', sessionNames: 'person', under: 'person'},
	...{owner: 'person', by: 'person', phrase: 'person', roleName: 'role', userId: 'user-id', accountName: 'account-name'},
	...{permissionSet: 'permission-set', set: 'permission-set', viaGroup: 'group', policyName: 'policy', resource: 'resource'},
};

/** Everything that the journal calls somebody or something by, the document's own order first, so that its first person is the first mask. */
export function namesIn(report: Report, records: readonly JournalRecord[]): Names {
	return [...namesInReport(report), ...rolesFirst(records.flatMap(record => namesUnder(record, '')))];
}

/** GuardDuty calls a role a user: what is a role anywhere is one. */
const rolesFirst = (names: Names): Names => [...names.filter(([sort]) => sort === 'role'), ...names.filter(([sort]) => sort !== 'role')];

function namesUnder(value: unknown, key: string): Names {
	if (typeof value === 'string') return [...namedHere(value, key), ...namesInText(value)];
	if (Array.isArray(value)) return value.flatMap(item => namesUnder(item, key));
	if (typeof value !== 'object' || value === null) return [];
	return [
		...Object.entries(value).flatMap(([name, member]) =>
			// What was left behind is named by whatever its event names it by.
			key === 'names' && typeof member === 'string' ? [[sorts[name] ?? 'resource', member] as const] : namesUnder(member, name),
		),
		...nameOf(value as Readonly<Record<string, unknown>>),
	];
}

function namedHere(value: string, key: string): Names {
	const sort = sorts[key];
	if (sort === undefined || value.startsWith('arn:')) return [];
	if (key === 'resource') return value.split(', ').map(one => [sort, one] as const);
	// `AROAEXAMPLE:session` is read with the text.
	return key === 'userId' && value.includes(':') ? [] : [[sort, value]];
}

/** A bare `name` says by what stands beside it what it is of. */
function nameOf(value: Readonly<Record<string, unknown>>): Names {
	const {name, id} = value;
	if (typeof name !== 'string') return [];
	if (typeof id === 'string' && /^\d{12}$/.test(id)) return [['account-name', name]];
	if (typeof id === 'string' && id.startsWith('p-')) return [['policy', name]];
	const arn = [value.arn, value.permissionSet].find(one => typeof one === 'string');
	return [[typeof arn === 'string' && arn.includes(':permissionSet/') ? 'permission-set' : 'resource', name]];
}

const ends = '(?![\\w+=,.@/*?:-])';
const name = '[\\w+=,.@-]{0,127}[\\w+=@]';

/** Where a text names somebody or something: an ARN, the id of a session, a policy before its id. */
const inText: readonly (readonly [sorts: readonly string[], pattern: RegExp])[] = [
	[['role', 'person'], new RegExp(`:assumed-role/(${name})/(${name})`, 'g')],
	[['person'], new RegExp(`:(?:user|federated-user)/(?:${name}/)*(${name})${ends}`, 'g')],
	[['role'], new RegExp(`:\\d{12}:(?:role|instance-profile)/(?:${name}/)*(${name})${ends}`, 'g')],
	[['group'], new RegExp(`:\\d{12}:group/(?:${name}/)*(${name})${ends}`, 'g')],
	[['resource'], new RegExp(`:iam::\\d{12}:(?:policy|mfa|saml-provider)/(?:${name}/)*(${name})${ends}`, 'g')],
	// As our own sentences name a policy that nothing else on record does.
	[['policy'], /(?:^|\bdetach |[:,;] | or )((?:(?! or |detach )[^;:,()]){1,128}) \(p-[0-9a-z]{8,128}\)/g],
	[['resource'], /:s3:::([a-z0-9][a-z0-9.-]+[a-z0-9])/g],
	[['person'], new RegExp(`(?:AROA|AIDA)[A-Z0-9]{12,}:(${name})`, 'g')],
];

function namesInText(text: string): Names {
	return inText.flatMap(([of, pattern]) =>
		[...text.matchAll(pattern)].flatMap(([, ...found]) => found.map((one, index) => [of[index] ?? 'name', one] as const)),
	);
}

function namesInReport(report: Report): Names {
	const {leaked, reach, proof, changes, attacker, sittings} = report;
	const of = (sort: string, values: readonly (string | null)[]): Names =>
		values.flatMap(value => (value === null || value.trim() === '' ? [] : [[sort, value] as const]));
	const callers = sittings.flatMap(({by}) => (by === null ? [] : [by.split(':').slice(5).join(':').split('/')]));
	return [
		...leaked.subjects.flatMap(subject => [
			...of('person', [subject.userName, ...subject.sessionNames, subject.displayName]),
			...of('user-id', [subject.userId]),
			...of('permission-set', [subject.permissionSet]),
			...of('role', [subject.roleName]),
		]),
		...callers.flatMap(parts => [...of('person', parts.slice(-1)), ...of('role', parts.length > 2 ? parts.slice(1, -1) : [])]),
		...(reach?.accounts ?? []).flatMap(row => [
			...of('person', [row.userName]),
			...of('account-name', [row.accountName]),
			...of('permission-set', [row.permissionSet]),
			...of('group', [row.viaGroup]),
		]),
		...of(
			'permission-set',
			(reach?.managementAccount.sets ?? []).map(({name}) => name),
		),
		...of(
			'account-name',
			proof.map(({accountName}) => accountName),
		),
		...of(
			'permission-set',
			changes.permissionSets.map(({name}) => name),
		),
		...of(
			'person',
			changes.accessKeys.map(({userName}) => userName),
		),
		...(attacker?.sessions ?? []).flatMap(session => [...of('person', [session.sessionName]), ...of('role', [session.roleName])]),
		...of(
			'resource',
			(attacker?.leftBehind ?? []).flatMap(({resource}) => resource?.split(', ') ?? []),
		),
	];
}
