import {fileURLToPath} from 'node:url';
import {describe, expect, test} from 'vitest';
import {type Standing, standingOf} from '../../src/commands/looking-back/standing.ts';
import {knownInRecovery} from '../../src/commands/walking/known.ts';
import {loadRunbook} from '../../src/runbook/load.ts';
import {scenarios} from '../scenarios.ts';
import {responses} from '../steps/crash/courses.ts';
import {type Incident, newIncident, walkThrough} from '../steps/support.ts';

const hour = 3_600_000;
const runbook = await loadRunbook(fileURLToPath(new URL('../../runbooks/recovery.yaml', import.meta.url)), knownInRecovery);
const doors = runbook.steps.find(step => step.kind === 'recovery-gate')?.checklist ?? [];
const allDoors = doors.map(door => door.id);

const standing = (incident: Incident, later = 0): Standing => standingOf(incident.journal, doors, incident.clock.now() + later);

function begin(name: string): Incident {
	const scenario = scenarios.get(name);
	if (scenario === undefined) throw new Error(`no scenario ${name}`);
	return newIncident({scenario});
}

const known = {user: 'test-user', confirm: 'test-user'};
const early = {recover: true, confirm: 'test-user', confirmEarly: 'test-user', done: allDoors};

describe('how an incident stands by its journal', () => {
	test('before anything: nothing, and nobody', () => {
		expect(standingOf([], doors, 0)).toEqual({label: '', on: 'no', wasOn: false, permissionSets: [], accessKeys: []});
	});

	test('planned only: nothing is on', async () => {
		const incident = begin('s3-discovery');
		await walkThrough({incident, user: 'test-user'});
		expect(standing(incident)).toMatchObject({label: 'test-user', on: 'no', wasOn: false});
	});

	test('contained: on since AWS took it, and not to come off while a way in is open', async () => {
		const incident = begin('s3-discovery');
		const {facts} = await walkThrough({incident, ...known});
		expect(standing(incident)).toMatchObject({
			label: 'test-user',
			on: 'yes',
			since: facts.applied?.at,
			policyId: facts.applied?.policyId,
			takeOff: {
				state: 'doors-open',
				open: ['remove-assignments', 'account-access-manager', 'identity-provider', 'portal-session', 'disable-user'],
			},
		});
	});

	test('with every way in closed: at a time, and safe after it', async () => {
		const incident = begin('s3-discovery');
		await walkThrough({incident, ...known, done: allDoors});
		const now = standing(incident).takeOff;
		expect(now).toMatchObject({state: 'too-early'});
		const at = now?.state === 'too-early' ? now.at : 0;
		expect(at - incident.clock.now()).toBeGreaterThan(11 * hour);
		expect(at - incident.clock.now()).toBeLessThanOrEqual(12 * hour);
		expect(standing(incident, 12 * hour).takeOff).toEqual({state: 'safe', at});
		// A clock that was set back does not make it later than it is.
		expect(standing(incident, -24 * hour).takeOff).toEqual({state: 'too-early', at});
	});

	test('sent, and the program gone before the answer: perhaps', async () => {
		const incident = begin('s3-discovery');
		const {killed} = await walkThrough({
			incident,
			...known,
			endAfter: record => record.kind === 'intent' && record.key === 'contain/attach-policy',
		});
		expect(killed).toBe(true);
		expect(standing(incident)).toMatchObject({on: 'maybe', wasOn: true});
	});

	test('a later sitting that found and did nothing does not change how it stands', async () => {
		const incident = begin('s3-discovery');
		await walkThrough({incident, ...known});
		const sat = (records: readonly object[], verdict: string) =>
			[{kind: 'opened', runbook: {id: 'leaked-session'}}, ...records, {kind: 'closed', verdict}].map((record, index) => ({
				n: index + 1,
				at: '2026-11-23T00:41:00.000Z',
				...record,
			}));
		const stands = (...sittings: readonly (readonly object[])[]) =>
			standingOf(sittings.flat() as unknown as Parameters<typeof standingOf>[0], doors, incident.clock.now());
		const walked = sat(incident.journal, 'contained');
		const signedOut = sat([{kind: 'step', step: 'brief', state: 'entered'}], 'not-proven');
		expect(stands(walked)).toMatchObject({on: 'yes', verdict: 'contained'});
		expect(stands(walked, signedOut)).toMatchObject({on: 'yes', verdict: 'contained', inVain: 'not-proven'});
		expect(stands(walked, signedOut, signedOut)).toMatchObject({verdict: 'contained', inVain: 'not-proven'});
		expect(stands(walked, signedOut, walked)).not.toHaveProperty('inVain');
		expect(stands(signedOut)).toMatchObject({on: 'no', verdict: 'not-proven'});
		expect(stands(signedOut)).not.toHaveProperty('inVain');
	});

	test('taken off: off, as it was on once', async () => {
		const incident = begin('s3-discovery');
		await walkThrough({incident, ...known});
		const {result} = await walkThrough({incident, ...early});
		expect(result.verdict).toBe('recovered');
		expect(standing(incident)).toEqual({label: 'test-user', on: 'no', wasOn: true, permissionSets: [], accessKeys: []});
	});

	test.each(responses)('$scenario: what its response left on is what AWS holds', async ({scenario, walked}) => {
		const incident = begin(scenario);
		const {facts} = await walkThrough({incident, ...walked});
		const {on, permissionSets, accessKeys, policyId} = standing(incident);
		expect({on, policyId}).toEqual({on: 'yes', policyId: facts.applied?.policyId});
		const {organization, identityCenter, credentials} = incident.sandbox.world;
		expect([...organization.attachments.values()].some(ids => ids.has(policyId ?? ''))).toBe(true);
		if (scenario === 'management-account') expect(permissionSets).toHaveLength(2);
		if (scenario === 'iam-user-key') expect(accessKeys).toHaveLength(2);
		const holding = [...identityCenter.permissionSets.values()].filter(set => set.inlinePolicy?.includes('Tourniquet'));
		expect([...permissionSets].sort()).toEqual(holding.map(set => set.name).sort());
		const inactive = [...credentials.values()].filter(credential => credential.inactive).map(credential => credential.accessKeyId);
		expect([...accessKeys].sort()).toEqual(inactive.sort());
	});
});
