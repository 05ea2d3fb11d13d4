import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {arrange, findingFrom, findingsFromText, severityLabel} from '../../../src/containment/principal/finding.ts';
import {aFinding, ssoRole} from '../made-up.ts';

// Synthetic, in the shapes of the GuardDuty API reference.
const getFindings = {
	AccountId: '222222222222',
	Arn: 'arn:aws:guardduty:eu-west-1:222222222222:detector/d1/finding/f1',
	CreatedAt: '2026-11-23T09:00:00.000Z',
	Description: 'described',
	Id: 'f1',
	Partition: 'aws',
	Region: 'us-east-1',
	Resource: {
		ResourceType: 'S3Bucket',
		AccessKeyDetails: {
			AccessKeyId: 'ASIAEXAMPLEEXAMPLE01',
			PrincipalId: 'AROAEXAMPLEEXAMPLE:test-user',
			UserName: ssoRole,
			UserType: 'AssumedRole',
		},
		InstanceDetails: {InstanceId: 'i-0123456789abcdef0'},
	},
	SchemaVersion: '2.0',
	Service: {
		Archived: false,
		Count: 4,
		EventFirstSeen: '2026-11-23T08:59:00Z',
		EventLastSeen: new Date('2026-11-23T09:30:00Z'),
		AdditionalInfo: {Value: '{"sample":false}', Type: 'default'},
		Action: {
			ActionType: 'AWS_API_CALL',
			AwsApiCallAction: {
				Api: 'ListBuckets',
				ServiceName: 's3.amazonaws.com',
				UserAgent: 'aws-cli/2',
				ErrorCode: 'AccessDenied',
				RemoteIpDetails: {
					IpAddressV4: '198.51.100.7',
					City: {CityName: 'Example City'},
					Country: {CountryName: 'Exampleland'},
					Organization: {Asn: '64500', AsnOrg: 'EXAMPLE-NET', Org: 'Example'},
				},
				RemoteAccountDetails: {AccountId: '999999999999', Affiliated: false},
			},
		},
	},
	Severity: 2,
	Title: 'titled',
	Type: 'Discovery:S3/AnomalousBehavior',
	UpdatedAt: new Date('2026-11-23T09:30:00Z'),
};
const read = {
	id: 'f1',
	arn: 'arn:aws:guardduty:eu-west-1:222222222222:detector/d1/finding/f1',
	type: 'Discovery:S3/AnomalousBehavior',
	accountId: '222222222222',
	region: 'us-east-1',
	detectedIn: 'eu-west-1',
	partition: 'aws',
	severity: 2,
	title: 'titled',
	description: 'described',
	createdAt: Date.UTC(2026, 10, 23, 9),
	updatedAt: Date.UTC(2026, 10, 23, 9, 30),
	firstSeen: Date.UTC(2026, 10, 23, 8, 59),
	lastSeen: Date.UTC(2026, 10, 23, 9, 30),
	count: 4,
	archived: false,
	sample: false,
	resourceType: 'S3Bucket',
	accessKey: {accessKeyId: 'ASIAEXAMPLEEXAMPLE01', principalId: 'AROAEXAMPLEEXAMPLE:test-user', userName: ssoRole, userType: 'AssumedRole'},
	instanceId: 'i-0123456789abcdef0',
	actors: [],
	action: {
		api: 'ListBuckets',
		serviceName: 's3.amazonaws.com',
		userAgent: 'aws-cli/2',
		remoteIp: '198.51.100.7',
		country: 'Exampleland',
		city: 'Example City',
		network: 'EXAMPLE-NET',
		errorCode: 'AccessDenied',
		remoteAccountId: '999999999999',
	},
};

/** As EventBridge and the console write it. */
function camelCase(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(camelCase);
	if (typeof value !== 'object' || value === null || value instanceof Date) return value;
	return Object.fromEntries(Object.entries(value).map(([key, part]) => [key.charAt(0).toLowerCase() + key.slice(1), camelCase(part)]));
}

/** Whether it can go into a journal and come back the same. */
function isPlain(value: unknown): boolean {
	if (Array.isArray(value)) return value.every(isPlain);
	if (typeof value === 'object' && value !== null)
		return Object.getPrototypeOf(value) === Object.prototype && Object.values(value).every(isPlain);
	return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}

