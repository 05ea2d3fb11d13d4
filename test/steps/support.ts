import {fileURLToPath} from 'node:url';
import type {Finding} from '@aws-sdk/client-guardduty';
import {expect} from 'vitest';
import {openAws} from '../../src/aws/open.ts';
import {rehearsed, unattended} from '../../src/commands/flags/answers.ts';
import {known, knownInRecovery} from '../../src/commands/walking/known.ts';
import {lastWords} from '../../src/commands/walking/last-words.ts';
import {type Ending, exitCodeOf, type Result, resultOf} from '../../src/commands/walking/result.ts';
import {recovery, response} from '../../src/commands/walking/scripts.ts';
import {checkDeny} from '../../src/containment/policy/deny-policy.ts';
import {audit, isAmiss} from '../../src/incident/audit.ts';
import {BEGINNING, seal} from '../../src/incident/chain.ts';
import {foldJournal} from '../../src/incident/fold.ts';
import type {JournalEntry, JournalRecord} from '../../src/incident/records.ts';
import {Problem} from '../../src/problem.ts';
import {runWalk} from '../../src/runbook/engine.ts';
import type {FrontEnd} from '../../src/runbook/front-end.ts';
import {loadRunbook} from '../../src/runbook/load.ts';
import type {Answer, Question} from '../../src/runbook/questions.ts';
import type {WalkRecord} from '../../src/runbook/record.ts';
import type {View} from '../../src/runbook/views.ts';
import {WalkEnded} from '../../src/runbook/walk.ts';
import {createSandbox, type Sandbox} from '../../src/sandbox/sandbox.ts';
import {VirtualClock} from '../../src/sandbox/virtual-clock.ts';
import {holds} from '../../src/steps/conditions.ts';
import {type Facts, noFacts, type Settings} from '../../src/steps/facts.ts';
import {recoverySteps, steps} from '../../src/steps/index.ts';
import {rememberSessions} from '../../src/steps/probing/sessions.ts';
import {s3Discovery, type WorldOptions} from '../scenarios.ts';
import {type Between, type EndWith, never, type WireAnswer, type WireCall, wire} from './wire.ts';

export type {GoneWith, WireAnswer} from './wire.ts';
export {refusedByAws} from './wire.ts';

export type Ask = FrontEnd['ask'];

export interface WalkedThrough {
	readonly result: Result;
	readonly exit: number;
	readonly facts: Facts;
	readonly views: readonly View[];
	readonly questions: readonly Question[];
	readonly records: readonly WalkRecord[];
	readonly sandbox: Sandbox;
	/** What stays on the screen at the end. */
	readonly last: string;
	/** Whether the process was gone before the walk came to an end. */
	readonly killed: boolean;
	/** Whatever ended the walk that is neither a Problem nor an ending: a defect. */
	readonly defect?: unknown;
}

/** One incident in one world; both outlive every sitting. */
export interface Incident {
	readonly sandbox: Sandbox;
	readonly clock: VirtualClock;
	/** What is on disk. */
	readonly journal: JournalRecord[];
}

/** One incident's id, as every journal of these tests has it. */
export const incidentId = '20261123-0041-7f3a';

export function newIncident(options: WorldOptions = {}): Incident {
	let sandbox: Sandbox | undefined;
	const clock = new VirtualClock({start: Date.UTC(2026, 10, 23, 0, 41), busy: () => (sandbox?.pending ?? 0) > 0});
	sandbox = createSandbox({clock, scenario: s3Discovery, ...options});
	return {sandbox, clock, journal: []};
}

