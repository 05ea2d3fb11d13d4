import {Problem} from '../../problem.ts';
import type {FrontEnd} from '../../runbook/front-end.ts';
import type {Answer, ConfirmQuestion, Question} from '../../runbook/questions.ts';
import {everybody} from '../../steps/who.ts';
import {text} from '../../text/index.ts';

export type Ask = FrontEnd['ask'];

/** What the flags say, for the questions they answer. */
export interface GivenAnswers {
	readonly user?: string;
	readonly finding?: string;
	readonly confirm?: string;
	/** Takes the deny off before it is safe: the same phrase. */
	readonly confirmEarly?: string;
	/** Ids of checklist items that are done. */
	readonly done?: readonly string[];
}

/** Never answers: the question is withdrawn when what it waits for has come. */
const wait = <Q extends Question>(signal: AbortSignal): Promise<Answer<Q>> =>
	new Promise((_resolve, reject) => {
		if (signal.aborted) reject(signal.reason);
		else signal.addEventListener('abort', () => reject(signal.reason), {once: true});
	});

/**
 * Flags answer first; whoever is behind `otherwise` answers the rest. `--confirm` says that this one is to be contained: it answers the
 * gate of each act once: the deny, the permission sets, and each document that sessions found are added to. A plan that had to be made anew was not the one it was given for.
 */
export function answeredByFlags(given: GivenAnswers, otherwise: Ask): Ask {
	const confirmed = new Set<string>();
	return (question, signal) => {
		const answer = flagAnswer(question, given);
		if (answer === 'wait') return wait(signal);
		if (answer !== undefined) return Promise.resolve(answer as Answer<typeof question>);
		if (question.kind === 'confirm' && question.id.startsWith('confirm-early-')) {
			return given.confirmEarly === undefined
				? otherwise(question, signal)
				: Promise.resolve(confirmation(question, given.confirmEarly, '--confirm-early') as Answer<typeof question>);
		}
		// The keys are not what --confirm was given for.
		if (question.kind === 'confirm' && question.id !== 'set-inactive' && given.confirm !== undefined) {
			const gate = furtherGate(question.id);
			// Each thing once: sessions that are found after others were added are another document.
			const once = gate === undefined ? 'confirm' : `${gate} ${question.act}`;
			if (!confirmed.has(once)) {
				confirmed.add(once);
				if (gate !== undefined) confirmed.add(gate);
				return Promise.resolve(confirmation(question, given.confirm) as Answer<typeof question>);
			}
		}
		const gate = again.get(question.id);
		// An earlier sitting left it; the name that is given in this one has not answered its gate yet, so it is tried once.
		if (gate !== undefined && given.confirm !== undefined && !confirmed.has(gate) && !confirmed.has(question.id)) {
			confirmed.add(question.id);
			return Promise.resolve('again' as Answer<typeof question>);
		}
		return otherwise(question, signal);
	};
}

/** What asks whether to try again, and the gate it leads to. */
const again: ReadonlyMap<string, string> = new Map([
	['closing-stepped-back', 'confirm-permission-sets'],
	['closing-next', 'confirm-permission-sets'],
	['tighten-again', 'confirm-tightening'],
]);

/** The gate that comes after the deny is on, asked for the first time or again after a resume. */
function furtherGate(questionId: string): string | undefined {
	return ['confirm-permission-sets', 'confirm-tightening'].find(gate => questionId === gate || questionId.startsWith(`${gate}-resumed-`));
}

function flagAnswer(question: Question, given: GivenAnswers): string | undefined {
	switch (question.id) {
		case 'finding-early':
			return given.user !== undefined && given.finding === undefined ? 'known' : given.finding === undefined ? undefined : 'wait';
		case 'finding':
			if (given.finding !== undefined) return chosenFinding(question, given.finding);
			return given.user === undefined ? undefined : 'known';
		case 'subject':
			return given.user;
		case 'principal':
			return given.user === undefined ? undefined : chosenPrincipal(question, given.user);
		default:
			return undefined;
	}
}

function chosenFinding(question: Question, id: string): string {
	if (question.kind === 'choose' && question.choices.some(choice => choice.id === id)) return id;
	throw new Problem('finding-not-found', text.steps.findings.notListed(id), text.commands.findingNext, 2);
}

/** One of them as it is listed, or all of them: whoever is called so comes first. */
function chosenPrincipal(question: Question, user: string): string | undefined {
	if (question.kind !== 'choose') return undefined;
	return (
		question.choices.find(choice => choice.label === user) ?? question.choices.find(choice => choice.id === user && user === everybody)
	)?.id;
}

