import {expect, test, vi} from 'vitest';
import type {JournalEntry} from '../../src/incident/records.ts';
import {scoreOf} from '../../src/rehearsal/score.ts';
import {debriefed, happening, journal, played} from './made-up.ts';
import {rehearse} from './support.ts';

vi.setConfig({testTimeout: 120_000});

const sent = (key: string, document?: string): readonly JournalEntry[] => [
	{kind: 'intent', key, what: 'x', intent: document === undefined ? {} : {document}},
	{kind: 'outcome', key, outcome: {}},
];
const records = journal(
	...sent('contain/create-policy', 'names test-user').map(entry => [99, entry] as const),
	...sent('contain/attach-policy').map(entry => [100, entry] as const),
	...sent('chain/update-policy-1', 'names test-user and chained').map(entry => [200, entry] as const),
);
const night = {
	...played,
	records,
	isNamed: (document: string, {as}: {readonly as: string}) => document.split(' ').includes(as),
	happened: [
		happening(90, {}),
		happening(110, {}),
		happening(120, {as: 'chained'}),
		happening(130, {as: 'chained'}),
		happening(140, {account: '111111111111'}),
		happening(210, {as: 'chained'}),
		happening(220, {as: 'elsewhere'}),
	],
};

test('calls after the deny are told apart: it named the session and spread, or it did not name it', () => {
	const {attacker} = scoreOf(night);
	expect(attacker.succeededAfterDeny).toBe(6);
	expect(attacker.afterDeny).toEqual({
		spreading: 2,
		unnamed: 3,
		managementAccount: 1,
		takenOff: 0,
		unnamedSessions: ['chained', 'elsewhere'],
	});
	const said = debriefed(night).join('\n');
	expect(said).toContain(
		'2 calls of sessions that the deny names still went through after AWS had taken it: a deny takes its time to spread.',
	);
	expect(said).toContain(
		'3 calls were made by sessions that the deny did not name then (chained, elsewhere): waiting does not stop those.',
	);
	expect(said).toContain('1 call went through in the management account, where no service control policy works.');
});

test('once the deny was taken off again, nothing is said of its spreading', () => {
	const colleague = happening(105, {actor: 'ops-admin', kind: 'colleague', as: 'ops-admin', call: 'organizations:DetachPolicy'});
	const {attacker} = scoreOf({...night, happened: [...night.happened, colleague]});
	expect(attacker.afterDeny).toMatchObject({spreading: 0, unnamed: 3, managementAccount: 1, takenOff: 2});
	expect(debriefed({...night, happened: [...night.happened, colleague]}).join('\n')).toContain(
		'2 calls went through after the deny had been taken off again.',
	);
});

test('in role-chaining the chained sessions are those that the deny did not name, until they were added to it', async () => {
	const {score} = await rehearse('role-chaining');
	const {afterDeny} = score.attacker;
	expect(afterDeny.unnamedSessions.toSorted()).toEqual(['nightly-sync', 'release-4711']);
	expect(afterDeny.unnamed).toBeGreaterThan(0);
	expect(afterDeny.spreading).toBeGreaterThan(0);
	expect(afterDeny.spreading + afterDeny.unnamed).toBe(score.attacker.succeededAfterDeny);
});
