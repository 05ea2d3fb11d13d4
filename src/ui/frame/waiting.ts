import type {Waiting} from '../../runbook/front-end.ts';
import {text} from '../../text/index.ts';
import {type Line, span, truncate, widthOf} from '../lines/line.ts';

const spinner = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
/** How long one picture of the spinner stands, in milliseconds. */
const picture = 250;

/** What is being waited for and for how long, in at most `most` rows; what has no row is counted behind the last one. */
export function waitingLines(list: readonly Waiting[], now: number, width: number, most: number): Line[] {
	const shown = list.slice(0, most);
	const others = list.length - shown.length;
	return shown.map(({what, since}, index) => {
		const turning = span(`${spinner[Math.floor(now / picture) % spinner.length]} `, {tone: 'good'});
		const time = span(` · ${text.ui.elapsed(now - since)}`, {tone: 'quiet'});
		const more = others > 0 && index === shown.length - 1 ? [span(` · ${text.ui.waiting.others(others)}`, {tone: 'quiet'})] : [];
		const said = truncate([span(what)], width - widthOf([turning, time, ...more]));
		return truncate([turning, ...said, time, ...more], width);
	});
}
