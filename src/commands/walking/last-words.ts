import type {Problem} from '../../problem.ts';
import type {Facts} from '../../steps/facts.ts';
import {labelsOf} from '../../steps/subjects.ts';
import {nextOf, takeOffAt} from '../../steps/summary.ts';
import {clean} from '../../text/clean.ts';
import {text} from '../../text/index.ts';
import {type Ending, leftInForce, resumable, verdictOf} from './result.ts';

/** What stays on the screen when the program has ended, line by line. The most important one comes last. */
export function lastWords(
	facts: Facts,
	ending: Ending,
	incident: {readonly id: string; readonly journal: string; readonly report?: string},
	besides: readonly Problem[] = [],
): readonly string[] {
	const {last} = text.commands;
	const lines = [last.journal(incident.journal), ...(incident.report === undefined ? [] : [last.report(incident.report)])];
	for (const {message, next} of [...besides, ...(ending.problem === undefined ? [] : [ending.problem])]) lines.push(message, next);
	if (resumable(facts) && (ending.reason === 'interrupted' || ending.reason === 'problem')) lines.push(last.resume(incident.id));
	const {applied} = facts;
	if (ending.reason === 'completed' && resumable(facts) && applied !== undefined && facts.undone !== true && facts.recovery === undefined)
		lines.push(last.comesOff(takeOffAt(facts, applied.at), incident.id));
	lines.push(headline(facts, ending));
	return lines.flatMap(line => clean(line, {multiline: true}).split('\n'));
}

function headline(facts: Facts, ending: Ending): string {
	const {last} = text.commands;
	const mode = facts.settings.mode === 'sandbox' ? ` (${last.sandbox})` : '';
	const name = facts.subjects === undefined ? undefined : labelsOf(facts);
	const subjects = facts.subjects?.length ?? 0;
	if (ending.reason === 'interrupted') return `${last.title.interrupted}${mode}: ${leftInForce(facts)}`;
	const verdict = verdictOf(facts, ending);
	if (facts.creating && (verdict === 'planned' || verdict === 'refused')) return `${last.title.interrupted}${mode}: ${leftInForce(facts)}`;
	const title = last.title[verdict];
	switch (verdict) {
		case 'planned':
			return `${title}${mode}: ${isOn(facts) ? last.staysOn : last.planned(name, subjects)}`;
		case 'contained':
			return `${title}${mode}: ${[last.contained(name ?? '', subjects, new Set(facts.proof.cells.map(cell => cell.accountId)).size), ...openReasons(facts)].join(' ')}`;
		case 'recovered':
			return `${title}${mode}: ${last.recovered(facts.early !== undefined, facts.recovery?.back)}`;
		case 'refused':
			return `${title}${mode}`;
		case 'partial':
			// What is open is what counts now.
			return `${title}${mode}: ${[...openReasons(facts), nextOf(facts, verdict)].join(' ')}`;
		default:
			return `${title}${mode}: ${nextOf(facts, verdict)}`;
	}
}

/** Something of this incident is on already, or may be: nobody keeps an access by this sitting's having changed nothing. */
const isOn = ({recovering, onBefore}: Facts) => recovering === true || (onBefore !== undefined && onBefore.on !== 'no');

function openReasons({judgement}: Facts): readonly string[] {
	return (judgement?.reasons ?? []).filter(reason => reason.code !== 'policy-not-named').map(text.containment.proofReason);
}
