import {describe, expect, test} from 'vitest';
import {Problem} from '../../src/problem.ts';
import {virtualSandbox} from '../sandbox/support.ts';
import {MANAGEMENT, PRODUCTION, problemOf, sandboxedAws} from './support.ts';

type RequestHandler = ReturnType<typeof virtualSandbox>['sandbox']['requestHandler'];
type WireHttpRequest = Parameters<RequestHandler['handle']>[0];

/** A sandbox whose Identity Center answers a region in another way; undefined leaves the answer alone. */
async function withRegions(
	answer: (region: string) => {status: number; code: string; message?: string} | undefined,
	options: {regions?: readonly string[]} = {},
) {
	const {sandbox, clock} = virtualSandbox();
	const {region, ...credentials} = sandbox.responder;
	const asked: string[] = [];
	const requestHandler: RequestHandler = {
		...sandbox.requestHandler,
		handle: async (request: WireHttpRequest, handlerOptions) => {
			const [, signedFor = '', service = ''] = /Credential=[^/]+\/\d+\/([^/]+)\/([^/]+)\//.exec(request.headers.authorization ?? '') ?? [];
			const {response} = await sandbox.requestHandler.handle(request, handlerOptions);
			if (service !== 'sso') return {response};
			asked.push(signedFor);
			const other = answer(signedFor);
			if (!other) return {response};
			const body = Buffer.from(JSON.stringify({__type: other.code, message: other.message ?? ''}));
			return {response: Object.assign(response, {statusCode: other.status, body})};
		},
	};
	const {aws} = await sandboxedAws({clock, transport: {requestHandler, credentials, region}, ...options});
	return {aws, asked};
}

const disabled = {status: 400, code: 'UnrecognizedClientException', message: 'The security token included in the request is invalid.'};
const refused = {
	status: 400,
	code: 'AccessDeniedException',
	message: 'User is not authorized to perform: sso:ListInstances with an explicit deny',
};

describe('finding the instance', () => {
	test('in another region than the session’s', async () => {
		const {aws} = await sandboxedAws();
		expect(aws.session.region).toBe('us-east-1');
		expect(await aws.identityCenter.instance()).toMatchObject({
			region: 'eu-west-1',
			identityStoreId: 'd-9067f7d4c0',
			ownerAccountId: MANAGEMENT,
		});
	});

	test('the session’s region is asked first, and nobody else when it knows', async () => {
		const {sandbox, clock} = virtualSandbox();
		const {region: _region, ...credentials} = sandbox.responder;
		const {aws} = await sandboxedAws({clock, transport: {requestHandler: sandbox.requestHandler, credentials, region: 'eu-west-1'}});
		expect((await aws.identityCenter.instance())?.region).toBe('eu-west-1');
		expect(sandbox.calls.filter(({operation}) => operation === 'ListInstances').map(({region}) => region)).toEqual(['eu-west-1']);
	});

	test('then the chosen regions, before all the others', async () => {
		const {aws, asked} = await withRegions(() => undefined, {regions: ['eu-west-1', 'us-west-2']});
		expect((await aws.identityCenter.instance())?.region).toBe('eu-west-1');
		expect(asked).toEqual(['us-east-1', 'eu-west-1', 'us-west-2']);
	});

	test('and the whole partition at last', async () => {
		const {aws, asked} = await withRegions(() => undefined, {regions: ['us-west-2']});
		expect((await aws.identityCenter.instance())?.region).toBe('eu-west-1');
		expect(asked).toContain('ap-southeast-2');
	});

	test('regions that are off, or answer nonsense, are passed over', async () => {
		const {aws} = await withRegions(region =>
			region === 'eu-west-1' ? undefined : region === 'us-east-1' ? {status: 501, code: 'NotImplemented'} : disabled,
		);
		expect((await aws.identityCenter.instance())?.region).toBe('eu-west-1');
	});

	test('when none answers, the reason of the first is said', async () => {
		const {aws} = await sandboxedAws({}, {faults: ['lacks:sso-admin']});
		expect(await problemOf(aws.identityCenter.instance())).toMatchObject({code: 'not-what-aws-sends'});
	});

	test('a region that was kept from answering leaves it open: no claim that there is none', async () => {
		const {aws} = await withRegions(region => (region === 'eu-west-1' ? refused : undefined));
		expect(await problemOf(aws.identityCenter.instance())).toMatchObject({code: 'access-denied'});
	});

	test('nor where a chosen region cannot be reached and every other one says that it has none', async () => {
		const {sandbox, clock} = virtualSandbox();
		const {region, ...credentials} = sandbox.responder;
		const handle: RequestHandler['handle'] = async (request, options) => {
			if (request.headers.authorization?.includes('/eu-west-1/sso/'))
				throw Object.assign(new Error('read ECONNRESET'), {code: 'ECONNRESET'});
			return sandbox.requestHandler.handle(request, options);
		};
		const transport = {requestHandler: {...sandbox.requestHandler, handle}, credentials, region};
		const {aws} = await sandboxedAws({clock, transport, regions: ['us-east-1', 'eu-west-1']});
		expect(await problemOf(aws.identityCenter.instance())).toMatchObject({
			code: 'unreachable',
			message: expect.stringContaining('sso:ListInstances'),
		});
	});

	test('none anywhere is none', async () => {
		const {sandbox, clock} = virtualSandbox();
		const {region, ...credentials} = sandbox.responder;
		const empty: RequestHandler = {
			...sandbox.requestHandler,
			handle: async (request, options) => {
				const {response} = await sandbox.requestHandler.handle(request, options);
				return request.headers['x-amz-target']?.endsWith('.ListInstances')
					? {response: Object.assign(response, {body: Buffer.from('{"Instances":[]}')})}
					: {response};
			},
		};
		const {aws} = await sandboxedAws({clock, transport: {requestHandler: empty, credentials, region}});
		expect(await aws.identityCenter.instance()).toBeUndefined();
	});

	test('an account’s own instance is not the organization’s; where the primary region is named, calls go there', async () => {
		const {sandbox, clock} = virtualSandbox();
		const {region, ...credentials} = sandbox.responder;
		const own = {
			InstanceArn: 'arn:aws:sso:::instance/ssoins-1111111111111111',
			IdentityStoreId: 'd-1111111111',
			OwnerAccountId: PRODUCTION,
		};
		const organization = {
			InstanceArn: 'arn:aws:sso:::instance/ssoins-2222222222222222',
			IdentityStoreId: 'd-2222222222',
			OwnerAccountId: MANAGEMENT,
			PrimaryRegion: 'eu-north-1',
		};
		const two: RequestHandler = {
			...sandbox.requestHandler,
			handle: async (request, options) => {
				const {response} = await sandbox.requestHandler.handle(request, options);
				const body = Buffer.from(JSON.stringify({Instances: [own, organization]}));
				return request.headers['x-amz-target']?.endsWith('.ListInstances') ? {response: Object.assign(response, {body})} : {response};
			},
		};
		const {aws} = await sandboxedAws({clock, transport: {requestHandler: two, credentials, region}});
		expect(await aws.identityCenter.instance()).toEqual({
			arn: organization.InstanceArn,
			identityStoreId: organization.IdentityStoreId,
			ownerAccountId: MANAGEMENT,
			region: 'eu-north-1',
		});
	});
});