describe('one finding', () => {
	test('is read as GetFindings answers it', () => {
		expect(findingFrom(getFindings)).toEqual(read);
	});

	test('is read as EventBridge and the console write it', () => {
		expect(findingFrom(camelCase(getFindings))).toEqual(read);
	});

	test('is read from its JSON, dates written out', () => {
		expect(findingFrom(JSON.parse(JSON.stringify(getFindings)))).toEqual(read);
	});

	test('keeps the region it was read in', () => {
		expect(findingFrom(getFindings, 'ap-northeast-1')?.detectedIn).toBe('ap-northeast-1');
	});

	test.each([
		['seconds', 1_795_426_200],
		['milliseconds', 1_795_426_200_000],
		['seconds as text', '1795426200'],
		['seconds with a fraction', 1_795_426_200.25],
	])('takes an epoch in %s', (_, updatedAt) => {
		expect(Math.floor((findingFrom({...getFindings, UpdatedAt: updatedAt})?.updatedAt ?? 0) / 1000)).toBe(1_795_426_200);
	});

	test.each([undefined, null, 'yesterday', Number.NaN, {}, new Date('no')])('has no time when AWS gives %s', time => {
		const finding = findingFrom({...getFindings, CreatedAt: time, UpdatedAt: time, Service: {EventFirstSeen: time, EventLastSeen: time}});
		expect(finding).toMatchObject({createdAt: 0, updatedAt: 0});
		expect(finding).not.toHaveProperty('firstSeen');
		expect(finding).not.toHaveProperty('lastSeen');
	});

	test('has nothing that was not given', () => {
		expect(findingFrom({Id: 'f1', Type: 'Recon:IAMUser/TorIPCaller'})).toEqual({
			id: 'f1',
			arn: '',
			type: 'Recon:IAMUser/TorIPCaller',
			accountId: '',
			region: '',
			detectedIn: '',
			partition: 'aws',
			severity: 0,
			title: '',
			description: '',
			createdAt: 0,
			updatedAt: 0,
			archived: false,
			sample: false,
			resourceType: '',
			actors: [],
		});
	});

	test('takes account, region and partition from its ARN when it says no more', () => {
		const finding = findingFrom({Id: 'f1', Type: 't', Arn: 'arn:aws-cn:guardduty:cn-north-1:333333333333:detector/d/finding/f1'});
		expect(finding).toMatchObject({accountId: '333333333333', region: 'cn-north-1', detectedIn: 'cn-north-1', partition: 'aws-cn'});
	});

	test.each([
		[{Partition: 'aws-us-gov'}, 'aws-us-gov'],
		[{Region: 'us-gov-west-1', Partition: undefined}, 'aws-us-gov'],
		[{Region: 'cn-northwest-1', Partition: undefined}, 'aws-cn'],
		[{Partition: 'aws-of-tomorrow'}, 'aws'],
	])('%j is in %s', (changes, partition) => {
		expect(findingFrom({...getFindings, ...changes})?.partition).toBe(partition);
	});

	test.each([
		['its title', {Title: '[SAMPLE] API invoked'}],
		['its additional information', {Service: {AdditionalInfo: {sample: true}}}],
		['its additional information as text', {Service: {AdditionalInfo: {Value: '{"unusual":1,"sample":true}', Type: 'default'}}}],
		['the made-up key', {Resource: {AccessKeyDetails: {AccessKeyId: 'GeneratedFindingAccessKeyId'}}}],
		['the made-up actor', {Service: {Detection: {Sequence: {Actors: [{Id: 'USER_1', User: {Name: 'john_doe'}}]}}}}],
	])('is a sample by %s', (_, changes) => {
		expect(findingFrom({...getFindings, ...changes})?.sample).toBe(true);
	});

	test('archived may be a text', () => {
		expect(findingFrom({...getFindings, Service: {Archived: 'true'}})?.archived).toBe(true);
		expect(findingFrom({...getFindings, Service: {Archived: 'false'}})?.archived).toBe(false);
	});

	test('of an attack sequence has actors instead of a key', () => {
		const finding = findingFrom({
			Id: 'f2',
			Type: 'AttackSequence:IAM/CompromisedCredentials',
			Resource: {ResourceType: 'AttackSequence'},
			Service: {
				Detection: {
					Sequence: {
						Actors: [
							{
								Id: 'user:AssumedRole:AROAEXAMPLEEXAMPLE:test-user',
								User: {
									Name: ssoRole,
									Uid: 'AROAEXAMPLEEXAMPLE:test-user',
									Type: 'AssumedRole',
									CredentialUid: 'ASIAEXAMPLEEXAMPLE01',
									Account: {Uid: '222222222222', Name: 'a'},
								},
								Session: {
									Uid: 's',
									MfaStatus: 'DISABLED',
									Issuer: `arn:aws:iam::222222222222:role/aws-reserved/sso.amazonaws.com/${ssoRole}`,
								},
							},
							{Id: 'process:1', Process: {Name: 'sh', Path: '/bin/sh'}},
							'no actor',
						],
					},
				},
			},
		});
		expect(finding).not.toHaveProperty('accessKey');
		expect(finding?.actors).toEqual([
			{
				id: 'user:AssumedRole:AROAEXAMPLEEXAMPLE:test-user',
				userName: ssoRole,
				userId: 'AROAEXAMPLEEXAMPLE:test-user',
				userType: 'AssumedRole',
				accountId: '222222222222',
				credentialId: 'ASIAEXAMPLEEXAMPLE01',
				sessionIssuer: `arn:aws:iam::222222222222:role/aws-reserved/sso.amazonaws.com/${ssoRole}`,
			},
			{id: 'process:1'},
		]);
	});

	test('never throws, and is plain JSON', () => {
		// Real keys in wrong places find more than random ones do.
		const keys = fc.constantFrom(
			'Id',
			'type',
			'Type',
			'Arn',
			'Resource',
			'Service',
			'Action',
			'Detection',
			'Sequence',
			'Actors',
			'User',
			'AdditionalInfo',
			'Value',
			'AccessKeyDetails',
			'UpdatedAt',
			'AwsApiCallAction',
			'Severity',
		);
		const {value} = fc.letrec(tie => ({
			value: fc.oneof(
				{depthSize: 'medium'},
				fc.jsonValue(),
				fc.date({noInvalidDate: false}),
				fc.array(tie('value'), {maxLength: 3}),
				fc.dictionary(keys, tie('value'), {maxKeys: 6}),
			),
		}));
		const finding = fc.record({
			Id: fc.oneof(fc.string(), value),
			Type: fc.oneof(fc.string(), value),
			Resource: value,
			Service: value,
			Arn: value,
			UpdatedAt: value,
			Severity: value,
		});
		fc.assert(
			fc.property(fc.oneof(value, finding), raw => {
				const found = findingFrom(raw);
				if (found !== undefined) expect(isPlain(found)).toBe(true);
			}),
			{numRuns: 1000},
		);
	});

	test.each([undefined, null, 1, 'x', [], {}, {Id: 'f1'}, {Type: 't'}, {Id: '', Type: 't'}, {Id: 1, Type: 't'}])('is not %j', raw => {
		expect(findingFrom(raw)).toBeUndefined();
	});
});

