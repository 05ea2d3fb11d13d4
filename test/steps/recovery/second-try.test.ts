import {describe, expect, test} from 'vitest';
import {standingOf} from '../../../src/commands/looking-back/standing.ts';
import {type Incident, newIncident, policiesMade, refusedByAws, walkThrough, wellAnswered} from '../support.ts';

const doors = ['remove-assignments', 'account-access-manager', 'identity-provider', 'portal-session', 'disable-user'];

const standing = (incident: Incident) => standingOf(incident.journal, [], incident.clock.now());
const recover = (incident: Incident) =>
	walkThrough({incident, recover: true, confirm: 'test-user', confirmEarly: 'test-user', done: doors});

type More = Partial<Parameters<typeof walkThrough>[0]>;

/** The first policy could not be attached and was removed again; the responder tries once more. */
function triedAgain(incident: Incident, more: More): ReturnType<typeof walkThrough> {
	let attachments = 0;
	return walkThrough({
		user: 'test-user',
		incident,
		ask: wellAnswered('test-user'),
		answerFirst: question => (question.id === 'not-applied' ? 'again' : undefined),
		answering: ({operation}) => (operation === 'AttachPolicy' && attachments++ === 0 ? refusedByAws : undefined),
		...more,
	});
}

describe('a policy that a second try left', () => {
	test.each<[string, More]>([
		[
			'made, and gone before it was to be attached',
			{endAfter: record => record.kind === 'outcome' && record.key === 'contain/create-policy#2'},
		],
		[
			'sent to be made, and gone before the answer',
			{endBefore: record => record.kind === 'outcome' && record.key === 'contain/create-policy#2'},
		],
	])('%s: it is told of, and cleaned up', async (_, more) => {
		const incident = newIncident();
		const {killed} = await triedAgain(incident, more);
		expect(killed).toBe(true);
		const [left] = policiesMade(incident.sandbox);
		expect(left?.on).toEqual([]);
		expect(standing(incident)).toMatchObject({on: 'maybe', wasOn: true});
		const recovered = await recover(incident);
		expect(recovered.defect).toBeUndefined();
		expect(recovered.result.recovery?.left).toEqual([]);
		expect(policiesMade(incident.sandbox)).toEqual([]);
		expect(standing(incident).on).toBe('no');
	});

	test('sent to be made, and never made: told of as perhaps, and nothing is taken off', async () => {
		const incident = newIncident();
		await triedAgain(incident, {endAfter: record => record.kind === 'intent' && record.key === 'contain/create-policy#2'});
		expect(policiesMade(incident.sandbox)).toEqual([]);
		expect(standing(incident)).toMatchObject({on: 'maybe'});
		const recovered = await recover(incident);
		expect(recovered.defect).toBeUndefined();
		expect(recovered.result.recovery?.left).toEqual([]);
	});

	test('after somebody deleted the first one by hand: the second is cleaned up, and what is gone is not missed', async () => {
		const incident = newIncident();
		let deleted = false;
		const walked = await walkThrough({
			user: 'test-user',
			ask: wellAnswered('test-user'),
			incident,
			answerFirst: question => (question.id === 'not-applied' ? 'again' : undefined),
			// Between its making and its attachment.
			endAfter: record => {
				if (record.kind === 'intent' && record.key === 'contain/attach-policy' && !deleted) {
					deleted = true;
					for (const {id} of policiesMade(incident.sandbox)) incident.sandbox.world.organization.policies.delete(id);
				}
				return record.kind === 'outcome' && record.key === 'contain/create-policy#2';
			},
		});
		expect(walked.killed).toBe(true);
		expect(policiesMade(incident.sandbox)).toHaveLength(1);
		const recovered = await recover(incident);
		expect(recovered.defect).toBeUndefined();
		expect(recovered.result.recovery?.left).toEqual([]);
		expect(policiesMade(incident.sandbox)).toEqual([]);
		expect(standing(incident).on).toBe('no');
	});
});
