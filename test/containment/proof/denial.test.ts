import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {outcomeOfError} from '../../../src/containment/proof/denial.ts';

const user = 'User: arn:aws:sts::222222222222:assumed-role/tourniquet-probe/test-user is not authorized to perform: ec2:DescribeInstances';
const scpArn = 'arn:aws:organizations::111111111111:policy/o-example1234/service_control_policy/p-a1b2c3d4';
const encoded = 'Encoded authorization failure message: 4GIOHlTkIaWHQD0Q0m6XSnuUMCm-abcdefg_0123';
const scp = {policyType: 'service-control-policy'};

describe('a refusal names who denied', () => {
	test.each<[string, object]>([
		[`${user} with an explicit deny in a service control policy: ${scpArn}`, {...scp, policyId: 'p-a1b2c3d4'}],
		[`${user} on resource: * with an explicit deny in a service control policy: ${scpArn}`, {...scp, policyId: 'p-a1b2c3d4'}],
		[
			`You are not authorized to perform this operation. ${user} with an explicit deny in a service control policy: ${scpArn}. ${encoded}`,
			{...scp, policyId: 'p-a1b2c3d4'},
		],
		[
			`${user} with an explicit deny in a service control policy: arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess`,
			{...scp, policyId: 'p-FullAWSAccess'},
		],
		[`${user} with an explicit deny in a service control policy`, scp],
		[`${user} with an explicit deny in a service control policy. ${encoded}`, scp],
		[`${user} because no service control policy allows the ec2:DescribeInstances action`, {policyType: 'implicit'}],
		[`${user} because no identity-based policy allows the ec2:DescribeInstances action`, {policyType: 'implicit'}],
		[`${user} because no permissions boundary allows the ec2:DescribeInstances action`, {policyType: 'implicit'}],
		[`${user} because no session policy allows the ec2:DescribeInstances action`, {policyType: 'implicit'}],
		[`${user} because no VPC endpoint policy allows the ec2:DescribeInstances action`, {policyType: 'implicit'}],
		[`${user} because no resource-based policy allows the ec2:DescribeInstances action`, {policyType: 'implicit'}],
		[`${user} because no role trust policy allows the ec2:DescribeInstances action`, {policyType: 'implicit'}],
		[`${user} with an explicit deny in an identity-based policy`, {policyType: 'identity-policy'}],
		[
			`${user} with an explicit deny in an identity-based policy: arn:aws:iam::222222222222:policy/p-service_control_policy`,
			{policyType: 'identity-policy'},
		],
		[
			`${user} with an explicit deny in an identity policy. Go to https://console.aws.amazon.com/iam/home#/access-troubleshooter to see why. Use authorization id: 00000000-0000-0000-0000-000000000000`,
			{policyType: 'identity-policy'},
		],
		[`${user} with an explicit deny in a resource control policy`, {policyType: 'resource-control-policy'}],
		[`${user} with an explicit deny in a permissions boundary`, {policyType: 'permissions-boundary'}],
		[`${user} with an explicit deny in a session policy`, {policyType: 'session-policy'}],
		[`${user} with an explicit deny in a VPC endpoint policy`, {policyType: 'endpoint-policy'}],
		[`${user} with an explicit deny in a resource-based policy`, {policyType: 'resource-policy'}],
		[`${user} with an explicit deny in the role trust policy`, {policyType: 'trust-policy'}],
		[`${user} with an explicit deny in a policy of tomorrow`, {policyType: 'unnamed'}],
		[user, {policyType: 'unnamed'}],
		['Access Denied', {policyType: 'unnamed'}],
		[`You are not authorized to perform this operation. ${encoded}`, {policyType: 'unnamed'}],
		['', {policyType: 'unnamed'}],
	])('%s', (message, by) => {
		for (const code of [
			'AccessDenied',
			'AccessDeniedException',
			'UnauthorizedOperation',
			'Client.UnauthorizedOperation',
			'com.amazonaws.account#AccessDeniedException',
		]) {
			expect(outcomeOfError({code, status: 403, message})).toEqual({kind: 'denied', by, message});
		}
	});

	test('is not taken from names that the message repeats', () => {
		const message =
			'User: arn:aws:sts::222222222222:assumed-role/service_control_policy/p-a1b2c3d4 is not authorized to perform: s3:ListAllMyBuckets because no identity-based policy allows the s3:ListAllMyBuckets action';
		expect(outcomeOfError({code: 'AccessDenied', message})).toMatchObject({by: {policyType: 'implicit'}});
	});

	test.each([
		['{"allowed":false,"explicitDeny":false}', 'implicit'],
		['{"allowed":false,"explicitDeny":true}', 'unnamed'],
		['not JSON', 'unnamed'],
		['null', 'unnamed'],
		['"explicitDeny"', 'unnamed'],
	])('by the decoded message %s when the sentence says nothing', (decoded, policyType) => {
		expect(
			outcomeOfError({code: 'UnauthorizedOperation', message: `You are not authorized to perform this operation. ${encoded}`, decoded}),
		).toMatchObject({
			kind: 'denied',
			by: {policyType},
		});
	});

	test('by the sentence before the decoded message', () => {
		const message = `${user} with an explicit deny in a service control policy: ${scpArn}`;
		expect(outcomeOfError({code: 'UnauthorizedOperation', message, decoded: '{"explicitDeny":true}'})).toMatchObject({
			by: {policyId: 'p-a1b2c3d4'},
		});
	});
});

