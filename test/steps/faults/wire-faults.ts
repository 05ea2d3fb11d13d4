import type {Clock} from '../../../src/clock.ts';
import {serviceFor} from '../../../src/sandbox/services/registry.ts';
import {AwsFault} from '../../../src/sandbox/wire/fault.ts';
import type {HandOn, WireCall, WireReply} from '../wire.ts';
import {carriesToken, isListing, pageWithToken, tokenGivenBack} from './pages.ts';

/** How a call to AWS goes wrong. */
export const faultKinds = [
	'throttled',
	'failing',
	'timeout',
	'reset',
	'answer-lost',
	'denied',
	'expired',
	'cut-short',
	'hollow',
	'empty-page',
	'token-again',
	'clock-skew',
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** Whether a call to this operation can go wrong so: only listings have pages. */
export const applies = (kind: FaultKind, action: string): boolean => (kind !== 'empty-page' && kind !== 'token-again') || isListing(action);

/** As long as the SDK waits for an answer to begin. */
const requestTimeoutMs = 10_000;

/** One call that goes wrong. */
export async function goWrong(kind: FaultKind, call: WireCall, handOn: HandOn, clock: Clock): Promise<WireReply> {
	switch (kind) {
		case 'throttled':
			return refusal(call, throttling[call.service] ?? ['ThrottlingException', 400], 'Rate exceeded');
		case 'failing':
			return refusal(
				call,
				[call.service === 's3' || call.service === 'ec2' ? 'InternalError' : 'InternalFailure', 500],
				'An internal error has occurred.',
			);
		case 'timeout':
			await clock.sleep(requestTimeoutMs);
			throw Object.assign(new Error(`a request has exceeded the configured ${requestTimeoutMs} ms requestTimeout.`), {
				name: 'TimeoutError',
				code: 'ETIMEDOUT',
			});
		case 'reset':
			throw connectionReset();
		case 'answer-lost':
			await handOn();
			throw connectionReset();
		case 'denied':
			return fromWords(call, words =>
				words.denied(
					`User is not authorized to perform: ${call.service}:${call.operation} because no identity-based policy allows the action`,
				),
			);
		case 'expired':
			return fromWords(call, words => words.expired());
		case 'cut-short':
			return cutShort(await handOn());
		case 'hollow':
			return hollow(await handOn());
		case 'empty-page': {
			const given = tokenGivenBack(call);
			// Only before the first page: the tokens of the sandbox's own pages lead on as they are.
			if (given !== undefined || carriesToken(call)) return handOn(given);
			return pageWithToken(call, await handOn(), {empty: true});
		}
		case 'token-again':
			return pageWithToken(call, await handOn(tokenGivenBack(call)), {empty: false});
		case 'clock-skew':
			return skewed(call);
	}
}

export const connectionReset = () => Object.assign(new Error('read ECONNRESET'), {code: 'ECONNRESET', errno: -104, syscall: 'read'});

const throttling: Readonly<Record<string, readonly [string, number]>> = {
	organizations: ['TooManyRequestsException', 400],
	guardduty: ['TooManyRequestsException', 429],
	iam: ['Throttling', 400],
	sts: ['Throttling', 400],
	ec2: ['RequestLimitExceeded', 503],
	s3: ['SlowDown', 503],
};

async function serviceOf({signingName}: WireCall) {
	const service = await serviceFor(signingName);
	if (service === undefined) throw new Error(`no service ${signingName}`);
	return service;
}

async function refusal(call: WireCall, [code, status]: readonly [string, number], message: string): Promise<WireReply> {
	return asReply((await serviceOf(call)).protocol.fault(new AwsFault(code, message, {status}), requestId));
}

async function fromWords(call: WireCall, said: (words: Awaited<ReturnType<typeof serviceOf>>['words']) => AwsFault): Promise<WireReply> {
	const {protocol, words} = await serviceOf(call);
	return asReply(protocol.fault(said(words), requestId));
}

const requestId = '00000000-0000-4000-8000-000000000000';

const asReply = ({statusCode, headers, body}: {statusCode: number; headers: Readonly<Record<string, string>>; body: Uint8Array}) => ({
	statusCode,
	headers,
	body: Buffer.from(body).toString(),
});

/** The connection was closed in the middle of the body, and nothing on the way noticed. */
const cutShort = (reply: WireReply): WireReply => ({...reply, body: reply.body.slice(0, Math.floor(reply.body.length * 0.6))});

/** Of the right form, and nothing in it. */
function hollow(reply: WireReply): WireReply {
	const root = /<(\w+)[\s>]/.exec(reply.body.replace(/^<\?xml[^>]*>/, ''))?.[1];
	return {...reply, body: root === undefined ? '{}' : `<${root}></${root}>`};
}

/** The responder's clock is off by more than AWS takes. The SDK reads the right time from the answer and signs once more. */
async function skewed(call: WireCall): Promise<WireReply> {
	const [code, status] =
		{
			s3: ['RequestTimeTooSkewed', 403] as const,
			ec2: ['RequestExpired', 400] as const,
			sts: ['SignatureDoesNotMatch', 403] as const,
			iam: ['SignatureDoesNotMatch', 403] as const,
		}[call.service] ?? (['InvalidSignatureException', 403] as const);
	const message =
		call.service === 's3'
			? 'The difference between the request time and the current time is too large.'
			: 'Signature expired: 20261123T004100Z is now earlier than 20261123T005100Z (20261123T005600Z - 5 min.)';
	const reply = await refusal(call, [code, status], message);
	return {...reply, headers: {...reply.headers, date: new Date(Date.now() + 15 * 60_000).toUTCString()}};
}
