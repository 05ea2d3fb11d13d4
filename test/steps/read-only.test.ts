import {describe, expect, test} from 'vitest';
import {madeOf} from '../../src/commands/looking-back/made.ts';
import {standingOf} from '../../src/commands/looking-back/standing.ts';
import {BEGINNING, seal} from '../../src/incident/chain.ts';
import {reportOf} from '../../src/report/build.ts';
import {s3Discovery, scenarioNamed} from '../scenarios.ts';
import {recoveries} from './crash/courses.ts';
import {type Incident, newIncident, policiesMade, said, walkThrough, writes} from './support.ts';

const hour = 3_600_000;
const readOnly = {settings: {readOnly: true}};
const known = {user: 'test-user', confirm: 'test-user'};
const doors = ['remove-assignments', 'account-access-manager', 'identity-provider', 'portal-session', 'disable-user'];
const off = {recover: true, confirm: 'test-user', confirmEarly: 'test-user', done: doors};

/** What one sitting asks of AWS: everything, and what would change it. */
async function asked<T>({sandbox}: Incident, sitting: () => Promise<T>) {
	const [all, changing] = [sandbox.calls.length, writes(sandbox).length];
	const came = await sitting();
	return {came, calls: sandbox.calls.length - all, changed: writes(sandbox).slice(changing)};
}

/** A sitting to its last word, as the program writes it. */
async function sat(incident: Incident, how: Parameters<typeof walkThrough>[0]) {
	const came = await walkThrough({incident, ...how});
	const last = incident.journal.at(-1);
	const closed = {kind: 'closed', verdict: came.result.verdict} as const;
	incident.journal.push(seal(closed, incident.clock.now(), {n: incident.journal.length + 1, prev: last?.hash ?? BEGINNING}).record);
	return came;
}

const reported = ({journal}: Incident) =>
	reportOf({read: {records: journal, problems: [], setAside: []}, made: madeOf(journal), timeZone: 'UTC'});

describe('a recovery that is read-only', () => {
	async function contained(): Promise<Incident> {
		const incident = newIncident({scenario: s3Discovery});
		const {result} = await sat(incident, known);
		expect(result.verdict).toBe('contained');
		return incident;
	}

	test('shows what would be undone, asks nothing, writes nothing, and says so', async () => {
		const incident = await contained();
		const before = policiesMade(incident.sandbox);
		const {came, calls, changed} = await asked(incident, () => walkThrough({incident, ...off, ...readOnly}));
		expect(calls).toBeGreaterThan(0);
		expect(changed).toEqual([]);
		expect(policiesMade(incident.sandbox)).toEqual(before);
		expect(came.exit).toBe(0);
		expect(came.result).toMatchObject({verdict: 'planned', awsCalls: {writes: 0}, recovery: null});
		expect(came.questions).toEqual([]);
		const policyId = before[0]?.id ?? '';
		const shown = said(came.views);
		expect(shown).toContain('Read-only: nothing is asked here');
		expect(shown).toContain('New sessions can still be opened');
		expect(shown).toContain(`aws organizations delete-policy --policy-id ${policyId}`);
		expect(came.views.at(-1)).toMatchObject({id: 'read-only', blocks: [{text: expect.stringContaining('Nothing was written to AWS')}]});
		expect(came.last).toContain('PLANNED — nothing was changed');
		expect(came.last).toContain('What this incident put on stays as it is');
		expect(came.last).not.toContain('keeps every access');
	});

	test('leaves a journal by which it is still on and contained, and that a real one goes on with', async () => {
		const incident = await contained();
		const [standing, report] = [standingOf(incident.journal, [], incident.clock.now()), reported(incident)];
		await sat(incident, {...off, ...readOnly});
		expect(standingOf(incident.journal, [], incident.clock.now())).toMatchObject({
			on: 'yes',
			verdict: 'contained',
			takeOff: {state: standing.takeOff?.state},
		});
		expect(reported(incident)).toMatchObject({verdict: report.verdict, state: {finished: true}});
		expect(JSON.stringify(reported(incident).state)).not.toContain('Taking it off was begun');
		const real = await walkThrough({incident, ...off});
		expect({exit: real.exit, verdict: real.result.verdict}).toEqual({exit: 0, verdict: 'recovered'});
		expect(policiesMade(incident.sandbox)).toEqual([]);
	});

	test('ticks no door and overrides nothing, whatever is given', async () => {
		const incident = await contained();
		await walkThrough({incident, ...off, ...readOnly});
		incident.clock.advance(13 * hour);
		// Had the doors been ticked then, the sessions would have run out by now.
		const real = await walkThrough({incident, recover: true, confirm: 'test-user', done: doors});
		expect(real.result.problems.at(-1)?.code).toBe('too-early');
		expect(writes(incident.sandbox)).not.toContain('organizations:DetachPolicy');
	});

	test('says when it may come off, once every door was said to be closed', async () => {
		const incident = await contained();
		expect((await walkThrough({incident, recover: true, done: doors})).result.problems.at(-1)?.code).toBe('too-early');
		incident.clock.advance(13 * hour);
		const {came, changed} = await asked(incident, () => walkThrough({incident, ...off, ...readOnly}));
		expect(said(came.views)).toContain('The deny may come off');
		expect(changed).toEqual([]);
	});

	test.each(recoveries)(
		'$scenario: nothing is written, and the real one undoes all of it afterwards',
		async ({scenario, before, walked, verdict}) => {
			const incident = newIncident({scenario: scenarioNamed(scenario)});
			const {facts} = await walkThrough({incident, ...before});
			const {came, changed} = await asked(incident, () => walkThrough({incident, ...walked, ...readOnly}));
			expect(changed).toEqual([]);
			expect(came.exit).toBe(0);
			const shown = said(came.views);
			expect(shown).toContain(facts.applied?.policyId);
			for (const set of facts.closing?.changed ?? []) expect(shown).toContain(set.arn);
			for (const key of facts.keysInactive) expect(shown).toContain(key.accessKeyId);
			expect((await walkThrough({incident, ...walked})).result.verdict).toBe(verdict);
		},
	);
});

