import {describe, expect, test} from 'vitest';
import type {Sandbox} from '../../../src/sandbox/sandbox.ts';
import {derive} from '../../../src/sandbox/scenario/derive.ts';
import type {SessionData} from '../../../src/sandbox/scenario/scenario.ts';
import {roleChaining} from '../../scenarios.ts';
import {newIncident, policiesMade, refusedByAws, said, type WalkedThrough, type WireAnswer, wellAnswered, writes} from '../support.ts';
import {asked, chained, codes, given, inForce, may, put, residual, update, type Walking, walkChain} from './chain-support.ts';

/** The deny that was on is on as it was, what it misses is alive, and that is what is said. */
async function expectOpen(walked: WalkedThrough): Promise<void> {
	const {result, exit, sandbox, defect, last} = walked;
	expect(defect).toBeUndefined();
	expect(result.verdict).toBe('partial');
	expect(exit).toBe(3);
	expect(result.chain?.open).toBe(3);
	expect(result.problems.find(problem => problem.code === 'partial')?.message).toContain('3 sessions of theirs may be alive');
	expect(result.problems.at(-1)?.next).not.toContain('management account');
	expect(residual(walked)).toContain('chained-sessions-alive');
	expect(last).toContain('PARTLY CONTAINED');
	const [document = ''] = inForce(sandbox);
	expect(JSON.stringify(result.policy?.document)).toBe(document);
	expect(document).not.toContain('release-4711');
	expect(await may(sandbox, 'test-user')).toBe('denied');
	for (const name of chained) expect(await may(sandbox, name)).toBe('allowed');
}

const lost: WireAnswer = {statusCode: 503, type: 'application/x-amz-json-1.1', body: JSON.stringify({__type: 'ServiceException'})};
const answers = (wanted: string, answer: WireAnswer) => (call: {readonly operation: string}) =>
	call.operation === wanted ? answer : undefined;

describe('the tightening is not done', () => {
	test('declined: partly contained, with every open session counted', async () => {
		const walked = await walkChain({
			ask: wellAnswered('test-user'),
			answerFirst: question => (question.id === 'confirm-tightening' ? 'back' : undefined),
		});
		await expectOpen(walked);
		expect(writes(walked.sandbox)).toEqual(put);
		// Whoever read *contained* reads now that it is not all.
		const verdicts = walked.views.filter(view => view.id === 'verdict').map(view => view.title);
		expect(verdicts).toEqual(['Contained', 'Partly contained']);
	});

	test.each([
		['the name of a session', 'nightly-sync', 'nightly-sync'],
		['its ARN', 'arn:aws:sts::666666666666:assumed-role/data-maintenance/nightly-sync', 'nightly-sync'],
		['its role', 'arn:aws:iam::666666666666:role/data-maintenance', 'nightly-sync'],
		['the IAM user', 'arn:aws:iam::555555555555:user/svc-backup', 'user/svc-backup'],
	])('%s is protected: that one is left out and said, and the others are denied', async (_what, one, left) => {
		const walked = await walkChain({...given, settings: {protectedPrincipals: [one]}});
		const {result, exit, sandbox, defect} = walked;
		expect(defect).toBeUndefined();
		expect(writes(sandbox)).toEqual([...put, update]);
		for (const name of [...chained, 'user/svc-backup']) expect(await may(sandbox, name)).toBe(name === left ? 'allowed' : 'denied');
		expect(result.chain?.open).toBe(1);
		expect(result.verdict).toBe('partial');
		expect(exit).toBe(3);
		expect(codes(walked)).toEqual(['protected-left-out', 'partial']);
		expect(said(walked.views)).toContain('1 session is protected and left out of the deny, alive');
		expect(residual(walked)).toContain('chained-sessions-alive');
	});

	test('all of them are protected: the name is not asked for, and nothing is sent', async () => {
		const walked = await walkChain({...given, settings: {protectedPrincipals: [...chained, 'svc-backup']}});
		await expectOpen(walked);
		expect(codes(walked)).toContain('protected-left-out');
		expect(asked(walked)).not.toContain('confirm-tightening');
		expect(writes(walked.sandbox)).toEqual(put);
	});

	test('AWS refuses the update', async () => {
		const walked = await walkChain({...given, answering: answers('UpdatePolicy', refusedByAws)});
		await expectOpen(walked);
		expect(codes(walked)).toContain('access-denied');
		expect(said(walked.views.filter(view => view.id === 'not-tightened'))).toContain('The deny is as it was');
	});

	test('the update never came to AWS, and AWS can be asked', async () => {
		const walked = await walkChain({...given, answering: answers('UpdatePolicy', lost)});
		await expectOpen(walked);
		expect(said(walked.views.filter(view => view.id === 'not-tightened'))).toContain('The deny is as it was');
	});

	test('whether it came to AWS cannot be asked: not said to be as it was', async () => {
		let sent = false;
		const walked = await walkChain({
			...given,
			answering: ({operation}) => {
				sent ||= operation === 'UpdatePolicy';
				return operation === 'UpdatePolicy' || (sent && operation === 'DescribePolicy') ? lost : undefined;
			},
		});
		await expectOpen(walked);
		expect(said(walked.views)).toContain('Whether the deny was changed is not known');
	});
});

