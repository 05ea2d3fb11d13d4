import {text} from '../../text/index.ts';

/** A response as every request handler hands it over. */
export interface RawResponse {
	readonly statusCode: number;
	readonly headers: Readonly<Record<string, string>>;
	body?: unknown;
}

/** Far more than any answer we ask for. */
const mostBytes = 32 * 1024 * 1024;
const jsonServices: ReadonlySet<string> = new Set(['organizations', 'guardduty', 'sso', 'identitystore', 'cloudtrail']);

/** What answered is not AWS: a proxy, a captive portal, an emulator without this service. */
export class NotFromAws extends Error {
	override readonly name = 'NotFromAws';
	/** Lets the SDK's retries see a 502, 503 or 504 as passing. */
	readonly $metadata: {readonly httpStatusCode: number};

	constructor(
		readonly status: number,
		/** The first words of the answer, without markup. Hostile text. */
		readonly words: string,
	) {
		super('The answer is not what AWS sends.');
		this.$metadata = {httpStatusCode: status};
	}
}

/** The whole body, whichever form the request handler gave it. */
export async function bodyOf(response: RawResponse): Promise<Uint8Array> {
	const {body} = response;
	if (body === undefined || body === null) return new Uint8Array();
	if (body instanceof Uint8Array) return body;
	if (typeof body === 'string') return Buffer.from(body);
	const chunks: Uint8Array[] = [];
	let size = 0;
	for await (const chunk of body as AsyncIterable<Uint8Array | string>) {
		const bytes = Buffer.from(chunk);
		size += bytes.length;
		if (size > mostBytes) throw new NotFromAws(response.statusCode, text.aws.endlessAnswer);
		chunks.push(bytes);
	}
	return Buffer.concat(chunks);
}

/** Every name under which AWS services send the id of a request; empty when there is none. */
export function requestIdOf(headers: Readonly<Record<string, string>>): string {
	return headers['x-amzn-requestid'] ?? headers['x-amzn-request-id'] ?? headers['x-amz-request-id'] ?? '';
}

/** Throws `NotFromAws` unless the answer has the form that the service's protocol gives answers and errors. */
export function mustBeFromAws(service: string, response: RawResponse, body: Uint8Array): void {
	const content = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8').trim();
	const failed = response.statusCode >= 300 || response.statusCode < 200;
	const looksRight =
		!isHtml(response, content) && (jsonServices.has(service) ? isAwsJson(response, content, failed) : isAwsXml(response, content, failed));
	if (!looksRight) throw new NotFromAws(response.statusCode, wordsOf(content));
}

function isHtml({headers}: RawResponse, content: string): boolean {
	return (headers['content-type'] ?? '').includes('text/html') || /^(<!doctype html|<html)/i.test(content);
}

function isAwsJson(response: RawResponse, content: string, failed: boolean): boolean {
	if (content === '') return !failed || hasRequestId(response) || 'x-amzn-errortype' in response.headers;
	let value: unknown;
	try {
		value = JSON.parse(content);
	} catch {
		return false;
	}
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
	return (
		!failed || hasRequestId(response) || 'x-amzn-errortype' in response.headers || '__type' in value || 'code' in value || 'Code' in value
	);
}

function isAwsXml(response: RawResponse, content: string, failed: boolean): boolean {
	if (failed) return /<Code>[^<]/.test(content) || (hasRequestId(response) && (content === '' || content.startsWith('<')));
	return /^(<\?xml[^>]*>\s*)?<(\w+Response|ListAllMyBucketsResult)\b/.test(content);
}

function hasRequestId({headers}: RawResponse): boolean {
	return requestIdOf(headers) !== '';
}

function wordsOf(content: string): string {
	return content
		.slice(0, 4000)
		.replace(/<(script|style)\b[\s\S]*?<\/\1>/gi, ' ')
		.replace(/<[^>]*>/g, ' ')
		.replace(/\s+/g, ' ')
		.trim();
}
