import {inspect} from 'node:util';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {type AwsProblem, awsSaid, type FailedCall, problemFrom, saidBy, shownWords} from '../../src/aws/problems.ts';
import {NotFromAws} from '../../src/aws/wire/body.ts';
import {operationOf} from '../../src/aws/wire/operations.ts';
import {Problem} from '../../src/problem.ts';

const call: FailedCall = {
	operation: operationOf('OrganizationsClient', 'CreatePolicyCommand'),
	region: 'us-east-1',
	host: 'organizations.us-east-1.amazonaws.com',
	signIn: 'Run `aws sso login --profile responder`.',
	policyName: 'tourniquet-test-user',
};
const inRegion = (region: string): FailedCall => ({
	...call,
	operation: operationOf('GuardDutyClient', 'ListDetectorsCommand'),
	region,
	host: `guardduty.${region}.amazonaws.com`,
});

/** An error as the SDK throws it. */
function sdkError(name: string, message = '', more: object = {}): Error {
	return Object.assign(new Error(message), {name, $metadata: {httpStatusCode: 400, requestId: 'request-1'}}, more);
}

describe('what AWS refuses', () => {
	test.each([
		['AccessDeniedException', 'access-denied'],
		['AccessDenied', 'access-denied'],
		['UnauthorizedOperation', 'access-denied'],
		['ExpiredTokenException', 'expired-credentials'],
		['ExpiredToken', 'expired-credentials'],
		['RequestExpired', 'expired-credentials'],
		['UnrecognizedClientException', 'credentials-refused'],
		['InvalidClientTokenId', 'credentials-refused'],
		['SignatureDoesNotMatch', 'credentials-refused'],
		['RequestTimeTooSkewed', 'clock-skew'],
		['RequestInTheFuture', 'clock-skew'],
		['OptInRequired', 'region-not-enabled'],
		['RegionDisabledException', 'region-not-enabled'],
		['ThrottlingException', 'throttled'],
		['TooManyRequestsException', 'throttled'],
		['RequestLimitExceeded', 'throttled'],
		['ConcurrentModificationException', 'aws-busy'],
		['PolicyChangesInProgressException', 'aws-busy'],
		['ConflictException', 'aws-busy'],
		['UnknownOperationException', 'not-supported'],
		['UnsupportedAPIEndpointException', 'not-supported'],
		['AWSOrganizationsNotInUseException', 'organization-not-in-use'],
		['PolicyTypeNotEnabledException', 'policy-type-not-enabled'],
		['PolicyTypeNotAvailableForOrganizationException', 'policy-type-not-available'],
		['DuplicatePolicyException', 'policy-name-taken'],
		['MalformedPolicyDocumentException', 'malformed-policy'],
		['PolicyInUseException', 'policy-in-use'],
		['TargetNotFoundException', 'not-found'],
		['NoSuchEntityException', 'not-found'],
		['ServiceException', 'service-error'],
		['SomethingNobodyKnows', 'service-error'],
	])('%s is %s', (name, code) => {
		const problem = problemFrom(sdkError(name, 'Words of AWS.'), call);
		expect(problem).toMatchObject({code, exit: 5});
		expect(problem.message).toMatch(/\.$|”$/);
		expect(problem.next).toMatch(/\.$/);
		expect(awsSaid(problem, name)).toBe(true);
		expect(awsSaid(problem, 'Other')).toBe(false);
	});

	test.each([
		['InvalidTimeRangeException', 'trail-time-range'],
		['InvalidNextTokenException', 'trail-moved-on'],
		['InvalidLookupAttributesException', 'trail-query-refused'],
		['InvalidMaxResultsException', 'trail-query-refused'],
		['OperationNotPermittedException', 'trail-not-permitted'],
	])('%s of CloudTrail is %s, and says where', (name, code) => {
		const lookUp = {...call, operation: operationOf('CloudTrailClient', 'LookupEventsCommand'), region: 'eu-west-1'};
		const problem = problemFrom(sdkError(name, 'Words of AWS.'), lookUp);
		expect(problem).toMatchObject({code, exit: 5, message: expect.stringContaining('cloudtrail:LookupEvents in eu-west-1')});
		expect(problemFrom(sdkError(name), call).code).toBe('service-error');
	});

	test.each([
		['POLICY_CONTENT_LIMIT_EXCEEDED', 'policy-content-limit-exceeded'],
		['POLICY_NUMBER_LIMIT_EXCEEDED', 'policy-number-limit-exceeded'],
		['MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED', 'max-policy-type-attachment-limit-exceeded'],
		['MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED', 'min-policy-type-attachment-limit-exceeded'],
		['ORGANIZATION_NOT_IN_ALL_FEATURES_MODE', 'organization-not-in-all-features-mode'],
		['TAG_POLICY_VIOLATION', 'tag-policy-violation'],
		['MAX_TAG_LIMIT_EXCEEDED', 'max-tag-limit-exceeded'],
		['WAIT_PERIOD_ACTIVE', 'wait-period-active'],
		['SOMETHING_NEW', 'constraint-violation'],
		['constructor', 'constraint-violation'],
	])('the limit %s is %s', (Reason, code) => {
		expect(problemFrom(sdkError('ConstraintViolationException', 'You have attained a limit.', {Reason}), call)).toMatchObject({
			code,
			exit: 5,
		});
	});

	test('names the permission that AWS names, and otherwise the call’s own', () => {
		const named = problemFrom(
			sdkError(
				'AccessDeniedException',
				'User: x is not authorized to perform: organizations:TagResource on resource: y because no identity-based policy allows it',
			),
			call,
		);
		expect(named.next).toContain('organizations:TagResource');
		expect(problemFrom(sdkError('AccessDeniedException', 'You don’t have permissions.'), call).next).toContain(
			'organizations:CreatePolicy',
		);
	});

	test('tells an explicit deny from a permission that is missing', () => {
		const denied = problemFrom(
			sdkError(
				'AccessDeniedException',
				'User: x is not authorized to perform: organizations:CreatePolicy with an explicit deny in a service control policy',
			),
			call,
		);
		expect(denied.code).toBe('access-denied');
		expect(denied.message).toContain('explicitly');
	});

	test('a region the account may have left off is not a fault of the credentials', () => {
		const error = sdkError('UnrecognizedClientException', 'The security token included in the request is invalid.');
		expect(problemFrom(error, inRegion('us-east-1')).code).toBe('credentials-refused');
		expect(problemFrom(error, inRegion('af-south-1')).code).toBe('region-not-enabled');
		expect(problemFrom(sdkError('SignatureDoesNotMatch'), inRegion('af-south-1')).code).toBe('credentials-refused');
	});

	test('Identity Center’s key', () => {
		const problem = problemFrom(sdkError('AccessDeniedException', 'KMS', {Reason: 'KMS_ACCESS_DENIED'}), call);
		expect(problem).toMatchObject({code: 'kms'});
		expect(problem.message).toContain('KMS_ACCESS_DENIED');
	});

	test('an old signature is the clock’s fault', () => {
		expect(problemFrom(sdkError('InvalidSignatureException', 'Signature expired: 20261123T120000Z is now earlier than'), call).code).toBe(
			'clock-skew',
		);
		expect(problemFrom(sdkError('SignatureDoesNotMatch', 'Signature not yet current'), call).code).toBe('clock-skew');
	});

	test('expired credentials say what renews them', () => {
		expect(problemFrom(sdkError('ExpiredToken'), call).next).toBe(call.signIn);
	});

	test('regional calls say where', () => {
		expect(problemFrom(sdkError('ThrottlingException'), inRegion('eu-west-1')).message).toContain('guardduty:ListDetectors in eu-west-1');
		expect(problemFrom(sdkError('ThrottlingException'), call).message).not.toContain('us-east-1');
	});
});

