import {describe, expect, test} from 'vitest';
import {madeOf} from '../../../src/commands/looking-back/made.ts';
import {standingOf} from '../../../src/commands/looking-back/standing.ts';
import {reportOf} from '../../../src/report/build.ts';
import {caller} from '../../sandbox/support.ts';
import {iamUserKey} from '../../scenarios.ts';
import {type Incident, newIncident, said, type WalkedThrough, type WireAnswer, walkThrough} from '../support.ts';

const refusedByIam: WireAnswer = {
	statusCode: 403,
	type: 'text/xml',
	body: '<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>You are not allowed to do this.</Message></Error><RequestId>11111111-2222-3333-4444-555555555555</RequestId></ErrorResponse>',
};

type More = Partial<Parameters<typeof walkThrough>[0]>;

const keyOf = ({sandbox}: Incident) => caller(sandbox, 'user/release-bot').accessKeyId;

/** The walk of the leaked key, where the responder says that the keys are to be set inactive. */
const respond = (incident: Incident, more: More = {}): Promise<WalkedThrough> =>
	walkThrough({
		incident,
		user: keyOf(incident),
		confirm: 'release-bot',
		answerFirst: ({id}) => (id === 'set-inactive' ? 'confirmed' : undefined),
		...more,
	});

const recover = (incident: Incident, more: More = {}): Promise<WalkedThrough> =>
	walkThrough({incident, recover: true, confirm: 'release-bot', confirmEarly: 'release-bot', ...more});

const keysAsked = ({questions}: WalkedThrough) => questions.filter(({id}) => id.startsWith('keys-active-')).map(({title}) => title);
const brief = ({views}: WalkedThrough) => said(views.filter(({id}) => id === 'made'));
const standing = (incident: Incident) => standingOf(incident.journal, [], incident.clock.now());
const reported = ({journal}: Incident) =>
	reportOf({read: {records: journal, problems: [], setAside: []}, made: madeOf(journal)}).changes.accessKeys;

const inactive = ({sandbox}: Incident) =>
	[...sandbox.world.credentials.values()].filter(credential => credential.inactive).map(({accessKeyId}) => accessKeyId);

describe('access keys that were to be set inactive', () => {
	test('and that AWS refused to: nobody says that they are', async () => {
		const incident = newIncident({scenario: iamUserKey});
		await respond(incident, {answering: ({operation}) => (operation === 'UpdateAccessKey' ? refusedByIam : undefined)});
		expect(inactive(incident)).toEqual([]);
		expect(standing(incident).accessKeys).toEqual([]);
		expect(reported(incident)).toEqual([]);
		const recovered = await recover(incident);
		expect(recovered.result.verdict).toBe('recovered');
		expect(keysAsked(recovered)).toEqual([]);
		expect(brief(recovered)).not.toContain(keyOf(incident));
		expect(standing(incident).on).toBe('no');
	});

	test('and were, though the answer was lost: AWS is asked, and they can be set active again', async () => {
		const incident = newIncident({scenario: iamUserKey});
		const {killed} = await respond(incident, {
			endWith: (call, when) => call.operation === 'UpdateAccessKey' && when === 'after-effect',
		});
		expect(killed).toBe(true);
		const [done = ''] = inactive(incident);
		expect(inactive(incident)).toHaveLength(1);
		expect(standing(incident).accessKeys).toEqual([done]);
		// Not known, by the journal alone.
		expect(reported(incident)).toMatchObject([{accessKeyId: done, active: null}]);
		const recovered = await recover(incident, {answerFirst: ({id}) => (id.startsWith('keys-active-') ? 'set-active' : undefined)});
		expect(keysAsked(recovered)).toHaveLength(1);
		expect(brief(recovered)).toContain(done);
		expect(inactive(incident)).toEqual([]);
		expect(standing(incident)).toMatchObject({on: 'no', accessKeys: []});
		expect(reported(incident)).toMatchObject([{accessKeyId: done, active: true}]);
	});

	test('and were not, as the program was gone before: AWS is asked, and nobody is', async () => {
		const incident = newIncident({scenario: iamUserKey});
		await respond(incident, {endAfter: record => record.kind === 'intent' && record.key.includes('/set-inactive/')});
		expect(inactive(incident)).toEqual([]);
		expect(standing(incident).accessKeys).toHaveLength(1);
		const recovered = await recover(incident);
		expect(keysAsked(recovered)).toEqual([]);
		expect(recovered.result.accessKeysInactive).toEqual([]);
		expect(recovered.result.verdict).toBe('recovered');
		expect(standing(incident)).toMatchObject({on: 'no', accessKeys: []});
	});

	test('and nobody knows whether they were: said to be perhaps, and asked', async () => {
		const incident = newIncident({scenario: iamUserKey});
		await respond(incident, {endAfter: record => record.kind === 'intent' && record.key.includes('/set-inactive/')});
		const recovered = await recover(incident, {answering: ({operation}) => (operation === 'ListAccessKeys' ? refusedByIam : undefined)});
		expect(brief(recovered)).toContain('may be inactive');
		expect(keysAsked(recovered).join()).toContain('may be');
		expect(standing(incident).accessKeys).toHaveLength(1);
	});
});
