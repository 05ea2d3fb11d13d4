import {type AwsOptions, openAws} from '../../aws/open.ts';
import type {Clock} from '../../clock.ts';
import type {Journal} from '../../incident/journal.ts';
import {findIncident, type IncidentPlace, stateFolder} from '../../incident/place.ts';
import type {JournalRecord} from '../../incident/records.ts';
import {type ExitCode, Problem} from '../../problem.ts';
import type {Score} from '../../rehearsal/score.ts';
import {runWalk} from '../../runbook/engine.ts';
import type {FrontEnd} from '../../runbook/front-end.ts';
import type {Json} from '../../runbook/json.ts';
import {loadRunbook} from '../../runbook/load.ts';
import type {Recorded} from '../../runbook/record.ts';
import type {Runbook} from '../../runbook/schema.ts';
import type {View} from '../../runbook/views.ts';
import {WalkEnded} from '../../runbook/walk.ts';
import {holds} from '../../steps/conditions.ts';
import {type Facts, noFacts, type Settings} from '../../steps/facts.ts';
import {rememberSessions} from '../../steps/probing/sessions.ts';
import {text} from '../../text/index.ts';
import type {Ask, GivenAnswers} from '../flags/answers.ts';
import type {Arguments} from '../flags/arguments.ts';
import {refuseOtherAnswers} from '../flags/same-answers.ts';
import {refuseDamaged} from '../looking-back/damaged.ts';
import {printed} from '../printed.ts';
import {rememberTimes} from './earlier-times.ts';
import {type FrontEndContext, type OpenFrontEnd, openFrontEnd} from './front-ends.ts';
import {lastWords} from './last-words.ts';
import {openIncident} from './open-incident.ts';
import {documentOf, type Ending, exitCodeOf, resultOf, verdictOf} from './result.ts';
import {accountOf, onlyIn} from './same-account.ts';
import {response, type Script, scriptFile} from './scripts.ts';

export interface IncidentRun {
	readonly options: Arguments;
	readonly settings: Settings;
	readonly clock: Clock;
	readonly aws: Omit<AwsOptions, 'clock' | 'onCall' | 'mfaCode'>;
	readonly given: GivenAnswers;
	/** Answers where no person can. */
	readonly nobody: Ask;
	/** The incident to go on with, or a beginning of its id; a new one when absent. */
	readonly resume?: string;
	/** Shown before the first step. */
	readonly preamble?: View;
	/** Who answers, where that is not decided by the options alone. */
	readonly open?: (context: FrontEndContext) => Promise<OpenFrontEnd>;
	/** The response when absent. */
	readonly script?: Script;
	/** Stands between the walk and the front end: sees what the walk shows, and may show more. */
	readonly around?: (frontEnd: FrontEnd) => FrontEnd;
	/** Noted in the journal when it is begun. */
	readonly note?: {readonly key: string; readonly value: Json};
	/** Told how the walk ended while the screen is still there; what it answers goes beside the result. */
	readonly ended?: (end: Ended) => Promise<Epilogue>;
}

/** How a walk ended, for whoever wanted to know. */
export interface Ended {
	readonly incident: string;
	readonly ending: Ending;
	readonly facts: Facts;
	readonly records: readonly JournalRecord[];
	readonly runbook: Runbook;
	readonly frontEnd: FrontEnd;
	/** Aborted when the person stops. */
	readonly signal: AbortSignal;
}

export interface Epilogue {
	/** Beside the result, in the document of `--json`. */
	readonly score?: Score;
	/** Another sitting follows: nothing is said yet. */
	readonly goesOn?: boolean;
	/** What it all came to: said after everything else. */
	readonly lastLine?: string;
}

/** How long a change that was being sent when the responder stopped is waited for before the program ends without its answer. */
const graceMs = 20_000;

