import type {Clock} from '../clock.ts';
import {Problem} from '../problem.ts';
import type {FrontEnd, Header} from './front-end.ts';
import {type StepRecord, toRecordedProblem, type WalkJournal} from './record.ts';
import type {Runbook, RunbookStep} from './schema.ts';
import {type IncidentIdentity, type Step, WalkEnded} from './walk.ts';
import {orAborted} from './walking/abort.ts';
import {Sitting} from './walking/sitting.ts';
import {StepWalk} from './walking/step-walk.ts';

export interface WalkRun<Ports, Facts> {
	readonly runbook: Pick<Runbook, 'steps'>;
	/** The step kinds by name. */
	readonly steps: Readonly<Record<string, Step<Ports, Facts>>>;
	readonly ports: Ports;
	readonly facts: Facts;
	readonly clock: Clock;
	readonly incident: IncidentIdentity;
	readonly journal: WalkJournal;
	readonly frontEnd: FrontEnd;
	/** What the header says from the start. */
	readonly header: Omit<Header, 'incident' | 'startedAt'>;
	/** Whether a condition that the runbook names holds, by what the steps have found out so far. */
	readonly conditions: (name: string, facts: Facts) => boolean;
	/** Interrupts the walk. Its reason is what the walk then rejects with. */
	readonly signal: AbortSignal;
}

/**
 * Walks the steps of a runbook in order. An incident is resumed by walking it again with the same journal: every step runs once more
 * with its recorded answers, evidence and outcomes, and goes on where they end.
 *
 * Resolves when every step is done. Rejects with what a step threw: a `WalkEnded`, a `Problem`, or a defect; with the signal's reason
 * when it was interrupted; with the journal's problem when that cannot be written, and nothing is changed from then on. However it
 * ends, acts that have begun are waited for and written down first: a caller that cannot wait that long must bound it.
 */
export async function runWalk<Ports, Facts>(run: WalkRun<Ports, Facts>): Promise<void> {
	const sitting = new Sitting(run);
	try {
		for (const step of run.runbook.steps) await walkStep(sitting, step);
		await sitting.settled();
		sitting.signal.throwIfAborted();
	} finally {
		await sitting.end();
	}
}

async function walkStep<Ports, Facts>(sitting: Sitting<Ports, Facts>, step: RunbookStep): Promise<void> {
	const {run} = sitting;
	const kind = Object.hasOwn(run.steps, step.kind) ? run.steps[step.kind] : undefined;
	if (kind === undefined) throw new Error(`There is no step kind ${step.kind}.`);
	let walk: StepWalk<Ports, Facts> | undefined;
	try {
		sitting.signal.throwIfAborted();
		if (step.when !== undefined && !run.conditions(step.when, run.facts)) {
			sitting.progress(step.id, 'skipped');
			await record(sitting, {kind: 'step', step: step.id, state: 'skipped'});
			return;
		}
		sitting.progress(step.id, 'current');
		run.frontEnd.enter({id: step.id, title: step.title, why: step.why});
		await record(sitting, {kind: 'step', step: step.id, state: 'entered'});
		walk = new StepWalk(sitting, step);
		await orAborted(kind(walk), sitting.signal);
		await record(sitting, {kind: 'step', step: step.id, state: 'done'});
		sitting.progress(step.id, 'done');
	} catch (error) {
		const cause: unknown = sitting.signal.aborted ? sitting.signal.reason : error;
		const interrupted = sitting.signal.aborted;
		const withdrawn = interrupted ? undefined : walk?.lastAnswer;
		await sitting.end();
		// The cause is what counts, and a journal that can no longer be written may be that very cause.
		await sitting.append(ended(step, cause, interrupted, withdrawn)).catch(() => {});
		throw cause;
	}
}

/** What the journal says already of a step that is walked again is not said twice. */
async function record<Ports, Facts>(sitting: Sitting<Ports, Facts>, step: StepRecord): Promise<void> {
	const last = sitting.recorded.steps.get(step.step);
	if (last === step.state || (last === 'done' && step.state === 'entered')) return;
	await sitting.append(step);
}

function ended(step: RunbookStep, cause: unknown, interrupted: boolean, withdrawn: string | undefined): StepRecord {
	const base = {kind: 'step', step: step.id, state: 'ended'} as const;
	if (cause instanceof WalkEnded) return {...base, because: cause.reason, ...(withdrawn === undefined ? {} : {withdrawn})};
	if (interrupted && !(cause instanceof Problem)) return {...base, because: 'interrupted'};
	// What was answered just before may be what is wrong: it is asked again.
	return {...base, because: 'problem', problem: toRecordedProblem(cause), ...(withdrawn === undefined ? {} : {withdrawn})};
}
