import {fileURLToPath} from 'node:url';
import {describe, expect, test} from 'vitest';
import {standingOf} from '../../../src/commands/looking-back/standing.ts';
import {knownInRecovery} from '../../../src/commands/walking/known.ts';
import {loadRunbook} from '../../../src/runbook/load.ts';
import type {ChecklistQuestion} from '../../../src/runbook/questions.ts';
import {caller} from '../../sandbox/support.ts';
import {roleChaining} from '../../scenarios.ts';
import {codes, given, may, userIdOf, walkChain} from '../chain/chain-support.ts';
import {type Incident, newIncident, policiesMade, said, type WalkedThrough, walkThrough} from '../support.ts';

const hour = 3_600_000;
const runbook = await loadRunbook(fileURLToPath(new URL('../../../runbooks/recovery.yaml', import.meta.url)), knownInRecovery);
const script = runbook.steps.find(step => step.kind === 'recovery-gate')?.checklist ?? [];
/** What the runbook names for an Identity Center user: nothing of what the search found. */
const manual = ['remove-assignments', 'account-access-manager', 'identity-provider', 'portal-session', 'disable-user'];

const doorsAsked = ({questions}: WalkedThrough) =>
	questions.filter((question): question is ChecklistQuestion => question.kind === 'checklist').flatMap(({items}) => items);

const recover = (incident: Incident, done: readonly string[]) => walkThrough({incident, recover: true, confirm: 'test-user', done});
const takeOff = ({journal, clock}: Incident) => standingOf(journal, script, clock.now()).takeOff;

/** Contained, and tightened: the thief's IAM user and the chained sessions are stopped by their exact ids alone. */
async function contained(ticked: readonly string[] = manual): Promise<{readonly incident: Incident; readonly idOfUser: string}> {
	const incident = newIncident({scenario: roleChaining});
	const {result} = await walkChain({...given, incident, done: ticked});
	expect(result.verdict).toBe('contained');
	const key = caller(incident.sandbox, 'user/svc-backup').accessKeyId;
	const {principal} = incident.sandbox.world.credentials.get(key) ?? {};
	return {incident, idOfUser: principal?.kind === 'user' ? principal.user.id : ''};
}

describe('what the search found keeps the deny on until it is closed', () => {
	test('the thief’s own IAM user does not get back in by the manual doors alone', async () => {
		const {incident, idOfUser} = await contained();
		incident.clock.advance(13 * hour);
		const recovered = await recover(incident, manual);
		expect(recovered.result.verdict).toBe('refused');
		expect(recovered.exit).toBe(4);
		expect(codes(recovered)).toContain('doors-open');
		expect(policiesMade(incident.sandbox)[0]?.on).toHaveLength(1);
		incident.clock.advance(60_000);
		expect(await may(incident.sandbox, 'user/svc-backup')).toBe('denied');
		// Named with its account, in what is on and in what is asked.
		const brief = said(recovered.views.filter(view => view.id === 'made'));
		for (const told of [brief, JSON.stringify(doorsAsked(recovered))]) {
			expect(told).toContain(idOfUser);
			expect(told).toContain('svc-backup');
		}
		expect(takeOff(incident)).toMatchObject({state: 'doors-open'});
	});

	test('where nobody looked, that is a door: the thief’s own user is not known, and is not locked out by anything else', async () => {
		const incident = newIncident({scenario: roleChaining});
		await walkChain({...given, incident, done: manual, answerFirst: question => (question.id === 'search' ? 'skip' : undefined)});
		incident.clock.advance(13 * hour);
		const refused = await recover(incident, manual);
		expect(refused.exit).toBe(4);
		expect(refused.result.problems.find(({code}) => code === 'doors-open')?.next).toContain('--done look-for-traces');
		expect(takeOff(incident)).toMatchObject({state: 'doors-open', open: ['look-for-traces']});
		incident.clock.advance(60_000);
		expect(codes(await recover(incident, ['look-for-traces']))).toContain('too-early');
		incident.clock.advance(13 * hour);
		const recovered = await recover(incident, []);
		expect(recovered.result.problems).toEqual([]);
		expect(recovered.result.verdict).toBe('recovered');
	});

	test('every exact id that was added, and every thing that was left behind, is a door of its own', async () => {
		const {incident, idOfUser} = await contained([]);
		const {facts} = await walkChain({...given, incident});
		const asked = doorsAsked(await recover(incident, []));
		const ids = [idOfUser, ...['release-4711', 'nightly-sync'].map(name => userIdOf(incident.sandbox, name))];
		for (const id of ids) expect(asked.filter(door => door.title.includes(id))).toHaveLength(1);
		const left = facts.searched?.leftovers ?? [];
		expect(left.length).toBeGreaterThan(2);
		for (const {eventId} of left) expect(asked.map(door => door.id)).toContain(`leftover-${eventId}`);
		// Our own test sessions open nothing.
		expect(JSON.stringify(asked)).not.toContain('tourniquet-test-');
		const state = takeOff(incident);
		expect(state?.state === 'doors-open' ? [...state.open].sort() : []).toEqual(asked.map(door => door.id).sort());
	});

	test('with all of them closed it comes off, once a session of the user’s keys has run out as well', async () => {
		const {incident} = await contained();
		const all = doorsAsked(await recover(incident, manual)).map(door => door.id);
		incident.clock.advance(60_000);
		const begun = incident.clock.now();
		const tooEarly = await recover(incident, all);
		expect(codes(tooEarly)).toContain('too-early');
		const state = takeOff(incident);
		expect(state).toMatchObject({state: 'too-early'});
		// GetSessionToken gives the holder of a long-term key up to 36 hours.
		expect((state?.state === 'too-early' ? state.at : 0) - begun).toBeGreaterThanOrEqual(36 * hour);
		incident.clock.advance(13 * hour);
		expect(codes(await recover(incident, []))).toContain('too-early');
		incident.clock.advance(24 * hour);
		expect(takeOff(incident)).toMatchObject({state: 'safe'});
		const recovered = await recover(incident, []);
		expect(recovered.defect).toBeUndefined();
		expect(recovered.result.verdict).toBe('recovered');
		expect(doorsAsked(recovered)).toEqual([]);
	});

	test('the response says the same: not before 36 hours', async () => {
		const incident = newIncident({scenario: roleChaining});
		const {facts, records} = await walkChain({...given, incident});
		const notes = records.flatMap(record => (record.kind === 'note' && record.key.endsWith('/open') ? [record.value] : []));
		const {keepUntil} = notes.at(-1) as unknown as {readonly keepUntil: number};
		expect(keepUntil - (facts.applied?.at ?? 0)).toBeGreaterThanOrEqual(36 * hour);
	});

	test('what was ticked in the follow-up is not asked again, and who ticked it is shown', async () => {
		const incident = newIncident({scenario: roleChaining});
		const first = await walkChain({
			...given,
			incident,
			answerFirst: question => (question.kind === 'checklist' ? question.items.map(item => item.id) : undefined),
		});
		const {facts} = first;
		const recovered = await recover(incident, []);
		const asked = doorsAsked(recovered).map(door => door.id);
		for (const {eventId} of facts.searched?.leftovers ?? []) expect(asked).not.toContain(`leftover-${eventId}`);
		const closed = said(recovered.views.filter(view => view.id === 'doors-closed'));
		expect(closed).toContain('svc-backup');
		expect(closed).toContain(facts.caller?.arn);
	});
});
