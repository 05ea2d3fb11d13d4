import {HttpResponse} from '@smithy/core/transport';
import type {Sandbox} from '../../src/sandbox/sandbox.ts';
import {serviceFor} from '../../src/sandbox/services/registry.ts';
import {bytesOf} from '../../src/sandbox/wire/messages.ts';
import {credentialScope} from '../../src/sandbox/wire/signature.ts';
import {accountOf} from '../../src/sandbox/world/principals.ts';

type Handle = Sandbox['requestHandler']['handle'];

/** When a process is gone with a call to AWS: before the call leaves, or after its effect and before its answer. */
export type GoneWith = 'before-request' | 'after-effect';

export type EndWith = (call: {readonly operation: string; readonly body: string}, when: GoneWith, statusCode?: number) => boolean;

/** How AWS answers instead of the sandbox. */
export interface WireAnswer {
	readonly statusCode: number;
	readonly type: 'application/x-amz-json-1.1' | 'text/xml';
	readonly body: string;
}

/** A request on its way to AWS. */
export interface WireCall {
	/** As IAM actions begin: `sso`. */
	readonly service: string;
	/** As signatures name it. */
	readonly signingName: string;
	readonly operation: string;
	readonly body: string;
	readonly query: Readonly<Record<string, string>>;
	/** Whose request it is, by the access key. */
	readonly accessKeyId: string;
	/** Where the caller is at home, and which region is asked. */
	readonly accountId: string;
	readonly region: string;
}

/** What comes back over the wire. */
export interface WireReply {
	readonly statusCode: number;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string;
}

/** Hands a request on to the sandbox: as it was sent, or with another body or query. */
export type HandOn = (instead?: {readonly body?: string; readonly query?: Readonly<Record<string, string>>}) => Promise<WireReply>;

/** Stands between the program and AWS: may hand on, keep back, change what comes back, or reject as a broken connection does. */
export type Between = (call: WireCall, handOn: HandOn) => Promise<WireReply>;

export const refusedByAws: WireAnswer = {
	statusCode: 400,
	type: 'application/x-amz-json-1.1',
	body: JSON.stringify({__type: 'AccessDeniedException', Message: 'You are not allowed to do this.'}),
};

export const never = () => new Promise<never>(() => {});

/** The sandbox's wire, with what is held back, answered otherwise, or not answered any more because nobody is there. */
export function wire(
	sandbox: Sandbox,
	between: {
		readonly isDead: () => boolean;
		readonly kill: () => void;
		readonly endWith?: EndWith;
		readonly hold?: (call: {readonly operation: string}) => Promise<void> | undefined;
		readonly answering?: (call: WireCall) => WireAnswer | undefined;
		readonly between?: Between;
	},
): Sandbox['requestHandler'] {
	const {requestHandler} = sandbox;
	const handle: Handle = async (request, options) => {
		if (between.isDead()) return never();
		const call = await callOf(sandbox, request);
		const {operation, body} = call;
		await between.hold?.({operation});
		const answer = between.answering?.(call);
		if (between.endWith?.({operation, body}, 'before-request')) between.kill();
		if (between.isDead()) return never();
		if (answer === undefined) {
			const answered =
				between.between === undefined
					? await requestHandler.handle(request, options)
					: {response: responseOf(await between.between(call, handOnTo(requestHandler, request, options)))};
			if (between.endWith?.({operation, body}, 'after-effect', answered.response.statusCode)) between.kill();
			return between.isDead() ? never() : answered;
		}
		const headers = {'content-type': answer.type, 'x-amzn-requestid': '00000000-0000-4000-8000-000000000000'};
		return {response: new HttpResponse({statusCode: answer.statusCode, headers, body: Buffer.from(answer.body)})};
	};
	return {...requestHandler, handle};
}

type Request = Parameters<Handle>[0];

function handOnTo(requestHandler: Sandbox['requestHandler'], request: Request, options: Parameters<Handle>[1]): HandOn {
	return async (instead = {}) => {
		// Signatures are not verified in the sandbox: what is changed on the way is still taken for the caller's.
		const changed = Object.assign(Object.create(Object.getPrototypeOf(request)) as Request, request, instead);
		const {response} = await requestHandler.handle(changed, options);
		return {
			statusCode: response.statusCode,
			headers: response.headers as Record<string, string>,
			body: Buffer.from(bytesOf(response.body)).toString(),
		};
	};
}

const responseOf = ({statusCode, headers, body}: WireReply) =>
	new HttpResponse({statusCode, headers: {...headers}, body: Buffer.from(body)});

async function callOf({world}: Sandbox, request: Request): Promise<WireCall> {
	const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]));
	const query = Object.fromEntries(Object.entries(request.query ?? {}).map(([name, value]) => [name, String(value ?? '')]));
	const sent = {method: request.method, path: request.path, query, headers, body: bytesOf(request.body)};
	const body = Buffer.from(sent.body).toString();
	const {accessKeyId = '', region = '', signingName = ''} = credentialScope(sent) ?? {};
	const service = await serviceFor(signingName);
	const principal = world.credentials.get(accessKeyId)?.principal;
	return {
		service: service?.prefix ?? signingName,
		signingName,
		operation: service?.protocol.match(sent).name ?? '',
		body,
		query,
		accessKeyId,
		accountId: principal === undefined ? '' : accountOf(principal),
		region,
	};
}
