import {XmlShapeSerializer} from '@aws-sdk/core/protocols';
import type {AwsFault} from './fault.ts';
import {type FormDialect, readForm} from './form.ts';
import {bytesOf, type WireRequest, type WireResponse} from './messages.ts';
import type {ServiceModel, ServiceProtocol} from './protocol.ts';
import {readBindings} from './rest.ts';
import {router} from './routes.ts';
import {errorTraits, type OperationSchema} from './schemas.ts';

/** AWS query: a form goes in, XML with a result and metadata comes back. */
export function awsQuery(model: ServiceModel): ServiceProtocol {
	return {
		...formRequests(model, 'awsQuery'),
		write: async (operation, output, requestId) => {
			const result = operation.output.isUnitSchema() ? '' : element(`${operation.name}Result`, contents(model, operation, output));
			const metadata = element('ResponseMetadata', element('RequestId', requestId));
			return xml(200, requestId, element(`${operation.name}Response`, result + metadata, model.xmlNamespace));
		},
		fault: (fault, requestId) => {
			const {code, status} = wireError(model, fault);
			const error =
				element('Type', status < 500 ? 'Sender' : 'Receiver') + element('Code', escaped(code)) + element('Message', escaped(fault.message));
			return xml(
				status,
				requestId,
				element('ErrorResponse', element('Error', error) + element('RequestId', requestId), model.xmlNamespace),
			);
		},
	};
}

/** EC2 query: like AWS query, without the result's wrapper and with another error document. */
export function ec2Query(model: ServiceModel): ServiceProtocol {
	return {
		...formRequests(model, 'ec2Query'),
		write: async (operation, output, requestId) => {
			const result = element('requestId', requestId) + contents(model, operation, output);
			return xml(200, requestId, element(`${operation.name}Response`, result, model.xmlNamespace));
		},
		fault: (fault, requestId) => {
			const {code, status} = wireError(model, fault);
			const error = element('Error', element('Code', escaped(code)) + element('Message', escaped(fault.message)));
			return xml(status, requestId, element('Response', element('Errors', error) + element('RequestID', requestId)));
		},
	};
}

/** REST XML, which only S3 speaks: operations are told apart by method and path. Input in a body is not part of the calls we know. */
export function restXml(model: ServiceModel): ServiceProtocol {
	const find = router([...model.operations.values()].map(withBucketInPath));
	return {
		match: request => {
			const inPath = {...request, path: pathWithBucket(request)};
			const found = find(inPath);
			return {name: found?.operation.name ?? `${request.method} ${inPath.path}`, operation: found?.operation, labels: found?.labels ?? {}};
		},
		read: async (match, request) => readBindings(match.operation.input, match, request),
		write: async (operation, output, requestId) => {
			const file = payload(operation, output);
			const status = operation.http?.[2] ?? 200;
			if (file === undefined) return xml(status, requestId, document(model, operation, output));
			const headers = {'content-type': 'application/octet-stream', 'x-amzn-requestid': requestId, 'x-amz-request-id': requestId};
			return {statusCode: status, headers, body: bytesOf(file)};
		},
		fault: (fault, requestId) => {
			const {code, status} = wireError(model, fault);
			const error = element('Code', escaped(code)) + element('Message', escaped(fault.message)) + element('RequestId', requestId);
			return xml(status, requestId, element('Error', error));
		},
	};
}

/** What an answer carries as bytes instead of a document. */
function payload(operation: OperationSchema, output: unknown): unknown {
	if (operation.output.isUnitSchema()) return undefined;
	const member = [...operation.output.structIterator()].find(([, schema]) => schema.getMergedTraits().httpPayload);
	return member === undefined ? undefined : (output as Record<string, unknown>)[member[0]];
}

/** S3's schemas leave the bucket out of their paths, for clients that put it into the host; here it is always in the path. */
function withBucketInPath(operation: OperationSchema): OperationSchema {
	const hasBucket = [...operation.input.structIterator()].some(([name, member]) => name === 'Bucket' && member.getMergedTraits().httpLabel);
	if (!hasBucket || operation.http === undefined) return operation;
	const [method, uri, status] = operation.http;
	return {...operation, http: [method, `/{Bucket}${uri.replace(/^\/(?=$|\?)/, '')}`, status]};
}

function pathWithBucket({path, headers}: WireRequest): string {
	const [, bucket] = /^(.+?)\.(?:s3[.-]|localhost)/.exec(headers.host ?? '') ?? [];
	return bucket === undefined ? path : `/${bucket}${path}`;
}

function formRequests(model: ServiceModel, dialect: FormDialect): Pick<ServiceProtocol, 'match' | 'read'> {
	const formOf = (request: WireRequest) => new URLSearchParams(Buffer.from(request.body).toString());
	return {
		match: request => {
			const name = formOf(request).get('Action') ?? '';
			return {name, operation: model.operations.get(name), labels: {}};
		},
		read: async ({operation}, request) => readForm(operation.input, formOf(request), dialect),
	};
}

/** The output as one XML document, in the namespace that the service's model names. */
function document(model: ServiceModel, operation: OperationSchema, output: unknown): string {
	const serializer = new XmlShapeSerializer({
		// The 5 is the schema sentinel for date-time, the XML protocols' default.
		timestampFormat: {useTrait: true, default: 5},
		xmlNamespace: model.xmlNamespace,
		serviceNamespace: model.namespace,
	});
	serializer.setSerdeContext(model.serde);
	serializer.write(operation.output, output);
	return String(serializer.flush());
}

/** The output's children, without the element around them. */
function contents(model: ServiceModel, operation: OperationSchema, output: unknown): string {
	if (operation.output.isUnitSchema()) return '';
	const whole = document(model, operation, output);
	const start = whole.indexOf('>') + 1;
	return whole.slice(start, Math.max(start, whole.lastIndexOf('</')));
}

function wireError(model: ServiceModel, fault: AwsFault): {code: string; status: number} {
	const {queryCode: code, status} = errorTraits(model.errors, fault.code);
	return {code, status: status ?? fault.extra.status ?? 400};
}

function element(name: string, inner: string, namespace?: string): string {
	return `<${name}${namespace === undefined ? '' : ` xmlns="${namespace}"`}>${inner}</${name}>`;
}

function escaped(text: string): string {
	return text.replace(/[<>&"'\u0000-\u001f]/g, character => `&#${character.charCodeAt(0)};`);
}

function xml(statusCode: number, requestId: string, document: string): WireResponse {
	return {
		statusCode,
		headers: {'content-type': 'text/xml;charset=UTF-8', 'x-amzn-requestid': requestId, 'x-amz-request-id': requestId},
		body: bytesOf(`<?xml version="1.0" encoding="UTF-8"?>\n${document}`),
	};
}