describe('who someone is and what they reach', () => {
	async function opened(faults: Parameters<typeof sandboxedAws>[1] = {}) {
		const {aws} = await sandboxedAws({}, faults);
		const instance = await aws.identityCenter.instance();
		if (!instance) throw new Error('The sandbox has an instance.');
		return {center: aws.identityCenter, instance};
	}

	test('by name and by id; nobody is nobody', async () => {
		const {center, instance} = await opened();
		const user = await center.userNamed(instance, 'test-user');
		expect(user).toMatchObject({userName: 'test-user', status: 'ENABLED', external: false});
		expect(await center.userWithId(instance, user?.userId ?? '')).toEqual(user);
		expect(await center.userNamed(instance, 'nobody-here')).toBeUndefined();
		expect(await center.userWithId(instance, '00000000-0000-0000-0000-000000000000')).toBeUndefined();
		expect(await center.userWithId(instance, 'not an id')).toBeUndefined();
		expect((await center.userNamed(instance, 'data.team+etl'))?.userName).toBe('data.team+etl');
	});

	test('groups, and assignments through them, with the permission set’s name', async () => {
		const {center, instance} = await opened();
		const user = await center.userNamed(instance, 'ops-admin');
		const groups = await center.groupsOf(instance, user?.userId ?? '');
		expect(groups.map(({name}) => name)).toContain('platform-admins');
		const direct = await center.assignmentsOf(instance, {id: user?.userId ?? '', type: 'USER'});
		const through = (await Promise.all(groups.map(({groupId}) => center.assignmentsOf(instance, {id: groupId, type: 'GROUP'})))).flat();
		const all = [...direct, ...through];
		expect(all.map(({accountId}) => accountId)).toContain(MANAGEMENT);
		const management = all.find(({accountId}) => accountId === MANAGEMENT);
		expect(await center.permissionSet(instance, management?.permissionSetArn ?? '')).toMatchObject({
			name: 'AdministratorAccess',
			sessionDuration: expect.stringMatching(/^PT\d+H$/),
		});
	});

	test('a membership counts although the group’s name cannot be read', async () => {
		const {center, instance} = await opened({faults: ['deny:identitystore:DescribeGroup']});
		const user = await center.userNamed(instance, 'ops-admin');
		const groups = await center.groupsOf(instance, user?.userId ?? '');
		expect(groups.length).toBeGreaterThan(0);
		expect(groups.every(({groupId, name}) => groupId === name)).toBe(true);
	});

	test('a refusal is a problem that names the permission', async () => {
		const {center, instance} = await opened({faults: ['deny:identitystore:GetUserId']});
		const problem = await problemOf(center.userNamed(instance, 'test-user'));
		expect(problem).toBeInstanceOf(Problem);
		expect(problem).toMatchObject({code: 'access-denied'});
		expect(`${problem.message} ${problem.next}`).toContain('identitystore:GetUserId');
	});
});
