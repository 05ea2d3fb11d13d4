import {CloudTrailClient} from '@aws-sdk/client-cloudtrail';
import {EC2Client} from '@aws-sdk/client-ec2';
import {GuardDutyClient} from '@aws-sdk/client-guardduty';
import {IAMClient} from '@aws-sdk/client-iam';
import {IdentitystoreClient} from '@aws-sdk/client-identitystore';
import {OrganizationsClient} from '@aws-sdk/client-organizations';
import {S3Client} from '@aws-sdk/client-s3';
import {SSOAdminClient} from '@aws-sdk/client-sso-admin';
import {STSClient} from '@aws-sdk/client-sts';
import {describe, expect, test} from 'vitest';
import {serviceIds} from '../../../src/aws/config/endpoints.ts';
import {endpointOf, readSharedConfig, regionOf, signInFor} from '../../../src/aws/config/profiles.ts';
import {environment, problemOf} from '../support.ts';

const config = `
[default]
region = eu-central-1

[profile production]
region = eu-west-1
endpoint_url = http://localhost:4566
sso_session = company
sso_account_id = 111111111111
sso_role_name = ir-responder

[profile admin.team]
role_arn = arn:aws-us-gov:iam::111111111111:role/ir-responder
source_profile = production

[profile legacy-sso]
sso_start_url = https://example.awsapps.com/start
sso_region = cn-north-1

[profile signed-in]
login_session = arn:aws:iam::111111111111:user/ops-admin

[profile keys]
aws_access_key_id = AKIAEXAMPLE000000000

[profile local]
services = local
endpoint_url = http://localhost:1

[profile lost]
services = nowhere

[profile turning]
role_arn = arn:aws:iam::111111111111:role/a
source_profile = turning

[services local]
guardduty =
  endpoint_url = http://localhost:2
sso_admin =
  endpoint_url = http://localhost:3

[sso-session company]
sso_region = eu-west-1
sso_start_url = https://example.awsapps.com/start
`;

