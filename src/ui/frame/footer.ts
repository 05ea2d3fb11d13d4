import type {Question} from '../../runbook/questions.ts';
import {text} from '../../text/index.ts';
import {type Line, span, truncate, widthOf} from '../lines/line.ts';

export interface Hint {
	readonly text: string;
	/** Where there is too little room, hints that can be done without are left out first. */
	readonly spare?: boolean;
	/** The same in fewer words, for when leaving out the spare ones is not enough. */
	readonly short?: string;
}

/** Which keys do something now. */
export function hintsFor(now: {
	readonly question: Question | undefined;
	readonly help: boolean;
	readonly takesNotes?: boolean;
	/** A note is being typed. */
	readonly noting?: boolean;
	readonly pageIsOpen: boolean;
	readonly canScroll: boolean;
}): readonly Hint[] {
	const {question, help, takesNotes, noting, pageIsOpen, canScroll} = now;
	const scroll = canScroll ? [{text: text.ui.hints.scroll, spare: true}] : [];
	if (help) return [{text: text.ui.hints.closeHelp}, ...scroll, {text: text.ui.hints.stop}];
	if (noting) return [{text: text.ui.hints.keepNote}, {text: text.ui.hints.dropNote}, ...scroll, {text: text.ui.hints.stop}];
	const note =
		takesNotes && (question?.kind === 'choose' || question?.kind === 'checklist') ? [{text: text.ui.hints.note, spare: true}] : [];
	const helpKey = {text: question?.kind === 'text' ? text.ui.hints.helpInText : text.ui.hints.help};
	return [...answering(question, pageIsOpen), ...scroll, ...note, helpKey, {text: text.ui.hints.stop}];
}

function answering(question: Question | undefined, pageIsOpen: boolean): readonly Hint[] {
	switch (question?.kind) {
		case undefined:
			return [];
		case 'choose':
			return text.ui.hints.choose.map(hint);
		case 'text':
			return (question.multiline ? text.ui.hints.longText : text.ui.hints.text).map(hint);
		case 'checklist':
			return text.ui.hints.checklist.map(hint);
		case 'confirm': {
			const labels = question.pages.map(({label}) => label);
			const pages = labels.length === 0 ? [] : [{text: text.ui.hints.pages(labels), short: text.ui.hints.anyPage}];
			return [...pages, {text: pageIsOpen ? text.ui.hints.closePage : text.ui.hints.stepBack}];
		}
	}
}

function hint(said: string): Hint {
	return {text: said};
}

/**
 * The hints in one row. Where there is too little room the spare ones go, then words, then the first ones; how to get help and how to stop
 * stay longest.
 */
export function footerLine(hints: readonly Hint[], width: number): Line {
	const fits = (some: readonly Hint[]) => widthOf(lineOfHints(some)) <= width;
	let kept = fits(hints) ? hints : hints.filter(({spare}) => !spare);
	if (!fits(kept)) kept = kept.map(each => (each.short === undefined ? each : {text: each.short}));
	while (kept.length > 2 && !fits(kept)) kept = kept.slice(1);
	return truncate(lineOfHints(kept), width);
}

function lineOfHints(hints: readonly Hint[]): Line {
	return [span(hints.map(each => each.text).join('   '), {tone: 'quiet'})];
}