describe('what the network does', () => {
	test.each([
		['ECONNREFUSED', 'unreachable'],
		['ENOTFOUND', 'unreachable'],
		['ECONNRESET', 'unreachable'],
		['EAI_AGAIN', 'unreachable'],
		['ETIMEDOUT', 'timeout'],
		['SELF_SIGNED_CERT_IN_CHAIN', 'untrusted-certificate'],
		['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'untrusted-certificate'],
		['ERR_TLS_CERT_ALTNAME_INVALID', 'untrusted-certificate'],
		['HPE_INVALID_CONSTANT', 'not-what-aws-sends'],
	])('%s is %s', (code, expected) => {
		for (const error of [
			Object.assign(new Error('it failed'), {code}),
			Object.assign(new Error('it failed'), {code, name: 'TimeoutError'}),
			new Error('outer', {cause: Object.assign(new Error('inner'), {code})}),
			new AggregateError([Object.assign(new Error('inner'), {code})]),
		]) {
			const problem = problemFrom(error, call);
			expect(problem).toMatchObject({code: expected, exit: 5});
			expect(problem.message).toContain(call.host);
		}
	});

	test('a timeout without a code of its own', () => {
		expect(problemFrom(Object.assign(new Error(), {name: 'TimeoutError'}), call).code).toBe('timeout');
	});

	test('whatever else is thrown is still a problem', () => {
		for (const thrown of [new Error('?'), 'text', undefined, null, 3, {message: 'no error'}])
			expect(problemFrom(thrown, call)).toBeInstanceOf(Problem);
	});

	test('a problem stays what it is', () => {
		const problem = new Problem('mfa-needed', 'a', 'b', 5);
		expect(problemFrom(problem, call)).toBe(problem);
	});
});

describe('hostile words and secrets', () => {
	const token = `IQoJb3JpZ2luX2VjE${'Ab1/+'.repeat(60)}==`;
	const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';

	test('controls and bidi marks from AWS reach nobody', () => {
		fc.assert(
			fc.property(
				fc.string({unit: 'binary'}),
				fc.constantFrom('AccessDenied', 'ServiceException', 'MalformedPolicyDocumentException', 'Odd\u001b[2J'),
				(message, name) => {
					const problem = problemFrom(sdkError(name, `${message}\u001b[31m\u202e`), call);
					const shown = JSON.parse(JSON.stringify(problem));
					for (const text of [shown.code, shown.message, shown.next]) expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
					expect(shown.message.length).toBeLessThan(2500);
				},
			),
		);
		expect(problemFrom(new NotFromAws(404, '\u001b]0;title\u0007'), call).message).not.toMatch(/\p{Cc}/u);
	});

	test('no key, token or encoded message is repeated, inspected or serialised', () => {
		const canonical = `The request signature we calculated does not match. The Canonical String should have been 'POST\n/\n\nhost:x\nx-amz-security-token:${token}\n' ${secret}`;
		for (const name of [
			'SignatureDoesNotMatch',
			'InvalidSignatureException',
			'AccessDenied',
			'ServiceException',
			'MalformedPolicyDocumentException',
			'Odd',
		]) {
			const problem = problemFrom(sdkError(name, canonical), call);
			for (const shown of [JSON.stringify(problem), inspect(problem, {depth: 9, showHidden: true}), problem.stack ?? '']) {
				expect(shown).not.toContain(token.slice(0, 40));
				expect(shown).not.toContain(secret);
			}
		}
	});

	test('ARNs stay readable', () => {
		const arn = 'arn:aws:organizations::111111111111:policy/o-Example0001/service_control_policy/p-Example0001';
		const session = 'arn:aws:sts::444444444444:assumed-role/AWSReservedSSO_DataEngineer_0123456789abcdef/test-user';
		expect(shownWords(`${arn} ${session}`)).toBe(`${arn} ${session}`);
	});

	test('what AWS said stays available to this room alone', () => {
		const problem = problemFrom(sdkError('AccessDenied', 'raw words'), call);
		expect(saidBy(problem)).toEqual({code: 'AccessDenied', status: 400, message: 'raw words', requestId: 'request-1'});
		expect(Object.keys(problem as AwsProblem)).not.toContain('said');
	});
});
