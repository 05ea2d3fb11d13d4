import {mkdtempSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {known} from '../../src/commands/walking/known.ts';
import {loadScenario} from '../../src/rehearsal/library.ts';
import {s3Discovery} from '../scenarios.ts';

const folder = mkdtempSync(join(tmpdir(), 'tourniquet-broken-'));
const about = (finding: string) => `format: 1
name: ours
from: s3-discovery
rehearsal:
  title: ours
  story: [Once.]
  ${finding}
`;
const whole = about('finding: {type: Discovery:S3/AnomalousBehavior, principal: test-user}');
const acting = (act: string) => `${whole}actors: [{name: a, kind: attacker, script: [{as: test-user, ${act}}]}]\n`;
const finding = (more: string) =>
	`${whole}findings: [{type: Discovery:S3/AnomalousBehavior, severity: 2, account: '444444444444', region: us-east-1, firstSeenMinutesAgo: 30, lastSeenMinutesAgo: 3, count: 1, who: {session: test-user}, ${more}}]\n`;
const role = (more: string) =>
	`${whole}roles: [{accounts: ['555555555555'], name: zz, description: '', trust: [{Effect: Allow, Principal: {AWS: '*'}, Action: sts:AssumeRole}], policies: {}, maxSessionHours: 1, ${more}}]\n`;
const session = (more: string) => `${whole}sessions: {x: {name: xx, startedMinutesAgo: 1, region: us-east-1, ${more}}}\n`;

async function load(text: string): Promise<readonly string[]> {
	const path = join(folder, 'made.yaml');
	writeFileSync(path, text);
	try {
		await loadScenario(path, known.kinds);
		return [];
	} catch (error) {
		expect(error).toMatchObject({code: 'scenario-invalid', exit: 2});
		const lines = (error as Error).message.split('\n').slice(1);
		return lines.map(line => line.trim().replace(`${path}:`, ''));
	}
}

test('what the broken ones are made from is whole', async () => {
	for (const text of [
		whole,
		acting('call: s3:ListBuckets'),
		finding('archived: false'),
		role(''),
		session("account: '555555555555', role: {name: payments-web}"),
	])
		expect(await load(text.replace(', }', '}'))).toEqual([]);
});

test.each([
	[
		'a goal about nobody',
		`${whole}goal: {names: [test-usr]}\n`,
		/^8:16: There is no user, session, IAM user or instance called “test-usr”\. Did you mean “test-user”\?$/,
	],
	['somebody else in a goal who is nobody', `${whole}goal: {names: [test-user], also: [zz]}\n`, /^8:35: .*“zz”/],
	[
		'a finding about nobody',
		about('finding: {type: Discovery:S3/AnomalousBehavior, principal: test-usr}'),
		/^7:62: .*“test-usr”\. Did you mean “test-user”\?$/,
	],
	[
		'a finding that there is not',
		about('finding: {type: Discovery:S4/AnomalousBehavior, principal: test-user}'),
		/^7:12: No finding of the type “Discovery:S4\/AnomalousBehavior” is about “test-user”\. There is Discovery:S3/,
	],
	['a tip about nobody', about('tip: nobody.here'), /^7:8: .*“nobody\.here”/],
	[
		'a night about somebody else than its goal',
		about('finding: {type: PrivilegeEscalation:IAMUser/AnomalousBehavior, principal: ops-admin}'),
		/^7:77: “ops-admin” is not whom .*\(test-user\), and its goal and actors would stay in force\. Say in “goal” whom a good response denies, and in “actors” who is at work\.$/,
	],
	[
		'a throttle of a service that there is not',
		`${whole}injects: [{id: t, at: {step: contain}, throttle: {service: organisations, seconds: 4}}]\n`,
		/^8:60: .*“organisations”\. Did you mean “organizations”\?$/,
	],
	[
		'an inject that does nothing',
		`${whole}injects: [{id: t, at: {step: contain}}]\n`,
		/^8:11: At least one of say, throttle, expire, finding belongs here\.$/,
	],
	[
		'an inject without a moment',
		`${whole}injects: [{id: t, at: {}, say: [x]}]\n`,
		/^8:23: At least one of seconds, step, deny belongs here\.$/,
	],
	['a service to lack that there is not', `${whole}faults: [lacks:gardduty]\n`, /^8:10: “lacks:gardduty” is not a fault/],
	['an action of no service to deny', `${whole}faults: [deny:orgs:AttachPolicy]\n`, /^8:10: “deny:orgs:AttachPolicy” is not a fault/],
	[
		'a permission set to fail that there is not',
		`${whole}faults: [provisioning-fails:DataEngineers]\n`,
		/^8:10: There is no permission set “DataEngineers”\. Did you mean “DataEngineer”\?$/,
	],
	[
		'a deny that spreads backwards',
		`${whole}propagation: {minimumSeconds: 30, maximumSeconds: 5}\n`,
		/^8:31: “minimumSeconds” is more than “maximumSeconds”\.$/,
	],
	[
		'a bucket that there is not',
		acting('call: s3:GetObject, with: {Bucket: nope, Key: a}'),
		/^8:96: There is no bucket “nope”\. There is example-workloads-prod-lake/,
	],
	[
		'a parameter that a call does not have',
		acting('call: s3:GetObject, with: {Bucket: example-payments-receipts, Key: a, Rnge: b}'),
		/^8:\d+: “Rnge” is not a key .*“Range”/,
	],
	['a parameter that is missing', acting('call: s3:GetObject, with: {Bucket: example-payments-receipts}'), /^8:87: “Key” is missing\.$/],
	[
		'a parameter that is no text',
		acting('call: s3:GetObject, with: {Bucket: example-payments-receipts, Key: [a]}'),
		/^8:\d+: This must be text\./,
	],
	[
		'a stand-in that there is not',
		acting('call: organizations:DetachPolicy, with: {PolicyId: $dney, TargetId: $root}'),
		/^8:112: There is no stand-in “\$dney”\. Did you mean “\$deny”\?$/,
	],
	[
		'a role by what is no ARN',
		acting('call: sts:AssumeRole, with: {RoleArn: nope, RoleSessionName: xx}'),
		/^8:99: “nope” is not the ARN of a role/,
	],
	[
		'a role of nobody’s account',
		acting("call: sts:AssumeRole, with: {RoleArn: 'arn:aws:iam::999999999999:role/payments-web', RoleSessionName: xx}"),
		/^8:99: There is no account “999999999999”/,
	],
	[
		'a role that there is not',
		acting("call: sts:AssumeRole, with: {RoleArn: 'arn:aws:iam::555555555555:role/payment-web', RoleSessionName: xx}"),
		/^8:99: There is no role “payment-web”\. Did you mean “payments-web”\?$/,
	],
	[
		'a session name that AWS does not take',
		acting("call: sts:AssumeRole, with: {RoleArn: 'arn:aws:iam::555555555555:role/payments-web', RoleSessionName: 'x y'}"),
		/^8:\d+: “x y” is not a name/,
	],
	['an IAM user that there is not', acting('call: iam:CreateAccessKey, with: {UserName: nobody}'), /^8:105: There is no IAM user “nobody”/],
	['no time at all', acting('call: s3:ListBuckets, times: 0'), /^8:90: This must be a whole number from 1 on\.$/],
	['all the time', acting('call: s3:ListBuckets, everySeconds: 0'), /^8:97: This must be a number above zero\.$/],
	['a script without an act', `${whole}actors: [{name: a, kind: attacker, script: []}]\n`, /^8:44: This is empty\.$/],
	[
		'a session of a role of another account',
		session("account: '444444444444', role: {name: payments-web}"),
		/^8:\d+: There is no role “payments-web” in account 444444444444\.$/,
	],
	[
		'a session of nobody’s account',
		session("account: '999999999999', role: {name: payments-web}"),
		/^8:\d+: There is no account “999999999999”/,
	],
	[
		'a finding where GuardDuty is off',
		finding('').replace('region: us-east-1', 'region: us-west-9'),
		/^8:97: There is no region with GuardDuty on called “us-west-9”/,
	],
	[
		'a finding that ends before it begins',
		finding('').replace('lastSeenMinutesAgo: 3', 'lastSeenMinutesAgo: 300'),
		/^8:\d+: “lastSeenMinutesAgo” is more than “firstSeenMinutesAgo”\.$/,
	],
	['a severity that there is not', finding('').replace('severity: 2', 'severity: 99'), /^8:\d+: This must be a number from 0 to 10\.$/],
	[
		'a finding from before there was time',
		finding('').replace('firstSeenMinutesAgo: 30', 'firstSeenMinutesAgo: 900000000000'),
		/^8:\d+: This must be a number from 0 to 1000000000\.$/,
	],
	[
		'a call from before there was time',
		`${whole}history: [{who: test-user, service: s3, name: ListBuckets, minutesAgo: 900000000000}]\n`,
		/^8:\d+: This must be a number from 0 to 1000000000\.$/,
	],
	[
		'a role that is there already',
		role('').replace('name: zz', 'name: payments-web'),
		/^8:44: “payments-web” is taken: another role has it already\.$/,
	],
	[
		'a trust policy that is none',
		role('').replace('Effect: Allow', 'Effect: Perhaps'),
		/^8:\d+: AWS would refuse this policy: Statement 1: Effect must be Allow or Deny\.$/,
	],
	[
		'a trust policy for nobody',
		role('').replace("Principal: {AWS: '*'}, ", ''),
		/^8:\d+: AWS would refuse this policy: Statement 1: Principal is missing\.$/,
	],
	['a role for a month', role('').replace('maxSessionHours: 1', 'maxSessionHours: 720'), /^8:\d+: This must be a number from 1 to 12\.$/],
	[
		'a permission set for four days',
		`${whole}identityCenter: {permissionSets: [{name: P, description: '', sessionDuration: PT99H, managedPolicies: []}]}\n`,
		/^8:79: “PT99H” is not a duration from PT1H to PT12H\.$/,
	],
	[
		'a user made of whom the scenario does not know',
		`${whole}history: [{who: test-user, service: iam, name: CreateUser, minutesAgo: 3, request: {userName: svc-none}}]\n`,
		/^8:\d+: There is no IAM user “svc-none” in account 444444444444\.$/,
	],
])('%s is refused, with where and what there is', async (_what, text, said) => {
	const problems = await load(text.replace(', }', '}'));
	expect(problems).toHaveLength(1);
	expect(problems[0]).toMatch(said);
});

test('whatever a file says beside what it is made from is played', async () => {
	const path = join(folder, 'more.yaml');
	writeFileSync(
		path,
		`${whole}regions: [eu-north-1]
guardDuty: {administrator: '333333333333', regions: [us-east-1]}
probeRole: tourniquet-findings
instances: [{id: i-0123456789abcdef0, account: '555555555555', region: us-east-1, name: more, type: t3.micro, privateIp: 10.0.0.9}]
buckets: [{name: example-more, account: '555555555555', region: us-east-1}]
iamUsers: [{account: '555555555555', name: svc-more, policies: {}}]
`,
	);
	const scenario = await loadScenario(path, known.kinds);
	expect(scenario.regions).toEqual([...s3Discovery.regions, 'eu-north-1']);
	expect(scenario.guardDuty.administrator).toBe('333333333333');
	expect(scenario.probeRole).toBe('tourniquet-findings');
	expect(scenario.instances).toHaveLength(s3Discovery.instances.length + 1);
	expect(scenario.buckets).toHaveLength(s3Discovery.buckets.length + 1);
	expect(scenario.iamUsers).toHaveLength(s3Discovery.iamUsers.length + 1);
});
