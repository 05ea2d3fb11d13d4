import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {bodyOf, mustBeFromAws, NotFromAws} from '../../../src/aws/wire/body.ts';

describe('a body', () => {
	test('is the same bytes in whatever form it comes', async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(fc.uint8Array()), async chunks => {
				const whole = Buffer.concat(chunks);
				async function* stream() {
					yield* chunks;
				}
				expect(Buffer.from(await bodyOf({statusCode: 200, headers: {}, body: stream()}))).toEqual(whole);
				expect(Buffer.from(await bodyOf({statusCode: 200, headers: {}, body: new Uint8Array(whole)}))).toEqual(whole);
			}),
		);
		expect(await bodyOf({statusCode: 200, headers: {}})).toHaveLength(0);
		expect(Buffer.from(await bodyOf({statusCode: 200, headers: {}, body: 'text'})).toString()).toBe('text');
	});

	test('without end is not waited for', async () => {
		async function* endless() {
			for (;;) yield Buffer.alloc(1024 * 1024);
		}
		await expect(bodyOf({statusCode: 200, headers: {}, body: endless()})).rejects.toBeInstanceOf(NotFromAws);
	});

	test('that is random is never taken for an error of AWS', () => {
		fc.assert(
			fc.property(fc.constantFrom('organizations', 'sts', 'ec2', 's3', 'guardduty'), fc.string({unit: 'binary'}), (service, body) => {
				expect(() => mustBeFromAws(service, {statusCode: 403, headers: {}}, Buffer.from(body))).toThrow(NotFromAws);
			}),
		);
	});

	test('of AWS passes: answers, errors, empty answers', () => {
		const passes = (service: string, statusCode: number, body: string, headers = {}) =>
			expect(() => mustBeFromAws(service, {statusCode, headers}, Buffer.from(body))).not.toThrow();
		passes('organizations', 200, '');
		passes('organizations', 200, '{"Roots":[]}');
		passes('organizations', 400, '{"__type":"AccessDeniedException"}');
		passes('guardduty', 403, '{"message":"Forbidden"}', {'x-amzn-errortype': 'AccessDeniedException'});
		passes('guardduty', 500, '', {'x-amzn-requestid': 'id'});
		passes('sts', 200, '<GetCallerIdentityResponse><GetCallerIdentityResult/></GetCallerIdentityResponse>');
		passes('ec2', 200, '<?xml version="1.0" encoding="UTF-8"?>\n<DescribeInstancesResponse/>');
		passes('s3', 200, '<?xml version="1.0" encoding="UTF-8"?>\n<ListAllMyBucketsResult/>');
		passes('s3', 403, '<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>');
	});
});