test.each([
	['ExpiredToken', 403, 'expired-credentials'],
	['ExpiredTokenException', 403, 'expired-credentials'],
	['RequestExpired', 400, 'expired-credentials'],
	['InvalidClientTokenId', 403, 'invalid-credentials'],
	['UnrecognizedClientException', 400, 'invalid-credentials'],
	['SignatureDoesNotMatch', 403, 'invalid-credentials'],
	['InvalidAccessKeyId', 403, 'invalid-credentials'],
	['AuthFailure', 401, 'invalid-credentials'],
	['Client.AuthFailure', 401, 'invalid-credentials'],
	['OptInRequired', 401, 'not-opted-in'],
	['RegionDisabledException', 403, 'not-opted-in'],
	['Throttling', 400, 'throttled'],
	['ThrottlingException', 400, 'throttled'],
	['ThrottledException', 400, 'throttled'],
	['RequestThrottledException', 400, 'throttled'],
	['EC2ThrottledException', 400, 'throttled'],
	['TooManyRequestsException', 429, 'throttled'],
	['Client.RequestLimitExceeded', 503, 'throttled'],
	['SlowDown', 503, 'throttled'],
	['Unheard', 429, 'throttled'],
	['ECONNREFUSED', undefined, 'network'],
	['EAI_AGAIN', undefined, 'network'],
	['UND_ERR_CONNECT_TIMEOUT', undefined, 'network'],
	['TimeoutError', undefined, 'network'],
	['UNABLE_TO_VERIFY_LEAF_SIGNATURE', undefined, 'network'],
	['InternalError', 500, 'service-error'],
	['Server.InternalError', 500, 'service-error'],
	['ServiceUnavailable', 503, 'service-error'],
	['Unheard', 500, 'service-error'],
	['DryRunOperation', 412, 'unrecognised'],
	['Forbidden', 403, 'unrecognised'],
	['', 403, 'unrecognised'],
	['AccessDeniedForOtherReasons', 403, 'unrecognised'],
] as const)('%s %s is inconclusive: %s', (code, status, why) => {
	const message = `${user} with an explicit deny in a service control policy: ${scpArn}`;
	expect(outcomeOfError({code, message, ...(status === undefined ? {} : {status})})).toEqual({kind: 'inconclusive', why, message});
});

test.each(['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'])(
	'a refusal of %s says that the session was not held, not that it was denied',
	action => {
		const message = `User: arn:aws:iam::111111111111:user/ir is not authorized to perform: ${action} on resource: arn:aws:iam::222222222222:role/tourniquet-probe`;
		expect(outcomeOfError({code: 'AccessDenied', message})).toEqual({kind: 'inconclusive', why: 'not-authorized-to-assume', message});
	},
);

test('never throws, and only the three codes of authorization count as denied', () => {
	fc.assert(
		fc.property(fc.string(), fc.string(), fc.option(fc.string(), {nil: undefined}), (code, message, decoded) => {
			const outcome = outcomeOfError({code, message, ...(decoded === undefined ? {} : {decoded})});
			expect(outcome.kind).not.toBe('allowed');
			expect(JSON.parse(JSON.stringify(outcome))).toEqual(outcome);
		}),
	);
});
