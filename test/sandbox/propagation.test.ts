import {DescribeRegionsCommand, EC2Client} from '@aws-sdk/client-ec2';
import {DeletePolicyCommand, DetachPolicyCommand, OrganizationsClient, UpdatePolicyCommand} from '@aws-sdk/client-organizations';
import {ListBucketsCommand, S3Client} from '@aws-sdk/client-s3';
import {describe, expect, test} from 'vitest';
import type {Sandbox, SandboxCredentials} from '../../src/sandbox/sandbox.ts';
import type {VirtualClock} from '../../src/sandbox/virtual-clock.ts';
import {clientConfig, denyOf, EVERYWHERE_MS, probe, putInForce, virtualSandbox} from './support.ts';

const SECOND = 1000;

function regionsIn(sandbox: Sandbox, session: SandboxCredentials, region: string) {
	return new EC2Client(clientConfig(sandbox, session, region)).send(new DescribeRegionsCommand({}));
}

function buckets(sandbox: Sandbox, session: SandboxCredentials) {
	return new S3Client(clientConfig(sandbox, session)).send(new ListBucketsCommand({}));
}

const isAllowed = (call: Promise<unknown>) =>
	call.then(
		() => true,
		() => false,
	);

/** The second after which a call's fate changed for good; fails when it ever changes back. */
async function turningPoint(clock: VirtualClock, seconds: number, call: () => Promise<unknown>, from: boolean): Promise<number> {
	let turned: number | undefined;
	for (let second = 0; second <= seconds; second++) {
		const allowed = await isAllowed(call());
		if (allowed !== from) turned ??= second;
		expect(allowed).toBe(turned === undefined ? from : !from);
		await clock.sleep(SECOND);
	}
	if (turned === undefined) throw new Error(`nothing changed in ${seconds} seconds`);
	return turned;
}

describe('a change takes its time', () => {
	test('everywhere between the shortest delay and the longest', async () => {
		const {sandbox, clock} = virtualSandbox();
		const session = await probe(sandbox, '444444444444', 'test-user');
		await putInForce(sandbox, denyOf('test-user'));
		const turned = await turningPoint(clock, 30, () => buckets(sandbox, session), true);
		expect(turned).toBeGreaterThanOrEqual(2);
		expect(turned).toBeLessThanOrEqual(25);
	});

	test('and not the same in every account, service and region', async () => {
		const {sandbox, clock} = virtualSandbox();
		const prod = await probe(sandbox, '444444444444', 'test-user');
		const test = await probe(sandbox, '666666666666', 'test-user');
		const calls = [
			() => buckets(sandbox, prod),
			() => buckets(sandbox, test),
			() => regionsIn(sandbox, prod, 'us-east-1'),
			() => regionsIn(sandbox, prod, 'eu-west-1'),
			() => regionsIn(sandbox, test, 'us-east-1'),
		];
		await putInForce(sandbox, denyOf('test-user'));
		const patterns = new Set<string>();
		for (let second = 0; second <= 26; second++) {
			patterns.add((await Promise.all(calls.map(call => isAllowed(call())))).join());
			await clock.sleep(SECOND);
		}
		expect(patterns.size).toBeGreaterThan(3);
		expect([...patterns].at(0)).toBe('true,true,true,true,true');
		expect([...patterns].at(-1)).toBe('false,false,false,false,false');
	});

	test('the same with the same seed, another with another', async () => {
		const spread = async (seed: number) => {
			const {sandbox, clock} = virtualSandbox({seed});
			const session = await probe(sandbox, '444444444444', 'test-user');
			await putInForce(sandbox, denyOf('test-user'));
			return turningPoint(clock, 30, () => buckets(sandbox, session), true);
		};
		const all = [await spread(1), await spread(1), await spread(2), await spread(3)];
		expect(all[0]).toBe(all[1]);
		expect(new Set(all).size).toBeGreaterThan(1);
	});

	test('of the length that was asked for', async () => {
		const {sandbox, clock} = virtualSandbox({propagation: {minimumMs: 300 * SECOND, maximumMs: 300 * SECOND}});
		const session = await probe(sandbox, '444444444444', 'test-user');
		await putInForce(sandbox, denyOf('test-user'));
		await clock.sleep(299 * SECOND);
		expect(await isAllowed(buckets(sandbox, session))).toBe(true);
		await clock.sleep(SECOND);
		expect(await isAllowed(buckets(sandbox, session))).toBe(false);
	});
});

describe('every kind of change', () => {
	async function contained() {
		const {sandbox, clock} = virtualSandbox();
		const session = await probe(sandbox, '444444444444', 'test-user');
		const {id} = await putInForce(sandbox, denyOf('test-user'));
		await clock.sleep(EVERYWHERE_MS);
		expect(await isAllowed(buckets(sandbox, session))).toBe(false);
		return {sandbox, clock, session, id, client: new OrganizationsClient(clientConfig(sandbox))};
	}

	test('detaching gives access back after a while, even when the policy is deleted at once', async () => {
		const {sandbox, clock, session, id, client} = await contained();
		await client.send(new DetachPolicyCommand({PolicyId: id, TargetId: 'r-ab12'}));
		await client.send(new DeletePolicyCommand({PolicyId: id}));
		expect(await turningPoint(clock, 30, () => buckets(sandbox, session), false)).toBeGreaterThanOrEqual(2);
	});

	test('a document rewritten', async () => {
		const {sandbox, clock, session, id, client} = await contained();
		await client.send(new UpdatePolicyCommand({PolicyId: id, Content: denyOf('somebody-else')}));
		expect(await turningPoint(clock, 30, () => buckets(sandbox, session), false)).toBeGreaterThanOrEqual(2);
	});

	test('one change upon another: what came last is what stays', async () => {
		const {sandbox, clock, session, id, client} = await contained();
		await client.send(new UpdatePolicyCommand({PolicyId: id, Content: denyOf('somebody-else')}));
		await clock.sleep(SECOND);
		await client.send(new UpdatePolicyCommand({PolicyId: id, Content: denyOf('test-user')}));
		await clock.sleep(EVERYWHERE_MS);
		expect(await isAllowed(buckets(sandbox, session))).toBe(false);
	});
});
