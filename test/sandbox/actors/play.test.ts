import {GetObjectCommand, ListObjectsV2Command, S3Client} from '@aws-sdk/client-s3';
import {describe, expect, test} from 'vitest';
import {callsOfActors, partsOf} from '../../../src/sandbox/actors/calls.ts';
import {type Happening, Play} from '../../../src/sandbox/actors/play.ts';
import {createSandbox, type Sandbox} from '../../../src/sandbox/sandbox.ts';
import type {ActorData, InjectData} from '../../../src/sandbox/scenario/play.ts';
import type {Scenario} from '../../../src/sandbox/scenario/scenario.ts';
import {serviceFor} from '../../../src/sandbox/services/registry.ts';
import {VirtualClock} from '../../../src/sandbox/virtual-clock.ts';
import {roleChaining, s3Discovery} from '../../scenarios.ts';
import {caller, clientConfig, denyOf, putInForce, START} from '../support.ts';

function playing(base: Scenario, actors: readonly ActorData[], injects: readonly InjectData[] = [], seed = 1) {
	const scenario = {...base, actors, injects};
	let play: Play | undefined;
	let sandbox: Sandbox | undefined;
	const clock = new VirtualClock({start: START, busy: () => (sandbox?.pending ?? 0) > 0 || (play?.atWork ?? 0) > 0});
	sandbox = createSandbox({clock, scenario, seed, onCall: call => play?.called(call)});
	play = new Play({scenario, sandbox, clock: clock.beside()});
	return {sandbox, clock, play};
}

const lister: ActorData = {
	name: 'thief',
	kind: 'attacker',
	script: [{as: 'test-user', call: 's3:ListBuckets', everySeconds: 5, gains: 'read it'}],
};
const short = ({actor, call, account, outcome}: Happening) => `${actor} ${call} ${account} ${outcome}`;

test('an actor’s calls are judged and recorded as everybody’s; a deny turns them', async () => {
	const {sandbox, clock, play} = playing(s3Discovery, [lister]);
	play.begin();
	await clock.sleep(20_000);
	expect(play.happened.length).toBeGreaterThanOrEqual(3);
	expect(play.happened.map(short)).toEqual(play.happened.map(() => 'thief s3:ListBuckets 444444444444 allowed'));
	const {id} = await putInForce(sandbox, denyOf('test-user'));
	await clock.sleep(60_000);
	expect(play.happened.at(-1)).toMatchObject({outcome: 'denied', deniedBy: {kind: 'service-control-policy', policyId: id}});
	expect((await play.stillWorks()).map(({as, works}) => [as, works])).toEqual([['test-user', false]]);
	await play.stop();
	const before = play.happened.length;
	await clock.sleep(60_000);
	expect(play.happened).toHaveLength(before);
	const seen = sandbox.world.trail.events('444444444444', 'us-east-1', clock.now());
	expect(seen.filter(({eventName, errorCode}) => eventName === 'ListBuckets' && errorCode === 'AccessDenied').length).toBeGreaterThan(0);
});

test('time does not pass on an actor’s account', async () => {
	const {clock, play} = playing(s3Discovery, [lister]);
	play.begin();
	await new Promise(resolve => setTimeout(resolve, 50));
	expect(clock.now()).toBe(START);
	expect(play.happened).toEqual([]);
	await play.stop();
});

test('the same seed gives the same play, another one does not', async () => {
	const run = async (seed: number) => {
		const {clock, play} = playing(s3Discovery, [lister, {...lister, name: 'other'}], [], seed);
		play.begin();
		await clock.sleep(60_000);
		await play.stop();
		return play.happened.map(({at, actor}) => `${at - START} ${actor}`);
	};
	const first = await run(1);
	expect(await run(1)).toEqual(first);
	expect(await run(2)).not.toEqual(first);
});