/** The shipped runbook, walked to its end against a sandbox over the SDK's wire, in time that nobody waits for. */
export async function walkThrough(options: {
	readonly ask?: Ask;
	/** Asked before `ask`, with the sandbox at hand; what it answers counts. */
	readonly answerFirst?: (question: Question, sandbox: Sandbox) => unknown;
	readonly user?: string;
	readonly finding?: string;
	readonly confirm?: string;
	readonly confirmEarly?: string;
	readonly done?: readonly string[];
	readonly settings?: Partial<Settings>;
	readonly sandbox?: WorldOptions;
	/** Keeps an operation from being answered until the promise settles. */
	readonly hold?: (call: {readonly operation: string}) => Promise<void> | undefined;
	/** The world as it is to be before the walk begins. */
	readonly prepare?: (sandbox: Sandbox) => void;
	/** The incident to sit down to: a new one when absent. A second sitting resumes it. */
	readonly incident?: Incident;
	/** True for the record after which the process is gone: it is on disk, and nothing happens any more. */
	readonly endAfter?: (record: WalkRecord) => boolean;
	/** True for the record before which the process is gone: it never gets to the disk. */
	readonly endBefore?: (record: WalkRecord) => boolean;
	/** Whether the process is gone with this call, asked before it leaves and once more, with how AWS answered, after its effect. */
	readonly endWith?: EndWith;
	/** Takes off what the incident made instead of responding to it. */
	readonly recover?: boolean;
	/** What AWS answers instead of the sandbox, where it answers at all. */
	readonly answering?: (call: WireCall) => WireAnswer | undefined;
	/** Where `answering` leaves a call alone. */
	readonly between?: Between;
	/** As somebody other than the sandbox's responder. */
	readonly as?: string;
	readonly deadlineSeconds?: number;
}): Promise<WalkedThrough> {
	const {sandbox, clock, journal} = options.incident ?? newIncident(options.sandbox);
	options.prepare?.(sandbox);
	const credentials = options.as === undefined ? sandbox.responder : sandbox.otherCallers[options.as];
	if (credentials === undefined) throw new Error(`the sandbox has no caller ${options.as}`);
	let dead = false;
	let kill: () => void = () => {};
	const killed = new Promise<true>(resolve => {
		kill = () => {
			dead = true;
			resolve(true);
		};
	});
	const append = (entry: JournalEntry): JournalRecord => {
		const last = journal.at(-1);
		const {record} = seal(entry, clock.now(), {n: journal.length + 1, prev: last?.hash ?? BEGINNING});
		journal.push(record);
		return record;
	};
	const aws = await openAws({
		clock,
		regions: ['us-east-1', 'eu-west-1'],
		readOnly: options.settings?.readOnly ?? false,
		transport: {
			requestHandler: wire(sandbox, {...options, isDead: () => dead, kill: () => kill()}),
			credentials: async () => credentials,
			region: credentials.region,
		},
	});
	const facts = noFacts({mode: 'sandbox', protectedPrincipals: [], readOnly: false, ...options.settings});
	const given = {
		...(options.user === undefined ? {} : {user: options.user}),
		...(options.finding === undefined ? {} : {finding: options.finding}),
		...(options.confirm === undefined ? {} : {confirm: options.confirm}),
		...(options.confirmEarly === undefined ? {} : {confirmEarly: options.confirmEarly}),
		...(options.done === undefined ? {} : {done: options.done}),
	};
	const otherwise = options.ask ?? unattended(given);
	const ask: Ask = async (question, signal) => {
		const first = options.answerFirst?.(question, sandbox);
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
	const incident = {id: incidentId, startedAt: clock.now(), journal: '/dev/null'};
	const script = options.recover ? {file: 'recovery', known: knownInRecovery} : {file: 'leaked-session', known};
	const runbook = await loadRunbook(fileURLToPath(new URL(`../../runbooks/${script.file}.yaml`, import.meta.url)), script.known);
	append({
		kind: 'opened',
		format: 1,
		incident: incidentId,
		mode: 'live',
		version: '0.0.0',
		runbook: {id: runbook.id, sha256: runbook.sha256},
		...(journal.length === 0 ? {} : {resumed: true}),
	});
	let ending: Ending = {reason: 'completed'};
	let defect: unknown;
	const walk = async () => {
		(options.recover ? recovery : response).prepare?.(facts, journal);
		rememberSessions(facts, foldJournal(journal).notes);
		await runWalk({
			runbook,
			steps: options.recover ? recoverySteps : steps,
			ports: aws,
			facts,
			// Nobody wakes who is gone.
			clock: {now: () => clock.now(), sleep: (ms, signal) => clock.sleep(ms, signal).then(() => (dead ? never() : undefined))},
			incident,
			journal: {
				recorded: foldJournal(journal),
				append: async record => {
					if (dead) return never();
					if (options.endBefore?.(record) === true) {
						kill();
						return never();
					}
					// As it comes back from a file.
					const kept = append(record) as WalkRecord;
					records.push(kept);
					if (options.endAfter?.(kept) !== true) return;
					kill();
					return never();
				},
			},
			frontEnd,
			header: {mode: 'sandbox'},
			conditions: holds,
			signal: new AbortController().signal,
		});
	};
	const ended = walk().then(
		() => false as const,
		(error: unknown) => {
			if (error instanceof WalkEnded) ending = {reason: error.reason};
			else if (error instanceof Problem) ending = {reason: 'problem', problem: error};
			else {
				ending = {reason: 'defect'};
				defect = error;
			}
			return false as const;
		},
	);
	const wasKilled = await Promise.race([ended, killed]);
	const result = resultOf({incident, facts, ending, awsCalls: aws.calls()});
	const last = `${lastWords(facts, ending, incident).join('\n')}\n`;
	expectNoSecretsOf(sandbox, JSON.stringify([journal, views, questions, result, last]));
	// Whatever happened, the journal says each change before it is made, and answers it once.
	expect(audit({records: journal}).findings.filter(isAmiss)).toEqual([]);
	return {
		result,
		exit: exitCodeOf(facts, ending),
		facts,
		views,
		questions,
		records,
		sandbox,
		last,
		killed: wasKilled,
		...(defect === undefined ? {} : {defect}),
	};
}

/** No secret access key and no session token that anybody in this world has may be said or written down. */
function expectNoSecretsOf({world}: Sandbox, said: string): void {
	for (const {accessKeyId, secretAccessKey, sessionToken} of world.credentials.values())
		for (const secret of [secretAccessKey, sessionToken])
			if (secret !== undefined && said.includes(secret)) throw new Error(`a secret of ${accessKeyId} was said or written down`);
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

/** The policies that the program made and that are still there, with where they are attached. */
export function policiesMade({world: {organization}}: Sandbox) {
	return [...organization.policies.values()]
		.filter(policy => policy.writtenByCall)
		.map(({id, content}) => ({id, content, on: [...organization.attachments].filter(([, ids]) => ids.has(id)).map(([target]) => target)}));
}

/** The session names that a policy denies; empty when its document is not a deny of this program's. */
export function namesDenied(content: string): readonly string[] {
	const checked = checkDeny(content);
	return checked.ok ? checked.deny.subject.sessionNames : [];
}

/** The identity store's id of test-user. */
export const testUserId = '9067f7d4-c0a1-70e8-5d2b-3f6a1c9e8b24';

/** A finding as GuardDuty answers it, about a session of Identity Center unless `key` says otherwise. */
export function findingOf(accountId: string, key: Readonly<Record<string, string>> = {}, id = `made-${accountId}`): Finding {
	return {
		SchemaVersion: '2.0',
		Id: id,
		Type: 'Discovery:S3/AnomalousBehavior',
		AccountId: accountId,
		Region: 'us-east-1',
		Partition: 'aws',
		Severity: 5,
		Title: 'A call was made that is unusual for this principal.',
		CreatedAt: '2026-11-22T23:41:00.000Z',
		UpdatedAt: '2026-11-22T23:41:00.000Z',
		Arn: `arn:aws:guardduty:us-east-1:${accountId}:detector/0123456789abcdef0123456789abcdef/finding/${id}`,
		Resource: {
			ResourceType: 'AccessKey',
			AccessKeyDetails: {
				AccessKeyId: 'ASIAEXAMPLE000000091',
				PrincipalId: 'AROAEXAMPLE0000000091:test-user',
				UserName: 'AWSReservedSSO_DataEngineer_0123456789abcdef',
				UserType: 'AssumedRole',
				...key,
			},
		},
	};
}

/** GuardDuty sees it too: beside a finding of its own, so that it is asked for in the same place. */
export function addFinding({world: {guardDuty}}: Sandbox, finding: Finding): void {
	const like = guardDuty.findings.find(one => one.AccountId === finding.AccountId && one.Service !== undefined);
	guardDuty.findings.push({...like, ...finding});
}
