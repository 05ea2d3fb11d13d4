import {DescribeRegionsCommand, EC2Client} from '@aws-sdk/client-ec2';
import {GuardDutyClient, ListDetectorsCommand} from '@aws-sdk/client-guardduty';
import {
	GetUserCommand,
	IAMClient,
	ListAccessKeysCommand,
	type StatusType,
	UpdateAccessKeyCommand,
	type UpdateAccessKeyCommandInput,
} from '@aws-sdk/client-iam';
import {DescribeOrganizationCommand, OrganizationsClient} from '@aws-sdk/client-organizations';
import {ListBucketsCommand, S3Client} from '@aws-sdk/client-s3';
import {GetCallerIdentityCommand, STSClient} from '@aws-sdk/client-sts';
import {describe, expect, test} from 'vitest';
import {iamUserKey} from '../../scenarios.ts';
import {assume, caller, clientConfig, failure, virtualSandbox} from '../support.ts';

const PAYMENTS = '555555555555';

/** IAM in payments as the containment role, where release-bot has two keys. */
async function inPayments() {
	const {sandbox, clock} = virtualSandbox({scenario: iamUserKey});
	const session = await assume(sandbox, {account: PAYMENTS, name: 'tourniquet-containment'}, 'tourniquet');
	const client = new IAMClient(clientConfig(sandbox, session));
	const [first, second] = [caller(sandbox, 'user/release-bot'), caller(sandbox, 'user/release-bot/2')];
	const set = (Status: StatusType, more: Partial<UpdateAccessKeyCommandInput> = {}) =>
		client.send(new UpdateAccessKeyCommand({UserName: 'release-bot', AccessKeyId: first.accessKeyId, Status, ...more}));
	const statuses = async () => {
		const {AccessKeyMetadata = []} = await client.send(new ListAccessKeysCommand({UserName: 'release-bot'}));
		return AccessKeyMetadata.map(({AccessKeyId, Status}) => [AccessKeyId, Status]);
	};
	return {sandbox, clock, client, first, second, set, statuses};
}

describe('UpdateAccessKey', () => {
	test('switches one of a user’s keys off and on again, and ListAccessKeys says so', async () => {
		const {sandbox, first, second, set, statuses} = await inPayments();
		await set('Inactive');
		expect(await statuses()).toEqual([
			[first.accessKeyId, 'Inactive'],
			[second.accessKeyId, 'Active'],
		]);
		expect(sandbox.calls.filter(({write}) => write).map(({operation}) => operation)).toEqual(['UpdateAccessKey']);
		await set('Active');
		expect(await statuses()).toEqual([
			[first.accessKeyId, 'Active'],
			[second.accessKeyId, 'Active'],
		]);
	});

	test('knows only keys of the user that is named, in the account it is asked in', async () => {
		const {sandbox, set} = await inPayments();
		const another = caller(sandbox, 'user/ci-deploy').accessKeyId;
		expect(await failure(set('Inactive', {AccessKeyId: another}))).toMatchObject({
			name: 'NoSuchEntityException',
			message: `The Access Key with id ${another} cannot be found.`,
			status: 404,
		});
		expect(await failure(set('Inactive', {UserName: 'nobody'}))).toMatchObject({name: 'NoSuchEntityException'});
		const session = await assume(sandbox, {account: '444444444444', name: 'tourniquet-containment'}, 'tourniquet');
		const elsewhere = new IAMClient(clientConfig(sandbox, session));
		expect(await failure(elsewhere.send(new GetUserCommand({UserName: 'release-bot'})))).toMatchObject({name: 'NoSuchEntityException'});
	});

	test('refuses what is no status that can be set, and a session that names nobody', async () => {
		const {client, first, set} = await inPayments();
		expect(await failure(set('Expired'))).toMatchObject({name: 'InvalidInputException', status: 400});
		const unnamed = client.send(new UpdateAccessKeyCommand({AccessKeyId: first.accessKeyId, Status: 'Inactive'}));
		expect(await failure(unnamed)).toMatchObject({name: 'ValidationError'});
	});

	test('is denied to whoever may not, on the user’s own ARN', async () => {
		const {sandbox, first} = await inPayments();
		const client = new IAMClient(clientConfig(sandbox, first));
		const asked = client.send(new UpdateAccessKeyCommand({AccessKeyId: first.accessKeyId, Status: 'Inactive'}));
		const {name, message} = await failure(asked);
		expect(name).toBe('AccessDenied');
		expect(message).toContain(`iam:UpdateAccessKey on resource: arn:aws:iam::${PAYMENTS}:user/release-bot`);
	});
});

describe('a key that is inactive is refused as one that does not exist', () => {
	test.each([
		['organizations', 'UnrecognizedClientException', 400],
		['guardduty', 'UnrecognizedClientException', 403],
		['iam', 'InvalidClientTokenId', 403],
		['sts', 'InvalidClientTokenId', 403],
		['ec2', 'AuthFailure', 401],
		['s3', 'InvalidAccessKeyId', 403],
	] as const)('%s', async (service, name, status) => {
		const {sandbox, first, second, set} = await inPayments();
		const config = clientConfig(sandbox, first);
		const calls = {
			organizations: () => new OrganizationsClient(config).send(new DescribeOrganizationCommand({})),
			guardduty: () => new GuardDutyClient(config).send(new ListDetectorsCommand({})),
			iam: () => new IAMClient(config).send(new GetUserCommand({})),
			sts: () => new STSClient(config).send(new GetCallerIdentityCommand({})),
			ec2: () => new EC2Client(config).send(new DescribeRegionsCommand({})),
			s3: () => new S3Client(config).send(new ListBucketsCommand({})),
		};
		await set('Inactive');
		expect(await failure(calls[service]())).toMatchObject({name, status});
		// The user's other key goes on.
		await expect(new S3Client(clientConfig(sandbox, second)).send(new ListBucketsCommand({}))).resolves.toHaveProperty('Buckets');
		await set('Active');
		await expect(new S3Client(config).send(new ListBucketsCommand({}))).resolves.toHaveProperty('Buckets');
	});
});