describe('a resumed walk that is read-only', () => {
	test('before anything was sent: the plan, and no write whatever is answered', async () => {
		const incident = newIncident({scenario: s3Discovery});
		await walkThrough({incident, user: 'test-user'});
		const {came, changed} = await asked(incident, () => walkThrough({incident, ...known, ...readOnly}));
		expect(changed).toEqual([]);
		expect(came.exit).toBe(0);
		expect(came.result).toMatchObject({verdict: 'planned', awsCalls: {writes: 0}});
		expect(came.last).toContain('test-user keeps every access');
		// And a real one goes on from there.
		expect((await walkThrough({incident, ...known})).result.verdict).toBe('contained');
	});

	test('once the deny is on: says that it stays on, and never that they keep every access', async () => {
		const incident = newIncident({scenario: s3Discovery});
		const {facts} = await sat(incident, known);
		const {came, changed} = await asked(incident, () => sat(incident, {...known, ...readOnly}));
		expect(changed).toEqual([]);
		expect(came.exit).toBe(0);
		expect(came.result).toMatchObject({verdict: 'planned', awsCalls: {writes: 0}});
		expect(came.questions.filter(({kind}) => kind === 'confirm')).toEqual([]);
		expect(said(came.views)).toContain(`the deny ${facts.applied?.policyId} is on`);
		expect(came.last).toContain('What this incident put on stays as it is');
		expect(`${said(came.views)}${came.last}`).not.toContain('keeps every access');
		expect(standingOf(incident.journal, [], incident.clock.now())).toMatchObject({on: 'yes', verdict: 'contained'});
		expect((await walkThrough({incident, ...known})).result.verdict).toBe('contained');
		expect((await walkThrough({incident, ...off})).result.verdict).toBe('recovered');
	});

	test.each(['contain/create-policy', 'contain/attach-policy'])(
		'cut off after %s was announced: writes nothing and gives nothing away',
		async key => {
			const incident = newIncident({scenario: s3Discovery});
			const {killed} = await walkThrough({incident, ...known, endAfter: record => record.kind === 'intent' && record.key === key});
			expect(killed).toBe(true);
			const {came, changed} = await asked(incident, () => walkThrough({incident, ...known, ...readOnly}));
			expect(changed).toEqual([]);
			expect(came.exit).toBe(0);
			expect(said(came.views)).toContain('may be on');
			expect(came.last).not.toContain('keeps every access');
			expect(standingOf(incident.journal, [], incident.clock.now()).on).toBe('maybe');
			const real = await walkThrough({incident, ...off});
			expect(real.result.recovery?.left).toEqual([]);
			expect(policiesMade(incident.sandbox)).toEqual([]);
		},
	);
});