function confirmation(question: ConfirmQuestion, typed: string, flag = '--confirm'): 'confirmed' {
	if (typed === question.phrase) return 'confirmed';
	throw new Problem(
		'confirmation-mismatch',
		text.commands.confirmationMismatch(flag, typed, question.phrase),
		text.commands.confirmationMismatchNext,
		4,
	);
}

/**
 * Nobody is there: what needs no decision goes on, what needs one is an error that names the flag. Without `--confirm` nothing is written.
 * Slow look-ups are waited for as long as `patience` lasts; then they go on beside the deny, and count as unknown until they are done.
 */
export function unattended(given: GivenAnswers, patience: (signal: AbortSignal) => Promise<unknown> = wait): Ask {
	return answeredByFlags(given, async (question, signal) => {
		if (question.kind === 'checklist') return ticked(question, given) as unknown as Answer<typeof question>;
		// What no flag confirms is left as it is, and said to be open.
		if (furtherGate(question.id) !== undefined) return 'back' as Answer<typeof question>;
		if (question.id.startsWith('too-early-')) return (given.confirmEarly === undefined ? 'leave' : 'early') as Answer<typeof question>;
		if (question.id.startsWith('keys-active-')) return 'leave' as Answer<typeof question>;
		if (question.id.startsWith('closing-next-resumed-')) return 'go-on' as Answer<typeof question>;
		switch (question.id) {
			case 'start':
				return 'start' as Answer<typeof question>;
			case 'finding-early':
			case 'stop-search':
				return wait(signal);
			case 'reach-early':
			case 'collateral-early':
			case 'closing-early':
				await patience(signal);
				return 'go-on' as Answer<typeof question>;
			case 'search':
			case 'search-again':
				return 'search' as Answer<typeof question>;
			case 'others-with-id':
				return 'leave-out' as Answer<typeof question>;
			case 'set-inactive':
				return 'back' as Answer<typeof question>;
			case 'closing-next':
			case 'reach-seen':
			case 'verdict-seen':
			case 'chain-seen':
				return 'go-on' as Answer<typeof question>;
			case 'preview':
				return (given.confirm === undefined ? 'leave' : 'go-on') as Answer<typeof question>;
			case 'closing-stepped-back':
			case 'not-applied':
			case 'tighten-again':
			case 'undo-again':
			case 'who-again':
				return 'leave' as Answer<typeof question>;
			case 'undo':
				return 'keep' as Answer<typeof question>;
			case 'confirm':
				throw new Problem('plan-drifted', text.steps.contain.drift, text.commands.planDriftedNext, 4);
			case 'principal':
				throw new Problem('answer-needed', text.commands.answerNeeded(question.title), principalNext(question), 2);
			default:
				throw new Problem('answer-needed', text.commands.answerNeeded(question.title), text.commands.answerNeededNext(question.flag), 2);
		}
	});
}

function principalNext(question: Question): string {
	const labels = question.kind === 'choose' ? question.choices.filter(({id}) => id !== everybody).map(({label}) => label) : [];
	return text.commands.principalNeededNext(labels, everybody);
}

/** The items of the list that a flag says are done. */
function ticked(question: Question, {done = []}: GivenAnswers): readonly string[] {
	const items = question.kind === 'checklist' ? question.items.map(item => item.id) : [];
	return items.filter(id => done.includes(id));
}

/** The automatic rehearsal: a responder who does everything right. `goodChoice` knows the finding by its label; otherwise the first choice, which is the recommended one, is taken. */
export function rehearsed(given: GivenAnswers, goodChoice: (label: string) => boolean): Ask {
	const {confirm: _typedBelow, ...chosen} = given;
	return answeredByFlags(chosen, async (question, signal) => {
		switch (question.id) {
			case 'finding-early':
			case 'reach-early':
			case 'collateral-early':
			case 'closing-early':
			case 'stop-search':
				return wait(signal);
			// Trying again changes nothing by itself: there is nobody to take away what stood in the way.
			case 'not-applied':
			case 'tighten-again':
			case 'undo-again':
			case 'who-again':
				return 'leave' as Answer<typeof question>;
		}
		switch (question.kind) {
			case 'choose':
				return (question.choices.find(choice => question.id === 'finding' && goodChoice(choice.label)) ?? question.choices[0])
					?.id as Answer<typeof question>;
			case 'confirm':
				return (given.confirm === undefined ? 'confirmed' : confirmation(question, given.confirm)) as Answer<typeof question>;
			case 'checklist':
				return question.items.map(item => item.id) as unknown as Answer<typeof question>;
			case 'text':
				throw new Problem('answer-needed', text.commands.answerNeeded(question.title), text.commands.answerNeededNext(question.flag), 2);
		}
	});
}