test('goes where being denied or allowed leads, with what it kept', async () => {
	const chain: ActorData = {
		name: 'thief',
		kind: 'attacker',
		script: [
			{as: 'test-user', call: 'organizations:ListAccounts', times: 1, denied: 'chain'},
			{as: 'test-user', call: 's3:ListBuckets'},
			{
				id: 'chain',
				as: 'test-user',
				call: 'sts:AssumeRole',
				with: {RoleArn: 'arn:aws:iam::555555555555:role/deploy-automation', RoleSessionName: 'release-4712'},
				keeps: 'chained',
				allowed: 'make',
			},
			{as: 'test-user', call: 's3:ListBuckets'},
			{id: 'make', as: 'chained', call: 'iam:CreateUser', with: {UserName: 'svc-copy'}},
			{
				as: 'chained',
				call: 'iam:PutUserPolicy',
				with: {
					UserName: 'svc-copy',
					PolicyName: 'all',
					PolicyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}',
				},
			},
			{as: 'chained', call: 'iam:CreateAccessKey', with: {UserName: 'svc-copy'}, keeps: 'key'},
			{as: 'key', call: 's3:GetObject', with: {Bucket: 'example-payments-receipts', Key: '2026/orders.csv'}},
			{as: 'nobody', call: 's3:ListBuckets'},
		],
	};
	const {clock, play} = playing(roleChaining, [chain]);
	play.begin();
	await clock.sleep(120_000);
	expect(play.happened.map(({call, account, outcome}) => `${call} ${account} ${outcome}`)).toEqual([
		'organizations:ListAccounts 444444444444 denied',
		'sts:AssumeRole 444444444444 allowed',
		'iam:CreateUser 555555555555 allowed',
		'iam:PutUserPolicy 555555555555 allowed',
		'iam:CreateAccessKey 555555555555 allowed',
		's3:GetObject 555555555555 allowed',
	]);
	await play.stop();
});

describe('what begins later', () => {
	test('at a step, after a deny, and what stands for the deny', async () => {
		const colleague: ActorData = {
			name: 'colleague',
			kind: 'colleague',
			begins: {deny: true, seconds: 10},
			script: [{as: 'ops-admin', call: 'organizations:DetachPolicy', with: {PolicyId: '$deny', TargetId: '$root'}}],
		};
		const {sandbox, clock, play} = playing(
			s3Discovery,
			[colleague],
			[{id: 'phone', at: {step: 'preview', seconds: 5}, title: 'A call', say: ['Hello.']}],
		);
		play.begin();
		await clock.sleep(30_000);
		expect([play.happened, play.injected]).toEqual([[], []]);
		play.entered('preview');
		await clock.sleep(10_000);
		expect(play.injected.map(({inject}) => inject.id)).toEqual(['phone']);
		const {id} = await putInForce(sandbox, denyOf('test-user'));
		await clock.sleep(20_000);
		expect(play.happened.map(short)).toEqual(['colleague organizations:DetachPolicy 111111111111 allowed']);
		expect(sandbox.world.organization.attachments.get('r-ab12')).not.toContain(id);
		await play.stop();
	});

	test('a throttle, an expired session and one more finding', async () => {
		const {sandbox, clock, play} = playing(
			s3Discovery,
			[],
			[
				{id: 'busy', at: {seconds: 1}, throttle: {service: 's3', seconds: 10}},
				{id: 'expired', at: {seconds: 20}, expire: true},
				{id: 'more', at: {seconds: 30}, finding: {...(s3Discovery.findings[0] as Scenario['findings'][number]), count: 99}},
			],
		);
		play.begin();
		const list = (credentials = sandbox.responder) =>
			new S3Client(clientConfig(sandbox, credentials)).send(new ListObjectsV2Command({Bucket: 'x'})).catch((error: Error) => error.name);
		await clock.sleep(2000);
		expect(await list()).toBe('SlowDown');
		await clock.sleep(12_000);
		expect(await list()).toBe('AccessDenied');
		await clock.sleep(10_000);
		expect(await list()).toBe('ExpiredToken');
		expect(await list(sandbox.signInAgain())).toBe('AccessDenied');
		const before = sandbox.world.guardDuty.findings.length;
		await clock.sleep(10_000);
		expect(sandbox.world.guardDuty.findings).toHaveLength(before + 1);
		expect(sandbox.world.guardDuty.findings[0]?.Service?.Count).toBe(99);
		await play.stop();
	});
});

test('every call of actors is one that the sandbox has', async () => {
	for (const call of callsOfActors) {
		const {signedFor, operation} = partsOf(call);
		const service = await serviceFor(signedFor);
		expect([...(service?.operations.keys() ?? [])], call).toContain(operation);
		expect(call.split(':')[0]).toBe(service?.prefix);
	}
});

test('a file in a bucket can be read by whoever may, and by nobody of another account', async () => {
	const {sandbox} = playing(s3Discovery, []);
	const client = new S3Client(clientConfig(sandbox, caller(sandbox, 'test-user')));
	const {Contents = []} = await client.send(new ListObjectsV2Command({Bucket: 'example-workloads-prod-lake'}));
	expect(Contents).toHaveLength(3);
	const {Body} = await client.send(new GetObjectCommand({Bucket: 'example-workloads-prod-lake', Key: Contents[0]?.Key}));
	expect(await Body?.transformToString()).toContain('made up');
	await expect(client.send(new ListObjectsV2Command({Bucket: 'example-payments-receipts'}))).rejects.toMatchObject({name: 'AccessDenied'});
});