describe('profiles', () => {
	test('one that does not exist stops, even when the environment holds credentials', async () => {
		environment({AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE000000000', AWS_SECRET_ACCESS_KEY: 'x'}, {config});
		const problem = await problemOf(readSharedConfig('prodution'));
		expect(problem).toMatchObject({code: 'unknown-profile', exit: 5});
		expect(problem.message).toContain('prodution');
		expect(problem.next).toContain('production');
	});

	test('AWS_PROFILE is held to the same', async () => {
		environment({AWS_PROFILE: 'legacy'}, {config});
		expect((await problemOf(readSharedConfig(undefined))).next).toContain('legacy-sso');
	});

	test.each(['constructor', '__proto__', 'toString', 'services.local', 'sso-session.company'])('%s is no profile', async name => {
		environment({}, {config});
		expect(await problemOf(readSharedConfig(name))).toMatchObject({code: 'unknown-profile'});
	});

	test('its name cannot act on a terminal', async () => {
		environment({}, {config});
		expect((await problemOf(readSharedConfig('\u001b[31mred'))).message).not.toContain('\u001b');
	});

	test('without any, nothing is missed', async () => {
		environment({});
		expect((await readSharedConfig(undefined)).profile).toBeUndefined();
	});

	test('the credentials file has profiles too, and wins', async () => {
		environment({}, {config, credentials: '[production]\nregion = ap-south-1\n[only-here]\naws_access_key_id = x\n'});
		expect(regionOf(await readSharedConfig('production'), undefined)).toBe('ap-south-1');
		expect((await readSharedConfig('only-here')).profile).toBe('only-here');
	});

	test('the files are read anew each time', async () => {
		const home = environment({}, {config: '[profile a]\nregion = eu-west-1\n'});
		expect(regionOf(await readSharedConfig('a'), undefined)).toBe('eu-west-1');
		const {writeFileSync} = await import('node:fs');
		writeFileSync(`${home}/config`, '[profile a]\nregion = eu-west-2\n');
		expect(regionOf(await readSharedConfig('a'), undefined)).toBe('eu-west-2');
	});
});

describe('the region', () => {
	test('flag, AWS_REGION, AWS_DEFAULT_REGION, profile, in this order', async () => {
		const all = {AWS_REGION: 'us-west-1', AWS_DEFAULT_REGION: 'us-west-2'};
		environment(all, {config});
		expect(regionOf(await readSharedConfig('production'), 'sa-east-1')).toBe('sa-east-1');
		expect(regionOf(await readSharedConfig('production'), undefined)).toBe('us-west-1');
		environment({AWS_DEFAULT_REGION: 'us-west-2'}, {config});
		expect(regionOf(await readSharedConfig('production'), undefined)).toBe('us-west-2');
		environment({}, {config});
		expect(regionOf(await readSharedConfig('production'), undefined)).toBe('eu-west-1');
		expect(regionOf(await readSharedConfig(undefined), undefined)).toBe('eu-central-1');
	});

	test('nobody chose one: the home of the partition', async () => {
		environment({}, {config});
		expect(regionOf(await readSharedConfig('keys'), undefined)).toBe('us-east-1');
		expect(regionOf(await readSharedConfig('admin.team'), undefined)).toBe('us-gov-west-1');
		expect(regionOf(await readSharedConfig('legacy-sso'), undefined)).toBe('cn-north-1');
	});
});

describe('endpoints', () => {
	test('are known by the SDK’s own ids of all services that are called', () => {
		const classes = [
			STSClient,
			OrganizationsClient,
			GuardDutyClient,
			SSOAdminClient,
			IdentitystoreClient,
			IAMClient,
			EC2Client,
			S3Client,
			CloudTrailClient,
		];
		expect(serviceIds).toEqual(classes.map(Client => new Client({region: 'us-east-1'}).config.serviceId));
	});

	test('AWS’s own when nothing says otherwise', async () => {
		environment({}, {config});
		expect(endpointOf(await readSharedConfig(undefined), 'STS')).toBeUndefined();
	});

	test('service variable, variable, services section, profile, in this order', async () => {
		environment({AWS_ENDPOINT_URL: 'http://localhost:10', AWS_ENDPOINT_URL_SSO_ADMIN: 'http://localhost:11'}, {config});
		const local = await readSharedConfig('local');
		expect(endpointOf(local, 'SSO Admin')).toBe('http://localhost:11');
		expect(endpointOf(local, 'GuardDuty')).toBe('http://localhost:10');
		environment({}, {config});
		expect(endpointOf(local, 'GuardDuty')).toBe('http://localhost:2');
		expect(endpointOf(local, 'SSO Admin')).toBe('http://localhost:3');
		expect(endpointOf(local, 'identitystore')).toBe('http://localhost:1');
		expect(endpointOf(await readSharedConfig('production'), 'STS')).toBe('http://localhost:4566');
	});

	test('may be ignored altogether', async () => {
		environment({AWS_ENDPOINT_URL: 'http://localhost:10', AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true'}, {config});
		expect(endpointOf(await readSharedConfig('production'), 'STS')).toBeUndefined();
		environment({}, {config: `${config}\n[profile plain]\nignore_configured_endpoint_urls = true\nendpoint_url = http://localhost:5\n`});
		expect(endpointOf(await readSharedConfig('plain'), 'STS')).toBeUndefined();
	});

	test('that are none stop with the place they stand in, and not with what stands there', async () => {
		environment({AWS_ENDPOINT_URL: 'localhost:4566/secret'});
		const shared = await readSharedConfig(undefined);
		const problem = await problemOf((async () => endpointOf(shared, 'STS'))());
		expect(problem).toMatchObject({code: 'bad-endpoint', exit: 2});
		expect(problem.message).toContain('AWS_ENDPOINT_URL');
		expect(problem.message).not.toContain('secret');
	});

	test('from a services section that is not there stop as well', async () => {
		environment({}, {config});
		const shared = await readSharedConfig('lost');
		expect(await problemOf((async () => endpointOf(shared, 'STS'))())).toMatchObject({code: 'no-services-section'});
	});
});

describe('signing in again', () => {
	test.each([
		['production', '`aws sso login --profile production`'],
		['admin.team', '`aws sso login --profile production`'],
		['legacy-sso', '`aws sso login --profile legacy-sso`'],
		['signed-in', '`aws login --profile signed-in`'],
		['keys', 'keys'],
		['turning', 'turning'],
	])('%s', async (profile, words) => {
		environment({}, {config});
		expect(signInFor(await readSharedConfig(profile))).toContain(words);
	});

	test('keys in the environment', async () => {
		environment({AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE000000000'}, {config});
		expect(signInFor(await readSharedConfig(undefined))).toContain('AWS_ACCESS_KEY_ID');
	});
});
