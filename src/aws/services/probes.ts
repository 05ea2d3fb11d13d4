import {outcomeOfError, type ProbeOutcome} from '../../containment/proof/denial.ts';
import {Problem} from '../../problem.ts';
import {clean} from '../../text/clean.ts';
import {text} from '../../text/index.ts';
import type {RoleToAssume} from '../lazy-ports.ts';
import type {Caller, ProbeService, ProbesPort} from '../ports.ts';
import {saidBy, shownWords} from '../problems.ts';
import type {ClientOptions, Identity, Sdk} from '../sdk.ts';
import {assumeRole} from './assume-role.ts';
import {callerOf, decodeAuthorizationMessage} from './session.ts';

/** Sessions of the probe role, and the calls that show what such a session can do. */
export function probesPort(
	sdk: Sdk,
	caller: () => Promise<Caller>,
	role: RoleToAssume & {readonly bareName: string},
): Pick<ProbesPort, 'assume'> {
	const decode = decoderFor(sdk);
	const roleName = role.bareName;
	return {
		assume: async ({accountId, sessionName, incidentId}) => {
			const {partition} = await caller();
			// No source identity, ever: the deny has a statement for that too, and a denial by it would prove nothing of the session name.
			const input = {
				RoleArn: `arn:${partition}:iam::${accountId}:role/${role.name}`,
				RoleSessionName: sessionName,
				// An hour is the longest that a role session may hold another role (STS AssumeRole, role chaining).
				DurationSeconds: 3600,
				...(role.externalId === undefined ? {} : {ExternalId: role.externalId}),
			};
			const {expiration, ...keys} = await assumeRole(sdk, input);
			const identity: Identity = {credentials: keys, accountId};
			const options: ClientOptions = {identity, probeOf: incidentId};
			const held = await callerOf(sdk, options);
			if (!isSession(held, accountId, roleName, sessionName)) {
				const expected = clean(`${roleName}/${sessionName}`);
				const {message, next} = text.aws.probeWrongSession(
					expected,
					clean(accountId),
					clean(`${held.arn} (${held.userId})`),
					clean(held.accountId),
				);
				throw new Problem('probe-wrong-session', message, next, 5);
			}
			return {
				accountId,
				sessionName,
				accessKeyId: keys.accessKeyId,
				userId: held.userId,
				expiresAt: expiration.getTime(),
				probe: (service, region) => probe(sdk, service, {...options, region}, decode),
			};
		},
	};
}

/** Whether this is the role's session of that name in that account, by all that AWS says of it. */
function isSession({accountId, arn, userId}: Caller, expectedAccountId: string, roleName: string, sessionName: string): boolean {
	const [, , service, , account, resource] = arn.split(':');
	return (
		accountId === expectedAccountId &&
		account === expectedAccountId &&
		service === 'sts' &&
		resource === `assumed-role/${roleName}/${sessionName}` &&
		userId.startsWith('AROA') &&
		userId.slice(userId.indexOf(':') + 1) === sessionName
	);
}

type Decoder = (message: string, region: string) => Promise<string | undefined>;

async function probe(sdk: Sdk, service: ProbeService, options: ClientOptions & {region: string}, decode: Decoder): Promise<ProbeOutcome> {
	try {
		await (service === 'ec2' ? describeInstances(sdk, options) : listBuckets(sdk, options));
		return {kind: 'allowed'};
	} catch (error) {
		const said = saidBy(error);
		const decoded = await decode(said.message, options.region);
		const outcome = outcomeOfError({...said, ...(decoded === undefined ? {} : {decoded})});
		return outcome.kind === 'allowed' ? outcome : {...outcome, message: shownWords(outcome.message, 600)};
	}
}

async function describeInstances(sdk: Sdk, options: ClientOptions): Promise<void> {
	const {DescribeInstancesCommand, EC2Client} = await import('./probe-ec2.ts');
	// Five is the least that EC2 takes.
	await sdk.client('EC2', EC2Client, options).send(new DescribeInstancesCommand({MaxResults: 5}));
}

async function listBuckets(sdk: Sdk, options: ClientOptions): Promise<void> {
	const {ListBucketsCommand, S3Client} = await import('./probe-s3.ts');
	await sdk.client('S3', S3Client, options).send(new ListBucketsCommand({MaxBuckets: 1}));
}

/** Decodes EC2's encoded messages, only when their text does not name the policy; stops asking once the responder is told they may not. */
function decoderFor(sdk: Sdk): Decoder {
	let allowed = true;
	return async (message, region) => {
		const encoded = /Encoded authorization failure message: ([A-Za-z0-9_-]{1,10240})/.exec(message)?.[1];
		if (!allowed || encoded === undefined || /\bp-[0-9a-zA-Z_]{8,128}\b/.test(message.replace(encoded, ''))) return undefined;
		try {
			return await decodeAuthorizationMessage(sdk, encoded, region);
		} catch (error) {
			if (!(error instanceof Problem)) throw error;
			if (error.code === 'access-denied') allowed = false;
			return undefined;
		}
	};
}
