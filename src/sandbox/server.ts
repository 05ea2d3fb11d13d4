import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import type {Sandbox} from './sandbox.ts';
import type {WireRequest} from './wire/messages.ts';

export interface ListenOptions {
	/** Zero for any free port. */
	readonly port: number;
	/** The loopback address when absent; anything else lets others in. */
	readonly host?: string;
}

export interface Listener {
	/** What goes into AWS_ENDPOINT_URL. */
	readonly url: string;
	readonly port: number;
	/** Resolves when the last connection is closed. */
	close(): Promise<void>;
}

/** Serves a sandbox over HTTP. Rejects with Node's own error when the port cannot be had. */
export async function listen(sandbox: Sandbox, {port, host = '127.0.0.1'}: ListenOptions): Promise<Listener> {
	const server = createServer((request, response) => {
		answer(sandbox, request, response).catch(() => response.destroy());
	});
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, host, () => {
			server.off('error', reject);
			resolve();
		});
	});
	const address = server.address() as AddressInfo;
	return {
		url: `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`,
		port: address.port,
		close: () =>
			new Promise(resolve => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
}

async function answer(sandbox: Sandbox, request: IncomingMessage, response: ServerResponse): Promise<void> {
	const {statusCode, headers, body} = await sandbox.serve(await wireRequest(request));
	response.writeHead(statusCode, {...headers, 'content-length': body.byteLength});
	response.end(request.method === 'HEAD' ? undefined : body);
}

async function wireRequest(request: IncomingMessage): Promise<WireRequest> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk);
	const url = new URL(request.url ?? '/', 'http://sandbox');
	const query: Record<string, string | string[]> = {};
	for (const name of url.searchParams.keys()) {
		const [first = '', ...more] = url.searchParams.getAll(name);
		query[name] = more.length === 0 ? first : [first, ...more];
	}
	const headers = Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]);
	return {method: request.method ?? 'GET', path: url.pathname, query, headers: Object.fromEntries(headers), body: Buffer.concat(chunks)};
}