/** Takes the update, and loses the answer to it. */
function losingTheAnswer(sandbox: Sandbox): Pick<Walking, 'answering'> {
	let document: string | undefined;
	return {
		answering: ({operation, body}) => {
			if (operation !== 'UpdatePolicy') return undefined;
			document ??= (JSON.parse(body) as {Content: string}).Content;
			for (const made of policiesMade(sandbox)) {
				const policy = sandbox.world.organization.policies.get(made.id);
				if (policy !== undefined) policy.content = document;
			}
			return lost;
		},
	};
}

test('the answer was lost after the update was taken: found to be so, and proven', async () => {
	const incident = newIncident({scenario: roleChaining});
	const walked = await walkChain({...given, incident, ...losingTheAnswer(incident.sandbox)});
	expect(walked.defect).toBeUndefined();
	expect(walked.result.verdict).toBe('contained');
	for (const name of chained) expect(await may(incident.sandbox, name)).toBe('denied');
});

describe('an update that is accepted and does nothing', () => {
	test('is never called contained, and what it was for counts as open', async () => {
		const accepted: WireAnswer = {statusCode: 200, type: 'application/x-amz-json-1.1', body: JSON.stringify({Policy: {Content: '{}'}})};
		const walked = await walkChain({...given, answering: answers('UpdatePolicy', accepted), settings: {deadlineSeconds: 60}});
		expect(walked.defect).toBeUndefined();
		expect(walked.result.verdict).toBe('not-contained');
		expect(walked.exit).toBe(3);
		expect(walked.result.chain?.open).toBe(3);
		expect(residual(walked)).toContain('chained-sessions-alive');
		for (const name of chained) expect(await may(walked.sandbox, name)).toBe('allowed');
	});

	test('no test session can be opened any more: not proven', async () => {
		const walked = await walkChain({
			...given,
			answering: ({operation, body}) => (operation === 'AssumeRole' && body.includes('tourniquet-test') ? denied : undefined),
			settings: {deadlineSeconds: 60},
		});
		expect(walked.result.verdict).toBe('not-proven');
		expect(walked.exit).toBe(3);
	});
	const denied: WireAnswer = {
		statusCode: 403,
		type: 'text/xml',
		body: '<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>',
	};
});

describe('the policy is another one by the time the name is typed', () => {
	const meddling = (change: (sandbox: Sandbox, id: string) => void) => {
		const incident = newIncident({scenario: roleChaining});
		return walkChain({
			...given,
			incident,
			settings: {deadlineSeconds: 60},
			answerFirst: question => {
				if (question.id === 'confirm-tightening') for (const {id} of policiesMade(incident.sandbox)) change(incident.sandbox, id);
				return undefined;
			},
		});
	};

	test('gone: what was proven does not stand, and nothing is claimed', async () => {
		const walked = await meddling(({world: {organization}}, id) => {
			organization.attachments.get('r-ab12')?.delete(id);
			organization.policies.delete(id);
		});
		expect(walked.defect).toBeUndefined();
		expect(walked.result.verdict).toBe('not-contained');
		expect(walked.exit).toBe(3);
		expect(codes(walked)).toContain('policy-altered');
		expect(walked.last).not.toMatch(/^CONTAINED/m);
		expect(said(walked.views)).toContain('THE DENY IS NOT AS IT WAS');
		expect(writes(walked.sandbox)).toEqual(put);
		expect(await may(walked.sandbox, 'test-user')).toBe('allowed');
	});

	test('altered by somebody, and still denying the person: left as it is, and partly contained', async () => {
		const walked = await meddling(({world: {organization}}, id) => {
			const policy = organization.policies.get(id);
			if (policy !== undefined) policy.content = policy.content.replace('"*:test-user"', '["*:test-user","*:somebody"]');
		});
		expect(walked.result.verdict).toBe('partial');
		expect(walked.result.chain?.open).toBe(3);
		expect(codes(walked)).toContain('policy-altered');
		expect(writes(walked.sandbox)).toEqual(put);
	});
});

test('the responder’s own session, opened from theirs: never denied, and the others are', async () => {
	const responder = {...roleChaining.sessions.responder, assumedBy: 'release-4711'} as SessionData;
	const scenario = derive(roleChaining, {name: 'own-session', rehearsal: roleChaining.rehearsal, sessions: {responder}});
	const walked = await walkChain(given, scenario);
	expect(walked.defect).toBeUndefined();
	expect(walked.result.chain?.sessions.map(session => session.session)).toContain('ir-on-call');
	expect(JSON.stringify(walked.result.policy?.document)).not.toContain('ir-on-call');
	expect(walked.result.verdict).toBe('contained');
	expect(writes(walked.sandbox)).toEqual([...put, update]);
});
