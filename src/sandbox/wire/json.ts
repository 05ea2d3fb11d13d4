import type {AwsFault} from './fault.ts';
import {bytesOf, type WireRequest, type WireResponse} from './messages.ts';
import type {ServiceModel, ServiceProtocol} from './protocol.ts';
import {readBindings} from './rest.ts';
import {router} from './routes.ts';
import {errorTraits, type OperationSchema} from './schemas.ts';

/** AWS JSON 1.1: the operation's name is in `X-Amz-Target`, everything else in the body. */
export function awsJson(model: ServiceModel): ServiceProtocol {
	return {
		match: request => {
			const name = request.headers['x-amz-target']?.split('.').pop() ?? '';
			return {name, operation: model.operations.get(name), labels: {}};
		},
		read: async ({operation}, request) => readBody(model, operation, request),
		write: (operation, output, requestId) => writeJson(model, operation, output, requestId, 'application/x-amz-json-1.1'),
		fault: (fault, requestId) => {
			const response = writeFault(model, fault, requestId, 'application/x-amz-json-1.1');
			// Whatever status the model gives: on this protocol the services answer every mistake of the caller with 400.
			return response.statusCode < 500 ? {...response, statusCode: 400} : response;
		},
	};
}

/** REST JSON 1: operations are told apart by method and path. */
export function restJson(model: ServiceModel): ServiceProtocol {
	const find = router(model.operations.values());
	return {
		match: request => {
			const found = find(request);
			return {name: found?.operation.name ?? `${request.method} ${request.path}`, operation: found?.operation, labels: found?.labels ?? {}};
		},
		read: async (match, request) => ({
			...(await readBody(model, match.operation, request)),
			...readBindings(match.operation.input, match, request),
		}),
		write: (operation, output, requestId) => writeJson(model, operation, output, requestId, 'application/json'),
		fault: (fault, requestId) => writeFault(model, fault, requestId, 'application/json'),
	};
}

async function readBody(model: ServiceModel, operation: OperationSchema, request: WireRequest): Promise<Record<string, unknown>> {
	if (request.body.length === 0 || operation.input.isUnitSchema()) return {};
	const read: Record<string, unknown> = await model.protocol.getPayloadCodec().createDeserializer().read(operation.input, request.body);
	return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined));
}

async function writeJson(
	model: ServiceModel,
	operation: OperationSchema,
	output: unknown,
	requestId: string,
	type: string,
): Promise<WireResponse> {
	let body: unknown = '{}';
	if (!operation.output.isUnitSchema()) {
		const serializer = model.protocol.getPayloadCodec().createSerializer();
		serializer.write(operation.output, output);
		body = serializer.flush();
	}
	return {statusCode: operation.http?.[2] ?? 200, headers: {'content-type': type, 'x-amzn-requestid': requestId}, body: bytesOf(body)};
}

function writeFault(model: ServiceModel, fault: AwsFault, requestId: string, type: string): WireResponse {
	const {code} = fault;
	const {status} = errorTraits(model.errors, code);
	// Services spell the member either way; a client reads the one its model names.
	const body = {__type: `${model.namespace}#${code}`, message: fault.message, Message: fault.message, ...fault.extra.members};
	return {
		statusCode: status ?? fault.extra.status ?? 400,
		headers: {'content-type': type, 'x-amzn-requestid': requestId, 'x-amzn-errortype': code},
		body: bytesOf(JSON.stringify(body)),
	};
}
