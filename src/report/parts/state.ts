import type {JournalRead} from '../../incident/read.ts';
import {text} from '../../text/index.ts';
import {data, type Marked} from '../marked.ts';
import type {Report, Verdict} from '../model.ts';
import type {Sat} from './sittings.ts';
import {ofKind} from './told.ts';

/** What the document is of, in sentences: whether the walk came to its end, was cut off and gone on with, and whether its journal holds. */
export function stateOf(read: Pick<JournalRead, 'records' | 'problems'>, sittings: readonly Sat[], verdict: Verdict): Report['state'] {
	const {state} = text.report;
	const walked = sittings.filter(({purpose}) => purpose !== 'note');
	const last = walked.at(-1);
	// One that ended with its plan has begun nothing.
	const recovering = last?.purpose === 'recovery' && last.how !== 'planned';
	const response = walked.filter(({purpose}) => purpose === 'response');
	// Whoever sat down once more and stopped has not made a walk unfinished that was finished before.
	const responded = response.some(({how}) => how === 'completed' || how === 'not-containable');
	const finished = read.problems.length === 0 && responded && (!recovering || last.how === 'completed');
	const cutOff = walked.filter(({how}) => how === 'cut-off');
	const lastCutOff = last?.how === 'cut-off';
	const sentences: Marked[] = [
		...read.problems.map(({line, what, torn}) => (torn ? state.torn(line) : state.damaged(line, data(what)))),
		finished ? state.finished : lastCutOff ? state.cutOff : recovering && responded ? state.stoppedRecovery : state.unfinished,
		...(cutOff.length - Number(lastCutOff) > 0 ? [state.crashedBefore(cutOff.length - Number(lastCutOff))] : []),
		...(walked.length > 1 ? [state.sittings(walked.length)] : []),
		...(isOlder(verdict, last) ? [state.laterEnded] : []),
		...unanswered(read, verdict),
	];
	return {finished, sentences};
}

/** The verdict of an earlier sitting than the last one of the response, which came to none. */
function isOlder({at, code}: Verdict, last: Sat | undefined): boolean {
	const ofProbes = ['contained', 'partial', 'not-contained', 'not-proven', 'over-reach'].includes(code);
	return ofProbes && at !== null && last !== undefined && at < last.begun;
}

/** Changes that were sent in the last word on them, and never answered. */
function unanswered({records}: Pick<JournalRead, 'records'>, verdict: Verdict): readonly Marked[] {
	const open = new Map<string, string>();
	for (const record of records) {
		if (record.kind === 'intent') open.set(record.key, record.what);
		if (record.kind === 'outcome' || record.kind === 'failed') open.delete(record.key);
	}
	// Steps that were done live with what they did not learn.
	const done = new Set(ofKind(records, 'step').flatMap(({step, state}) => (state === 'done' ? [step] : [])));
	const left = [...open].filter(([key]) => !done.has(key.slice(0, key.indexOf('/'))) || verdict.code === 'unknown');
	return left.length === 0 ? [] : [text.report.state.unanswered(left.map(([, what]) => data(what)))];
}