describe('pasted text', () => {
	const one = JSON.stringify(getFindings);
	test.each([
		['one finding', one, 1],
		['an array', `[${one},${one}]`, 2],
		["GetFindings' answer", `{"Findings":[${one}]}`, 1],
		[
			'an EventBridge event',
			JSON.stringify({version: '0', 'detail-type': 'GuardDuty Finding', source: 'aws.guardduty', detail: camelCase(getFindings)}),
			1,
		],
		['several events among other things', JSON.stringify([{detail: getFindings}, 7, {detail: {}}, {detail: camelCase(getFindings)}]), 2],
		['in much whitespace', `\n\t${JSON.stringify(getFindings, null, 4)}\n\n`, 1],
	])('is %s', (_, text, count) => {
		expect(findingsFromText(text)).toEqual({kind: 'findings', findings: Array(count).fill(read)});
	});

	test.each([
		['', 'not-json'],
		['{"Id":', 'not-json'],
		['test-user', 'not-json'],
		['null', 'no-finding'],
		['[]', 'no-finding'],
		['{"Findings":[]}', 'no-finding'],
		['{"eventName":"AssumeRole","userIdentity":{}}', 'no-finding'],
	])('%j is refused as %s', (text, reason) => {
		expect(findingsFromText(text)).toEqual({kind: 'refused', reason});
	});
});

