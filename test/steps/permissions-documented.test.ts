import {readFileSync} from 'node:fs';
import {beforeAll, expect, test} from 'vitest';
import {rehearsed} from '../../src/commands/flags/answers.ts';
import {roleChaining, scenarios} from '../scenarios.ts';
import {recoveries} from './crash/courses.ts';
import {permissionsUsed} from './permissions-used.ts';
import {type Incident, newIncident, walkThrough} from './support.ts';

/** What nothing can take away, and so nobody has to be given (STS API, GetCallerIdentity). */
const needsNone = 'sts:GetCallerIdentity';

const responder = 'responder';

/** What no walk shows: needed by a call that has another name, or in a case that no scenario has. */
const needed = [
	{role: responder, action: 'organizations:TagResource', why: 'CreatePolicy with tags'},
	{role: responder, action: 'iam:PutRolePolicy', why: 'ProvisionPermissionSet, in the management account'},
	{role: responder, action: 'iam:DeleteRolePolicy', why: 'ProvisionPermissionSet, in the management account'},
	{role: responder, action: 'iam:GetAccessKeyLastUsed', why: 'a key of their own account that no finding and no event knows'},
	{role: responder, action: 'sts:DecodeAuthorizationMessage', why: 'a denial by EC2 whose words do not name the policy'},
];

/** Somebody given in another way than by their name, while no finding knows them. */
const unseen = ['ASIAEXAMPLE000000077', 'arn:aws:iam::555555555555:user/svc-backup'];

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

/** The actions in the row of a table that begins like this. */
const actionsIn = (row: string) => [...row.matchAll(/`([a-z0-9]+:[A-Za-z*]+)`/g)].flatMap(([, action]) => action ?? []);
const lines = readme.split('\n');
const table = (heading: string) => {
	const first = lines.indexOf(heading);
	expect(first).toBeGreaterThan(0);
	const rows = lines.slice(first + 2);
	return rows.slice(
		0,
		rows.findIndex(row => !row.startsWith('|')),
	);
};
const roles = table('| role | for | needs |');
const ofRole = (name: string) => actionsIn(roles.find(row => row.startsWith(`| \`${name}\``)) ?? '');

const documented: Readonly<Record<string, readonly string[]>> = {
	[responder]: table("| for | the responder's role needs |").flatMap(actionsIn),
	'tourniquet-probe': actionsIn(lines.find(line => line.startsWith('- allowed ')) ?? ''),
	'tourniquet-findings': ofRole('tourniquet-findings'),
	'tourniquet-containment': ofRole('tourniquet-containment'),
};

const covers = (pattern: string, action: string) => (pattern.endsWith('*') ? action.startsWith(pattern.slice(0, -1)) : pattern === action);
/** The responder comes in a role of any name, and assumes those that the README names. */
const roleOf = (name: string) => (name in documented ? name : responder);
const spelled = ({role, action}: {role: string; action: string}) => `${role} ${action}`;

/** Every scenario answered well, from the finding to the last trace, and every kind of change taken off again: calls of the responder only. */
let used: readonly {role: string; action: string}[] = [];

beforeAll(async () => {
	const sandboxes = [];
	for (const scenario of scenarios.values()) {
		const {finding, tip} = scenario.rehearsal;
		const isGood = (label: string) => finding !== undefined && label.includes(finding.type) && label.includes(finding.principal);
		const {sandbox, defect} = await walkThrough({
			incident: newIncident({scenario}),
			ask: rehearsed(tip === undefined ? {} : {user: tip}, isGood),
			settings: {deadlineSeconds: 60},
		});
		expect(defect).toBeUndefined();
		sandboxes.push(sandbox);
	}
	for (const {scenario, before, walked} of recoveries) {
		const found = scenarios.get(scenario);
		if (found === undefined) throw new Error(`There is no scenario ${scenario}.`);
		const incident: Incident = newIncident({scenario: found});
		await walkThrough({...before, incident});
		await walkThrough({...walked, incident});
		sandboxes.push(incident.sandbox);
	}
	for (const user of unseen) {
		const incident = newIncident({scenario: roleChaining});
		incident.sandbox.world.guardDuty.findings.splice(0);
		await walkThrough({incident, user});
		sandboxes.push(incident.sandbox);
	}
	const all = sandboxes
		.flatMap(sandbox => permissionsUsed({sandbox}))
		.map(({role, action}) => ({role: roleOf(role), action}))
		.filter(({action}) => action !== needsNone);
	used = [...new Map([...all, ...needed].map(one => [spelled(one), one])).values()];
}, 300_000);

test('what the responder needs is in the README, for every scenario and for taking the deny off', () => {
	expect(used.length).toBeGreaterThan(40);
	const missing = used.filter(({role, action}) => !(documented[role] ?? []).some(pattern => covers(pattern, action)));
	expect(missing.map(spelled)).toEqual([]);
});

test('and nothing that nobody needs', () => {
	const idle = Object.entries(documented).flatMap(([role, patterns]) =>
		patterns.filter(pattern => !used.some(one => one.role === role && covers(pattern, one.action))).map(action => spelled({role, action})),
	);
	expect(idle).toEqual([]);
});
