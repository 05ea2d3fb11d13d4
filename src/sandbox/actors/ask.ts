import type {Sandbox, SandboxCall, SandboxCredentials} from '../sandbox.ts';
import {serviceFor} from '../services/registry.ts';
import {partsOf} from './calls.ts';

/** What an actor wants to call, and as whom. */
export interface Asked {
	readonly credentials: SandboxCredentials;
	/** `s3:ListBuckets` */
	readonly call: string;
	readonly region: string;
	readonly input: Readonly<Record<string, unknown>>;
	readonly client: {readonly ip: string; readonly userAgent: string};
}

export interface Answered {
	/** As the sandbox wrote it down. */
	readonly call: SandboxCall;
	/** The credentials in the answer, where there are any. */
	readonly credentials?: SandboxCredentials;
}

/** One call over the sandbox's own wire: judged, answered and written down as everybody's. */
export async function ask(sandbox: Pick<Sandbox, 'serve' | 'calls'>, {credentials, call, region, input, client}: Asked): Promise<Answered> {
	const {signedFor, operation} = partsOf(call);
	const service = await serviceFor(signedFor);
	const schema = service?.operations.get(operation)?.schema;
	if (service === undefined || schema === undefined) throw new Error(`The sandbox has no ${call}.`);
	const request = await service.asking(schema, input, region);
	const response = await sandbox.serve({
		...request,
		sourceIp: client.ip,
		headers: {
			...request.headers,
			'user-agent': client.userAgent,
			authorization: `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/20260101/${region}/${signedFor}/aws4_request, SignedHeaders=host, Signature=none`,
			...(credentials.sessionToken !== undefined && {'x-amz-security-token': credentials.sessionToken}),
		},
	});
	const id = response.headers['x-amzn-requestid'];
	const written = sandbox.calls.findLast(({requestId}) => requestId === id);
	if (written === undefined) throw new Error(`The sandbox did not write down ${call}.`);
	const found = written.outcome === 'allowed' ? credentialsIn(Buffer.from(response.body).toString('utf8'), region) : undefined;
	return {call: written, ...(found && {credentials: found})};
}

/** Both services that hand out credentials, STS and IAM, answer in XML. */
function credentialsIn(answer: string, region: string): SandboxCredentials | undefined {
	const member = (name: string) => new RegExp(`<${name}>([^<]+)</${name}>`).exec(answer)?.[1];
	const [accessKeyId, secretAccessKey, sessionToken] = [member('AccessKeyId'), member('SecretAccessKey'), member('SessionToken')];
	if (accessKeyId === undefined || secretAccessKey === undefined) return undefined;
	return {accessKeyId, secretAccessKey, ...(sessionToken !== undefined && {sessionToken}), region};
}
