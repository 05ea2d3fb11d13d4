import type {AwsFault} from './wire/fault.ts';
import type {OperationSchema} from './wire/schemas.ts';
import type {Credential} from './world/principals.ts';
import {requestParameters, responseElements} from './world/trail/spelling.ts';
import type {World} from './world/world.ts';

/** Where requests to the sandbox are said to come from: an address that is set aside for documentation (RFC 5737). */
const CLIENT_ADDRESS = '192.0.2.10';

/** What is known of a request once its caller was; the input when it could be read, the output when there was one. */
export interface AnsweredCall {
	readonly caller: Credential;
	/** Milliseconds since the epoch. */
	readonly at: number;
	/** The prefix of the service's IAM actions. */
	readonly service: string;
	readonly schema: OperationSchema;
	readonly readOnly: boolean;
	readonly region: string;
	readonly userAgent: string;
	readonly requestId: string;
	readonly input: object | undefined;
	readonly output: object | undefined;
	readonly fault: AwsFault | undefined;
	readonly sourceIp?: string;
}

/** Leaves the events of a request in the event history, as CloudTrail does for every request of somebody that AWS knows. */
export function recordCall({trail}: World, {schema, input, output, fault, sourceIp = CLIENT_ADDRESS, ...call}: AnsweredCall): void {
	trail.record({
		...call,
		name: schema.name,
		sourceIp,
		request: input === undefined ? null : requestParameters(schema.input, input),
		response: output === undefined ? null : responseElements(schema.output, output),
		...(fault && {error: {code: fault.code, message: fault.message}}),
	});
}
