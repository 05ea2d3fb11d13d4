import type {Question} from '../runbook/questions.ts';
import {text} from '../text/index.ts';
import {type Line, span, truncate, widthOf} from './lines/line.ts';

export interface Hint {
	readonly text: string;
	/** Where there is too little room, hints that can be done without are left out. */
	readonly spare: boolean;
}

/** Which keys do something now. */
export function hintsFor(now: {
	readonly question: Question | undefined;
	readonly help: boolean;
	readonly pageIsOpen: boolean;
	readonly canScroll: boolean;
}): readonly Hint[] {
	const {question, help, pageIsOpen, canScroll} = now;
	const needed = (text: string): Hint => ({text, spare: false});
	const spare = (text: string): Hint => ({text, spare: true});
	const scroll = canScroll ? [spare(text.ui.hints.scroll)] : [];
	if (help) return [needed(text.ui.hints.closeHelp), ...scroll, needed(text.ui.hints.stop)];
	const helpKey = needed(question?.kind === 'text' ? text.ui.hints.helpInText : text.ui.hints.help);
	return [...answering(question, pageIsOpen, needed), ...scroll, helpKey, needed(text.ui.hints.stop)];
}

function answering(question: Question | undefined, pageIsOpen: boolean, needed: (text: string) => Hint): readonly Hint[] {
	switch (question?.kind) {
		case undefined:
			return [];
		case 'choose':
			return text.ui.hints.choose.map(needed);
		case 'text':
			return (question.multiline ? text.ui.hints.longText : text.ui.hints.text).map(needed);
		case 'checklist':
			return text.ui.hints.checklist.map(needed);
		case 'confirm': {
			const pages = question.pages.length === 0 ? [] : [needed(text.ui.hints.pages(question.pages.map(({label}) => label)))];
			return [...pages, needed(pageIsOpen ? text.ui.hints.closePage : text.ui.hints.stepBack)];
		}
	}
}

/** The hints in one row; where there is too little room the spare ones go, then the others, but never how to get help and how to stop. */
export function footerLine(hints: readonly Hint[], width: number): Line {
	const kept = [...hints];
	while (kept.length > 2 && widthOf(lineOfHints(kept)) > width) {
		const spare = kept.findLastIndex(hint => hint.spare);
		kept.splice(Math.max(spare, 0), 1);
	}
	return truncate(lineOfHints(kept), width);
}

function lineOfHints(hints: readonly Hint[]): Line {
	return [span(hints.map(({text}) => text).join('   '), {tone: 'quiet'})];
}