/** One incident, from opening its journal to the last word on the screen. */
export async function walkIncident(run: IncidentRun): Promise<ExitCode> {
	const {options, settings, clock, script = response} = run;
	const resumed =
		run.resume === undefined ? undefined : await findIncident(stateFolder(process.env, options.stateDir), run.resume, [settings.mode]);
	if (resumed !== undefined) await refuseDamaged(resumed, options);
	// An incident goes on by the script it was begun with, whatever is shipped by then.
	const runbookFile = options.runbook ?? scriptFile(script, resumed?.folder);
	const runbook = await loadRunbook(runbookFile, script.known);
	const facts = noFacts(settings);
	const stop = new AbortController();
	const interrupt = () => stop.abort(new WalkEnded('interrupted'));
	let screen: OpenFrontEnd | undefined;
	const aws = await openAws({
		...run.aws,
		clock,
		mfaCode: serial => mfaCode(screen, serial, stop.signal),
		// A journal that cannot be written says so at the next record that matters; a call's record is not one.
		onCall: call => void journal.append({kind: 'call', ...call}).catch(() => {}),
	});
	// Only now: a wrong profile or endpoint leaves no incident behind.
	const {place, journal, lock} = await openIncident({
		script,
		runbook,
		runbookFile,
		resumed,
		mode: settings.mode,
		clock,
		state: stateFolder(process.env, options.stateDir),
		takeOver: options.takeOver,
	});
	const account = accountOf(journal.records);
	try {
		refuseOtherAnswers(journal.recorded, run.given);
		script.prepare?.(facts, journal.records);
		rememberSessions(facts, journal.recorded.notes);
		rememberTimes(facts, journal.records);
		const context = {clock, interrupt, nobody: run.nobody};
		screen = await (run.open === undefined ? openFrontEnd(options, run.given, context) : run.open(context));
	} catch (error) {
		await journal.close().catch(() => {});
		await lock.release();
		throw error;
	}
	const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
	for (const signal of signals) process.on(signal, interrupt);
	// Whatever went wrong beside the walk must not take the last words away.
	const stray = (error: unknown) => stop.abort(error);
	process.on('unhandledRejection', stray);
	if (run.note !== undefined && resumed === undefined) await journal.append({kind: 'note', ...run.note});
	const frontEnd = run.around?.(screen.frontEnd) ?? screen.frontEnd;
	const incident = {id: place.id, startedAt: startedAt(journal, clock), journal: place.journal};
	let ending: Ending = {reason: 'completed'};
	try {
		if (run.preamble !== undefined) frontEnd.show(run.preamble);
		const walk = runWalk({
			runbook,
			steps: script.steps,
			ports: account === undefined ? aws : onlyIn(account, aws),
			facts,
			clock,
			incident,
			journal,
			frontEnd,
			header: {mode: settings.mode, readOnly: settings.readOnly},
			conditions: holds,
			signal: stop.signal,
		});
		await orGivenUp(walk, stop.signal);
	} catch (error) {
		ending = endingOf(error);
	}
	// A resumed walk that ended before it came to the deny knows of it only by the journal.
	facts.attaching ??= mayBeAttached(journal.recorded);
	const end = {incident: place.id, ending, facts, records: journal.records, runbook, frontEnd: screen.frontEnd, signal: stop.signal};
	const epilogue: Epilogue = (await run.ended?.(end).catch(() => undefined)) ?? {};
	if (!epilogue.goesOn) await screen.close().catch(() => {});
	// However the walk ended, its end is said; a journal that cannot take it has been the ending already.
	await journal.append({kind: 'closed', verdict: verdictOf(facts, ending)}).catch(() => {});
	await journal.close().catch(() => {});
	const kept = await reportKept(place);
	await lock.release();
	const putBack =
		journal.putBack > 0 ? [new Problem('journal-put-back', text.incident.putBack(place.journal), text.incident.putBackNext, 5)] : [];
	const besides = [...putBack, ...(kept instanceof Problem ? [kept] : [])];
	facts.warnings.push(...besides);
	const {score, goesOn = false, lastLine} = epilogue;
	if (!goesOn) {
		if (options.json) {
			const result = resultOf({incident, facts, ending, awsCalls: aws.calls()});
			process.stdout.write(documentOf(score === undefined ? result : {...result, score}));
		} else {
			const said = lastWords(facts, ending, {...incident, ...(kept instanceof Problem ? {} : {report: kept})}, besides);
			process.stdout.write(printed([...said, ...(lastLine === undefined ? [] : [lastLine])], process.stdout.columns));
		}
	}
	// Only now: a second Ctrl-C must not take the last words away.
	for (const signal of signals) process.off(signal, interrupt);
	process.off('unhandledRejection', stray);
	return exitCodeOf(facts, ending);
}

/** The document for afterwards, in the incident's folder. What keeps it from being written is said, and changes nothing else. */
async function reportKept(place: IncidentPlace): Promise<string | Problem> {
	try {
		const {keepReport} = await import('../looking-back/report.ts');
		return await keepReport(place);
	} catch (error) {
		if (error instanceof Problem) return error;
		return new Problem(
			'report-unwritable',
			text.commands.defect(error instanceof Error ? error.message : String(error)),
			text.report.unwritableNext,
			1,
		);
	}
}

/** Whether the attachment was sent in any sitting and not taken back: until AWS was asked, nobody may be told that nothing is on. */
function mayBeAttached({writes}: Recorded): boolean {
	const of = (...names: readonly string[]) => [...writes].filter(([key]) => names.includes(key.replace(/^.*\/|#\d+$/g, '')));
	const takenBack = of('remove-unattached-policy', 'detach-policy', 'empty-prepared-policy').filter(
		([, write]) => write.outcome !== undefined,
	);
	return of('attach-policy', 'fill-prepared-policy').length > takenBack.length;
}

function startedAt(journal: Journal, clock: Clock): number {
	const first = journal.records[0];
	return first === undefined ? clock.now() : Date.parse(first.at);
}

/** An interrupted walk waits for the change it has begun; not for ever, when AWS does not answer. */
async function orGivenUp(walk: Promise<void>, signal: AbortSignal): Promise<void> {
	let timer: NodeJS.Timeout | undefined;
	let giveUp = () => {};
	const givenUp = new Promise<never>((_resolve, reject) => {
		giveUp = () => {
			timer = setTimeout(() => reject(signal.reason), graceMs);
		};
	});
	signal.addEventListener('abort', giveUp);
	try {
		await Promise.race([walk, givenUp]);
	} finally {
		signal.removeEventListener('abort', giveUp);
		clearTimeout(timer);
		walk.catch(() => {});
	}
}

function endingOf(error: unknown): Ending {
	if (error instanceof WalkEnded) return {reason: error.reason};
	if (error instanceof Problem) return {reason: 'problem', problem: error};
	const message = error instanceof Error ? error.message : String(error);
	return {reason: 'defect', problem: new Problem('defect', text.commands.defect(message), text.commands.defectNext, 1, {cause: error})};
}

async function mfaCode(screen: OpenFrontEnd | undefined, serial: string, signal: AbortSignal): Promise<string> {
	if (screen === undefined || !screen.somebody)
		throw new Problem('mfa-needed', text.commands.mfaNeedsTerminal(serial), text.commands.mfaNext, 5);
	return screen.frontEnd.ask({kind: 'text', id: 'mfa', title: text.commands.mfaCode(serial)}, signal);
}
