import type {
	DeserializeMiddleware,
	FinalizeRequestMiddleware,
	HandlerExecutionContext,
	InitializeMiddleware,
	MiddlewareStack as Stack,
} from '@smithy/types';
import type {Clock} from '../../clock.ts';
import {Problem} from '../../problem.ts';
import {text} from '../../text/index.ts';
import {AwsProblem, problemFrom, shownWords} from '../problems.ts';
import type {AwsCall, Identity} from '../sdk.ts';
import {bodyOf, mustBeFromAws, type RawResponse, requestIdOf} from './body.ts';
import {isTakenForNew, type Operation, operationOf} from './operations.ts';
import type {Pacing, Places} from './pacing.ts';
import {notAgainUnlessAnswered} from './retry.ts';

// The stack's own types name every input and output of a service; what is added here works for all of them.
// biome-ignore lint/suspicious/noExplicitAny: see above
export type MiddlewareStack = Stack<any, any>;

export interface Watch {
	readonly clock: Clock;
	readonly readOnly: boolean;
	readonly region: string;
	readonly identity: Identity;
	signIn(): string;
	readonly pacing: Pacing;
	/** Where reads wait for a place; undefined for calls that never wait. */
	readonly places: Places | undefined;
	readonly onCall: (call: AwsCall) => void;
}

const signals = new WeakMap<HandlerExecutionContext, AbortSignal>();

/** Lets a command be given up while it waits for its turn; the SDK's own `abortSignal` does so only once it is being sent. */
export function abortable<C extends {readonly middlewareStack: MiddlewareStack}>(command: C, signal: AbortSignal): C {
	const note: InitializeMiddleware<object, object> = (next, context) => {
		signals.set(context, signal);
		return next;
	};
	command.middlewareStack.add(note, {name: 'tourniquetAbortable', step: 'initialize'});
	return command;
}

interface Progress {
	attempts: number;
	readonly requestIds: string[];
}

/** Puts the gate, the pace, the record and the checks around every call of a client. */
export function watchCalls(stack: MiddlewareStack, watch: Watch): void {
	const progress = new WeakMap<HandlerExecutionContext, Progress>();
	const progressOf = (context: HandlerExecutionContext): Progress => {
		const known = progress.get(context) ?? {attempts: 0, requestIds: []};
		progress.set(context, known);
		return known;
	};

	const gate: InitializeMiddleware<object, object> = (next, context) => async args => {
		const operation = operationIn(context);
		if (operation.write && watch.readOnly) throw readOnlyProblem(operation);
		const started = watch.clock.now();
		const told = (code?: string) => {
			const {attempts, requestIds} = progressOf(context);
			// What never left this machine is no call.
			if (attempts === 0) return;
			watch.onCall(callOf(operation, watch, context, {attempts, requestIds, milliseconds: watch.clock.now() - started}, code));
		};
		const outcome = await next(args).catch((error: unknown) => {
			const policyName = 'Name' in args.input && typeof args.input.Name === 'string' ? {policyName: args.input.Name} : {};
			const failed = {operation, region: watch.region, host: hostIn(context), signIn: watch.signIn(), ...policyName};
			return problemFrom(error, failed);
		});
		if (!(outcome instanceof Problem)) {
			told();
			return outcome;
		}
		told(outcome instanceof AwsProblem ? shownWords(AwsProblem.saidBy(outcome).code, 60) : outcome.code);
		throw outcome;
	};

	const pace: FinalizeRequestMiddleware<object, object> = (next, context) => async args => {
		const operation = operationIn(context);
		const signal = signals.get(context);
		signal?.throwIfAborted();
		await watch.pacing.take(operation, {accountId: watch.identity.accountId, region: watch.region}, signal);
		progressOf(context).attempts++;
		if (isTakenForNew(operation)) {
			return next(args).catch((error: unknown) => {
				throw notAgainUnlessAnswered(error);
			});
		}
		return operation.write || !watch.places ? next(args) : watch.places.run(() => next(args));
	};

	const check: DeserializeMiddleware<object, object> = (next, context) => async args => {
		const result = await next(args);
		const response = result.response as RawResponse;
		const requestId = requestIdOf(response.headers);
		if (requestId) progressOf(context).requestIds.push(shownWords(requestId, 100));
		const body = await bodyOf(response);
		response.body = body;
		mustBeFromAws(operationIn(context).service, response, body);
		return result;
	};

	stack.add(gate, {name: 'tourniquetGate', step: 'initialize', priority: 'high'});
	stack.addRelativeTo(pace, {name: 'tourniquetPace', relation: 'after', toMiddleware: 'retryMiddleware'});
	stack.add(check, {name: 'tourniquetCheck', step: 'deserialize', priority: 'low'});
}

function operationIn(context: HandlerExecutionContext): Operation {
	return operationOf(context.clientName ?? '', context.commandName ?? '');
}

function hostIn(context: HandlerExecutionContext): string {
	return context.endpointV2?.url.host ?? 'AWS';
}

function callOf(
	operation: Operation,
	watch: Watch,
	context: HandlerExecutionContext,
	measured: {attempts: number; requestIds: readonly string[]; milliseconds: number},
	code: string | undefined,
): AwsCall {
	const signedFor: unknown = context.endpointV2?.properties?.authSchemes?.[0]?.signingRegion;
	return {
		service: operation.service,
		operation: operation.name,
		region: typeof signedFor === 'string' ? signedFor : watch.region,
		...(watch.identity.accountId === undefined ? {} : {account: watch.identity.accountId}),
		write: operation.write,
		...measured,
		outcome: code === undefined ? 'answered' : 'failed',
		...(code === undefined ? {} : {code}),
	};
}

/** What a write is answered with on read-only ports. */
export function readOnlyProblem(operation: Operation): Problem {
	const {message, next} = text.aws.readOnly(`${operation.service}:${operation.name}`);
	return new Problem('read-only', message, next, 4);
}
