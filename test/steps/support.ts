import {fileURLToPath} from 'node:url';
import {openAws} from '../../src/aws/open.ts';
import {rehearsed, unattended} from '../../src/commands/answers.ts';
import {known} from '../../src/commands/known.ts';
import {type Ending, exitCodeOf, type Result, resultOf} from '../../src/commands/result.ts';
import {Problem} from '../../src/problem.ts';
import {runWalk} from '../../src/runbook/engine.ts';
import type {FrontEnd} from '../../src/runbook/front-end.ts';
import {loadRunbook} from '../../src/runbook/load.ts';
import type {Answer, Question} from '../../src/runbook/questions.ts';
import type {Recorded, WalkRecord} from '../../src/runbook/record.ts';
import type {View} from '../../src/runbook/views.ts';
import {WalkEnded} from '../../src/runbook/walk.ts';
import {createSandbox, type Sandbox, type SandboxOptions} from '../../src/sandbox/sandbox.ts';
import {VirtualClock} from '../../src/sandbox/virtual-clock.ts';
import {type Facts, noFacts, type Settings} from '../../src/steps/facts.ts';
import {holds} from '../../src/steps/follow-up.ts';
import {steps} from '../../src/steps/index.ts';

export type Ask = FrontEnd['ask'];

export interface WalkedThrough {
	readonly result: Result;
	readonly exit: number;
	readonly facts: Facts;
	readonly views: readonly View[];
	readonly questions: readonly Question[];
	readonly records: readonly WalkRecord[];
	readonly sandbox: Sandbox;
	/** Whatever ended the walk that is neither a Problem nor an ending: a defect. */
	readonly defect?: unknown;
}

const nothingRecorded: Recorded = {steps: new Map(), answers: new Map(), evidence: new Map(), writes: new Map(), notes: new Map()};

/** The shipped runbook, walked to its end against a sandbox over the SDK's wire, in time that nobody waits for. */
export async function walkThrough(options: {
	readonly ask?: Ask;
	/** Asked before `ask`, with the sandbox at hand; what it answers counts. */
	readonly answerFirst?: (question: Question, sandbox: Sandbox) => unknown;
	readonly user?: string;
	readonly finding?: string;
	readonly confirm?: string;
	readonly settings?: Partial<Settings>;
	readonly sandbox?: Omit<SandboxOptions, 'clock'>;
	/** Keeps an operation from being answered until the promise settles. */
	readonly hold?: (call: {readonly operation: string}) => Promise<void> | undefined;
	/** The world as it is to be before the walk begins. */
	readonly prepare?: (sandbox: Sandbox) => void;
	/** As somebody other than the sandbox's responder. */
	readonly as?: string;
	readonly deadlineSeconds?: number;
}): Promise<WalkedThrough> {
	let sandbox: Sandbox | undefined;
	const clock = new VirtualClock({start: Date.UTC(2026, 10, 23, 0, 41), busy: () => (sandbox?.pending ?? 0) > 0});
	sandbox = createSandbox({clock, ...options.sandbox});
	options.prepare?.(sandbox);
	const credentials = options.as === undefined ? sandbox.responder : sandbox.otherCallers[options.as];
	if (credentials === undefined) throw new Error(`the sandbox has no caller ${options.as}`);
	const aws = await openAws({
		clock,
		regions: ['us-east-1', 'eu-west-1'],
		readOnly: options.settings?.readOnly ?? false,
		transport: {
			requestHandler: options.hold === undefined ? sandbox.requestHandler : holding(sandbox, options.hold),
			credentials: async () => credentials,
			region: credentials.region,
		},
	});
	const facts = noFacts({mode: 'sandbox', protectedPrincipals: [], readOnly: false, ...options.settings});
	const given = {
		...(options.user === undefined ? {} : {user: options.user}),
		...(options.finding === undefined ? {} : {finding: options.finding}),
		...(options.confirm === undefined ? {} : {confirm: options.confirm}),
	};
	const otherwise = options.ask ?? unattended(given);
	const world = sandbox;
	const ask: Ask = async (question, signal) => {
		const first = options.answerFirst?.(question, world);
		return first === undefined ? otherwise(question, signal) : (first as Answer<typeof question>);
	};
	const views: View[] = [];
	const questions: Question[] = [];
	const records: WalkRecord[] = [];
	const frontEnd: FrontEnd = {
		header: () => {},
		steps: () => {},
		enter: () => {},
		waiting: () => {},
		show: view => {
			views.push(view);
		},
		ask: (question, signal) => {
			questions.push(question);
			return ask(question, signal);
		},
	};
	const incident = {id: '20261123-0041-7f3a', startedAt: clock.now(), journal: '/dev/null'};
	const runbook = await loadRunbook(fileURLToPath(new URL('../../runbooks/leaked-session.yaml', import.meta.url)), known);
	let ending: Ending = {reason: 'completed'};
	let defect: unknown;
	try {
		await runWalk({
			runbook,
			steps,
			ports: aws,
			facts,
			clock,
			incident,
			journal: {
				recorded: nothingRecorded,
				append: async record => {
					records.push(record);
				},
			},
			frontEnd,
			header: {mode: 'sandbox'},
			conditions: holds,
			signal: new AbortController().signal,
		});
	} catch (error) {
		if (error instanceof WalkEnded) ending = {reason: error.reason};
		else if (error instanceof Problem) ending = {reason: 'problem', problem: error};
		else {
			ending = {reason: 'defect'};
			defect = error;
		}
	}
	const result = resultOf({incident, facts, ending, awsCalls: aws.calls()});
	return {result, exit: exitCodeOf(facts, ending), facts, views, questions, records, sandbox, ...(defect === undefined ? {} : {defect})};
}

function holding(sandbox: Sandbox, hold: (call: {readonly operation: string}) => Promise<void> | undefined): Sandbox['requestHandler'] {
	const {requestHandler} = sandbox;
	return {
		...requestHandler,
		handle: async (...call: Parameters<typeof requestHandler.handle>) => {
			await hold({operation: call[0].headers['x-amz-target']?.split('.').at(-1) ?? ''});
			return requestHandler.handle(...call);
		},
	};
}

/** A responder who does everything right. */
export const wellAnswered = (user: string): Ask => rehearsed({user}, () => false);

/** The sandbox's calls that changed something. */
export function writes(sandbox: Sandbox): readonly string[] {
	return sandbox.calls.filter(call => call.write).map(call => `${call.service}:${call.operation}`);
}

/** Everything the views say, as one text. */
export function said(views: readonly View[]): string {
	return JSON.stringify(views);
}
