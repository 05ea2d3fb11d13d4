import {Readable} from 'node:stream';
import {HttpResponse} from '@smithy/core/transport';
import type {HttpRequest} from '@smithy/types';
import {bytesOf, type WireRequest, type WireResponse} from './messages.ts';

/** What an SDK client takes as its `requestHandler`: calls end here, in this process, without a socket. */
export interface InProcessHandler {
	readonly metadata: {readonly handlerProtocol: string};
	handle(request: HttpRequest, options?: {abortSignal?: unknown}): Promise<{response: HttpResponse}>;
	destroy(): void;
	updateHttpClientConfig(): void;
	httpHandlerConfigs(): Record<string, never>;
}

/** A request handler for SDK clients that hands every request to `serve`. */
export function inProcessHandler(serve: (request: WireRequest) => Promise<WireResponse>): InProcessHandler {
	return {
		metadata: {handlerProtocol: 'http/1.1'},
		handle: async (request, options) => {
			const signal = options?.abortSignal;
			if (signal instanceof AbortSignal) signal.throwIfAborted();
			const response = await serve({
				method: request.method,
				path: request.path,
				query: Object.fromEntries(Object.entries(request.query ?? {}).map(([name, value]) => [name, value ?? ''])),
				headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value])),
				body: bytesOf(request.body),
			});
			const {statusCode, headers} = response;
			// A file is read as a stream; documents are taken whole.
			const body = headers['content-type'] === 'application/octet-stream' ? Readable.from([response.body]) : response.body;
			return {response: new HttpResponse({statusCode, headers: {...headers}, body})};
		},
		destroy: () => {},
		updateHttpClientConfig: () => {},
		httpHandlerConfigs: () => ({}),
	};
}
