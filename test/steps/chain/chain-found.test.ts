import {ListBucketsCommand, S3Client} from '@aws-sdk/client-s3';
import {describe, expect, test} from 'vitest';
import {derive} from '../../../src/sandbox/scenario/derive.ts';
import type {PastCallData, SessionData} from '../../../src/sandbox/scenario/scenario.ts';
import {assume, caller, clientConfig} from '../../sandbox/support.ts';
import {roleChaining} from '../../scenarios.ts';
import {newIncident, said, writes} from '../support.ts';
import {asked, codes, expectIncomplete, given, may, put, residual, sessionsFound, updates, userIdOf, walkChain} from './chain-support.ts';

const attacker = {ip: '203.0.113.47', userAgent: 'aws-cli/2.31.0'};
/** A session opened from release-4711. */
const child = (account: string, role: string, name: string, more: Partial<SessionData> = {}): SessionData =>
	({
		account,
		role: {name: role},
		name,
		startedMinutesAgo: 12,
		hours: 1,
		region: 'us-east-1',
		assumedBy: 'release-4711',
		client: attacker,
		...more,
	}) as SessionData;

function world(sessions: Readonly<Record<string, SessionData>>, history: readonly PastCallData[] = []) {
	return derive(roleChaining, {name: 'made', rehearsal: roleChaining.rehearsal, sessions, history});
}

const opened = (name: string, request: PastCallData['request'], response: PastCallData['response']): PastCallData => ({
	who: 'release-4711',
	service: name === 'CreateAccessKey' ? 'iam' : 'sts',
	name,
	minutesAgo: 11,
	...(request && {request}),
	...(response && {response}),
});

describe('sessions that no deny can name', () => {
	test.each([
		['in the management account', world({deep: child('111111111111', 'ir-responder', 'deep-work')}), 'deep-work'],
		[
			'in an account of somebody else',
			world({}, [
				opened(
					'AssumeRole',
					{roleArn: 'arn:aws:iam::999999999999:role/elsewhere', roleSessionName: 'away'},
					{
						credentials: {accessKeyId: 'ASIAAWAY000000000001', expiration: 'Nov 23, 2026 1:30:00 AM'},
						assumedRoleUser: {
							assumedRoleId: 'AROAAWAY0000000000001:away',
							arn: 'arn:aws:sts::999999999999:assumed-role/elsewhere/away',
						},
					},
				),
			]),
			'away',
		],
		[
			'federated',
			world({}, [
				opened(
					'GetFederationToken',
					{name: 'visitor'},
					{
						credentials: {accessKeyId: 'ASIAFEDERATED0000001', expiration: 'Nov 23, 2026 9:30:00 AM'},
						federatedUser: {federatedUserId: '555555555555:visitor', arn: 'arn:aws:sts::555555555555:federated-user/visitor'},
					},
				),
			]),
			'visitor',
		],
		['a key for a user who was there before', world({}, [opened('CreateAccessKey', {userName: 'ci-deploy'}, undefined)]), null],
	])('%s: counted as open, said apart, never added', async (_where, scenario, name) => {
		const walked = await walkChain(given, scenario);
		expect(walked.defect).toBeUndefined();
		expect(walked.result.chain?.sessions).toHaveLength(4);
		expect(sessionsFound(walked)).toContain(name);
		// The three that can be named are denied all the same.
		expect(updates(walked.sandbox)).toBe(1);
		expect(walked.result.chain?.open).toBe(1);
		expect(walked.result.verdict).toBe('partial');
		expect(walked.exit).toBe(3);
		expect(residual(walked)).toContain('chained-sessions-out-of-reach');
		expect(residual(walked)).not.toContain('chained-sessions-alive');
		const document = JSON.stringify(walked.result.policy?.document);
		for (const never of ['deep-work', 'away', 'visitor']) expect(document).not.toContain(never);
		expect(await may(walked.sandbox, 'user/ci-deploy')).toBe('allowed');
	});

	test('ended by now: not added, and not counted', async () => {
		const scenario = world({late: child('666666666666', 'data-maintenance', 'over', {assumedBy: 'release-4711', startedMinutesAgo: 61})});
		const walked = await walkChain(given, scenario);
		expect(sessionsFound(walked)).toContain('over');
		expect(JSON.stringify(walked.result.policy?.document)).not.toContain(':over');
		expect(walked.result.verdict).toBe('contained');
	});
});