describe('the order', () => {
	const at = (hours: number, minutes = 0) => Date.UTC(2026, 10, 23, hours, minutes);
	const ids = (...findings: Parameters<typeof aFinding>[0][]) => arrange(findings.map(aFinding)).map(finding => finding.id);

	test('puts what is neither archived nor a sample first, then the hour up to the newest, and the worst within it', () => {
		expect(
			ids(
				{id: 'archived', archived: true, severity: 9, updatedAt: at(12)},
				{id: 'sample', sample: true, severity: 8, updatedAt: at(12, 1)},
				{id: 'old', severity: 9, updatedAt: at(9, 59)},
				{id: 'low', severity: 2, updatedAt: at(10, 50)},
				{id: 'high', severity: 8, updatedAt: at(10, 10)},
				{id: 'newest', severity: 2, updatedAt: at(11)},
				{id: 'high, later', severity: 8, updatedAt: at(10, 40)},
			),
		).toEqual(['high, later', 'high', 'newest', 'low', 'old', 'archived', 'sample']);
	});

	test('does not put what came just before a full hour behind what came just after it', () => {
		expect(ids({id: 'low', severity: 2, updatedAt: at(11, 1)}, {id: 'critical', severity: 9, updatedAt: at(10, 58)})).toEqual([
			'critical',
			'low',
		]);
	});

	test('is the same at whatever minute it is looked at', () => {
		const ago = [9, 78, 86, 121, 138];
		const orderAt = (minute: number) =>
			ids(...ago.map(minutes => ({id: `${minutes} min ago`, severity: minutes === 86 ? 5 : 8, updatedAt: at(12, minute - minutes)})));
		for (let minute = 1; minute < 60; minute++) expect(orderAt(minute)).toEqual(orderAt(0));
	});

	const key = {principalId: 'AROAEXAMPLEEXAMPLE:test-user'};
	test('keeps the newest of what was replicated to several regions', () => {
		expect(
			ids(
				{id: 'a', accessKey: key, updatedAt: at(10), detectedIn: 'eu-west-1'},
				{id: 'b', accessKey: key, updatedAt: at(10, 2), detectedIn: 'us-east-1'},
				{id: 'c', accessKey: key, updatedAt: at(9, 59), detectedIn: 'us-west-2'},
			),
		).toEqual(['b']);
	});

	test('keeps apart what differs in account, type, principal, time, or being archived', () => {
		expect(
			ids(
				{id: 'a', accessKey: key, updatedAt: at(10)},
				{id: 'b', accessKey: key, updatedAt: at(10), accountId: '333333333333'},
				{id: 'c', accessKey: key, updatedAt: at(10), type: 'Recon:IAMUser/TorIPCaller'},
				{id: 'd', accessKey: {principalId: 'AROAEXAMPLEEXAMPLE:ops-admin'}, updatedAt: at(10)},
				{id: 'e', accessKey: key, updatedAt: at(8, 59)},
				{id: 'f', accessKey: key, updatedAt: at(10), archived: true},
				{id: 'g', updatedAt: at(10)},
				{id: 'h', updatedAt: at(10)},
				{
					id: 'i',
					updatedAt: at(10),
					actors: [
						{id: 'a1', userId: 'x'},
						{id: 'a2', userId: 'y'},
					],
				},
				{
					id: 'j',
					updatedAt: at(10),
					actors: [
						{id: 'a2', userId: 'y'},
						{id: 'a1', userId: 'x'},
					],
				},
			).sort(),
		).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']);
	});

	test('shows one id once, as it was last updated', () => {
		expect(
			arrange([aFinding({updatedAt: at(1), title: 'then'}), aFinding({updatedAt: at(20), title: 'now'})]).map(finding => finding.title),
		).toEqual(['now']);
	});

	test('does not depend on the order they came in, and changes nothing', () => {
		const finding = fc
			.record({
				id: fc.integer({min: 0, max: 99}),
				severity: fc.constantFrom(2, 5, 8),
				minutes: fc.nat(300),
				archived: fc.boolean(),
				who: fc.constantFrom('a', 'b', 'c', 'd'),
			})
			.map(({id, severity, minutes, archived, who}) =>
				aFinding({id: `f${id}`, severity, updatedAt: at(8, minutes), archived, accessKey: {principalId: who}}),
			);
		fc.assert(
			fc.property(fc.uniqueArray(finding, {selector: one => one.id}), fc.infiniteStream(fc.nat()), (findings, random) => {
				const shuffled = [...findings].sort(() => ((random.next().value ?? 0) % 2) - 0.5);
				const before = [...findings];
				expect(arrange(shuffled)).toEqual(arrange(findings));
				expect(arrange(arrange(findings))).toEqual(arrange(findings));
				expect(findings).toEqual(before);
			}),
		);
	});
});

test.each([
	[10, 'Critical'],
	[9, 'Critical'],
	[8.9, 'High'],
	[7, 'High'],
	[6.9, 'Medium'],
	[4, 'Medium'],
	[3.9, 'Low'],
	[1, 'Low'],
	[0, 'Low'],
])('severity %d is %s', (severity, label) => {
	expect(severityLabel(severity)).toBe(label);
});
