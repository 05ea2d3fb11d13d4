import {DescribeInstancesCommand, EC2Client} from '@aws-sdk/client-ec2';
import {ListBucketsCommand, S3Client} from '@aws-sdk/client-s3';
import {expect} from 'vitest';
import type {Sandbox} from '../../../src/sandbox/sandbox.ts';
import type {Scenario} from '../../../src/sandbox/scenario/scenario.ts';
import {caller, clientConfig} from '../../sandbox/support.ts';
import {roleChaining} from '../../scenarios.ts';
import {type Incident, said, type WalkedThrough, walkThrough, writes} from '../support.ts';

export const given = {user: 'test-user', confirm: 'test-user'};
export const put = ['organizations:CreatePolicy', 'organizations:AttachPolicy'];
export const update = 'organizations:UpdatePolicy';
/** What the attacker went on with: into payments, and from there into workloads-test. */
export const chained = ['release-4711', 'nightly-sync'];

export type Walking = Parameters<typeof walkThrough>[0];

/** The shipped runbook in the world of the rehearsal, or in one made from it. */
export const walkChain = (options: Omit<Walking, 'sandbox'> = {}, scenario: Scenario = roleChaining): Promise<WalkedThrough> =>
	walkThrough({user: 'test-user', ...(options.incident === undefined ? {sandbox: {scenario}} : {}), ...options});

/** What a session of the scenario may do now, by calls of its own. */
export async function may(sandbox: Sandbox, name: string): Promise<'allowed' | 'denied' | 'inactive'> {
	const config = clientConfig(sandbox, caller(sandbox, name));
	const calls = [
		new S3Client(config).send(new ListBucketsCommand({})),
		new EC2Client(config).send(new DescribeInstancesCommand({MaxResults: 5})),
	];
	const outcomes = (await Promise.allSettled(calls)).map(settled => {
		if (settled.status === 'fulfilled') return 'allowed';
		if (/AccessDenied|UnauthorizedOperation/.test(String(settled.reason?.name))) return 'denied';
		if (/InvalidAccessKeyId|AuthFailure/.test(String(settled.reason?.name))) return 'inactive';
		throw settled.reason;
	});
	if (outcomes.includes('allowed')) return 'allowed';
	return outcomes.every(outcome => outcome === 'inactive') ? 'inactive' : 'denied';
}

export const updates = (sandbox: Sandbox): number => writes(sandbox).filter(write => write === update).length;

/** The whole `aws:userid` of a session of the scenario. */
export function userIdOf(sandbox: Sandbox, name: string): string {
	const {principal} = sandbox.world.credentials.get(caller(sandbox, name).accessKeyId) ?? {};
	if (principal?.kind !== 'role-session') throw new Error(`"${name}" is no session`);
	return `${principal.role.id}:${principal.name}`;
}

/** What is attached at the root and was written by the program, as documents. */
export function inForce({world: {organization}}: Sandbox): readonly string[] {
	const attached = organization.attachments.get('r-ab12') ?? new Set<string>();
	return [...organization.policies.values()]
		.filter(policy => policy.writtenByCall && attached.has(policy.id))
		.map(policy => policy.content);
}

export const codes = ({result}: WalkedThrough) => result.problems.map(problem => problem.code);
export const residual = ({result}: WalkedThrough) => result.residual.map(risk => risk.code);
export const asked = ({questions}: WalkedThrough) => questions.map(question => question.id);

export const sessionsFound = ({result}: WalkedThrough) => result.chain?.sessions.map(({session}) => session) ?? [];
export const found = ({views}: WalkedThrough) => said(views.filter(view => view.id === 'chain-found'));

export function expectIncomplete(walked: WalkedThrough): void {
	expect(walked.defect).toBeUndefined();
	expect(walked.result.chain?.unsearched).toBeGreaterThan(0);
	expect(found(walked)).toContain('Not searched');
	expect(codes(walked)).toContain('chain-incomplete');
	expect(residual(walked)).toContain('chain-incomplete');
}

/** Long enough for a change to be seen everywhere. */
export const everywhere = (incident: Incident) => incident.clock.advance(60_000);