test.each([
	{chosen: 'add', denied: true},
	{chosen: 'leave-out', denied: false},
])('somebody else works under the very id: asked before the name is typed, and in the result ($chosen)', async ({chosen, denied}) => {
	const incident = newIncident({scenario: roleChaining});
	const {sandbox} = incident;
	const walked = await walkChain({
		...given,
		incident,
		answerFirst: question => {
			if (question.id === 'others-with-id') return chosen;
			if (question.id !== 'search') return undefined;
			return (async () => {
				const role = {account: '555555555555', name: 'deploy-automation'};
				const session = await assume(sandbox, role, 'release-4711', {}, caller(sandbox, 'build-runner'));
				await new S3Client(clientConfig(sandbox, session)).send(new ListBucketsCommand({}));
				await incident.clock.sleep(10_000);
				return 'search';
			})();
		},
	});
	expect(walked.defect).toBeUndefined();
	const shown = walked.views.filter(view => view.id === (denied ? 'tightening' : 'others-with-id'));
	expect(said(shown)).toContain('SOMEBODY ELSE MAY BE HIT');
	expect(said(shown)).toContain(userIdOf(sandbox, 'release-4711'));
	expect(asked(walked).indexOf('others-with-id')).toBeLessThan(asked(walked).indexOf('confirm-tightening'));
	expect(codes(walked)).toContain(denied ? 'others-with-id' : 'others-left-out');
	expect(walked.result.verdict).toBe(denied ? 'contained' : 'partial');
	await incident.clock.advance(60_000);
	expect(await may(sandbox, 'release-4711')).toBe(denied ? 'denied' : 'allowed');
	expect(await may(sandbox, 'nightly-sync')).toBe('denied');
});

describe('what was left behind', () => {
	const leftBehind = ['CreateUser', 'CreateAccessKey', 'PutUserPolicy', 'UpdateAssumeRolePolicy'];

	test('each is a task with its time, account, resource and event; what failed is none', async () => {
		const {result, questions, views} = await walkChain(given);
		const checklist = questions.find(question => question.kind === 'checklist');
		const tasks = checklist?.kind === 'checklist' ? checklist.items.filter(item => item.id.startsWith('leftover-')) : [];
		expect(tasks).toHaveLength(leftBehind.length);
		for (const left of result.chain?.leftBehind ?? []) {
			const task = tasks.find(item => item.id === `leftover-${left.eventId}`);
			const whole = `${task?.title} ${task?.where} ${task?.why}`;
			for (const part of [left.account, left.resource ?? '?', left.eventId, left.at.slice(11, 16)]) expect(whole).toContain(part);
		}
		expect(result.chain?.leftBehind.map(({event}) => event.replace('iam:', '')).sort()).toEqual([...leftBehind].sort());
		expect(JSON.stringify(tasks)).not.toContain('StopLogging');
		expect(said(views.filter(view => view.id === 'chain-found'))).toContain('cloudtrail StopLogging');
	});

	test('ticked and unticked land where they belong', async () => {
		const walked = await walkChain({
			...given,
			answerFirst: question =>
				question.kind === 'checklist' ? question.items.filter(item => /svc-backup/.test(item.title)).map(item => item.id) : undefined,
		});
		expect(walked.facts.ticked.length).toBeGreaterThan(0);
		for (const title of walked.facts.ticked) expect(title).toContain('svc-backup');
		expect(walked.facts.openTasks.some(title => title.includes('reporting'))).toBe(true);
		expect(walked.facts.openTasks.some(title => title.includes('svc-backup'))).toBe(false);
		expect(said(walked.views.filter(view => view.id === 'open'))).toContain('reporting');
	});

	test('nothing of the responder’s own or the probes’', async () => {
		const {result, sandbox} = await walkChain(given);
		const ours = new Set(sandbox.calls.filter(call => call.userAgent.includes('tourniquet')).map(call => call.accessKeyId));
		expect(ours.size).toBeGreaterThan(4);
		for (const {accessKeyId} of result.chain?.sessions ?? []) expect(ours.has(accessKeyId ?? '')).toBe(false);
		for (const left of result.chain?.leftBehind ?? []) expect(left.event).not.toMatch(/^organizations:/);
	});
});

describe('sizes', () => {
	const many = (count: number, name = (index: number) => `run-${index}`) =>
		world(
			Object.fromEntries(
				Array.from({length: count}, (_, index) => [`more-${index}`, child('666666666666', 'data-maintenance', name(index))] as const),
			),
		);

	test('60 sessions: all denied, and the size of the document is said', async () => {
		const walked = await walkChain(given, many(57));
		expect(walked.result.chain?.sessions).toHaveLength(60);
		expect(walked.result.verdict).toBe('contained');
		expect(said(walked.views.filter(view => view.id === 'tightening'))).toMatch(/The document then has [\d,]{5} characters/);
	});

	test('more than a policy holds: warned of, refused by AWS, and every one counts as open', async () => {
		const long = (index: number) => `${'x'.repeat(58)}-${index}`;
		const walked = await walkChain(given, many(120, long));
		expect(walked.defect).toBeUndefined();
		const shown = said(walked.views.filter(view => view.id === 'tightening'));
		expect(shown).toContain('Document size');
		expect(shown).not.toContain('The document then has');
		expect(walked.result.verdict).toBe('partial');
		expect(walked.result.chain?.open).toBe(123);
		expect(writes(walked.sandbox).slice(0, 2)).toEqual(put);
	});

	test('300 access keys: the bound is said', {timeout: 120_000}, async () => {
		const walked = await walkChain(given, many(297));
		expectIncomplete(walked);
		expect(walked.facts.searched?.unsearched.some(({why}) => why === 'too-many-keys')).toBe(true);
		expect(walked.sandbox.calls.filter(call => call.errorCode?.startsWith('Throttling'))).toEqual([]);
	});
});
