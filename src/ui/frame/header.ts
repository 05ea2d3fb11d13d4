import type {Header, StepProgress} from '../../runbook/front-end.ts';
import {text} from '../../text/index.ts';
import {rule} from '../layout.ts';
import {type Line, pad, type Span, span, truncate, widthOf} from '../lines/line.ts';

/** Below this many columns the steps are counted, not listed. */
const leastForTheTrail = 50;

/**
 * The lines that never leave the screen, the most important first: SANDBOX or LIVE and the time, who you are, where you are, a rule.
 * With fewer `rows` the last of these go first, but where you are stays longer than who you are.
 */
export function headerLines(options: {
	readonly header: Header | undefined;
	readonly steps: readonly StepProgress[];
	readonly now: number;
	readonly width: number;
	readonly rows: number;
}): Line[] {
	const {header, steps, now, width, rows} = options;
	const mode = modeLine(header, now, width);
	const who = whoLine(header, width);
	const where = whereLine(steps, width);
	if (rows >= 4) return [mode, who, where, rule(width)];
	return [mode, ...(rows >= 3 ? [who] : []), ...(rows >= 2 ? [where] : [])];
}

/** The header for where nothing can stay on top: SANDBOX or LIVE, then who you are as far as it is known. */
export function headerSentences(header: Header): readonly string[] {
	const meaning = meaningOf(header);
	const mode = `${text.ui.header.name}  ${modeOf(header)}${meaning === undefined ? '' : ` · ${meaning}`}`;
	if (header.caller === undefined) return [mode];
	const who = [
		header.readOnly ? text.ui.header.readOnly : undefined,
		whoOf(header),
		header.organizationId,
		header.region,
		text.ui.header.incident(header.incident),
	];
	return [mode, who.filter(part => part !== undefined).join(' · ')];
}

function modeLine(header: Header | undefined, now: number, width: number): Line {
	const name = span(`${text.ui.header.name} `, {bold: true});
	if (header === undefined) return truncate([name], width);
	const mode = span(` ${modeOf(header)} `, {tone: header.mode === 'sandbox' ? 'good' : 'danger', bold: true, inverse: true});
	const meaning = meaningOf(header);
	const means = meaning === undefined ? [] : [span(`· ${meaning}`)];
	const started = span(`${text.ui.header.started(header.startedAt)} · `, {tone: 'quiet'});
	const elapsed = span(text.ui.elapsed(now - header.startedAt));
	// From the whole to what matters most: in which world this is.
	const attempts: readonly {readonly left: Line; readonly right: Line}[] = [
		{left: [name, mode, ...means], right: [started, elapsed]},
		{left: [name, mode, ...means], right: [elapsed]},
		{left: [mode, ...means], right: [elapsed]},
	];
	const fits = attempts.find(({left, right}) => widthOf(left) + widthOf(right) + 1 <= width);
	if (fits === undefined) return truncate([mode, ...means], width);
	return [...pad(fits.left, width - widthOf(fits.right)), ...fits.right];
}

function whoLine(header: Header | undefined, width: number): Line {
	if (header === undefined) return [];
	const readOnly = header.readOnly ? [span(` ${text.ui.header.readOnly} `, {inverse: true, bold: true}), span(' ')] : [];
	const line: Span[] = [...readOnly, span(whoOf(header))];
	for (const part of [header.organizationId, header.region, text.ui.header.incident(header.incident)]) {
		if (part === undefined) continue;
		const more = span(` · ${part}`, {tone: 'quiet'});
		if (widthOf([...line, more]) <= width) line.push(more);
	}
	return truncate(line, width);
}

function modeOf({mode}: Header): string {
	return mode === 'sandbox' ? text.ui.header.sandbox : text.ui.header.live;
}

function meaningOf({mode, accountId, accountName, elsewhere}: Header): string | undefined {
	if (mode === 'sandbox') return text.ui.header.sandboxMeans;
	// A real thief is not contained there; the account is in the row below.
	if (elsewhere !== undefined) return text.ui.header.elsewhere(elsewhere);
	return accountId === undefined ? undefined : text.ui.header.account(accountId, accountName);
}

function whoOf({caller, accountId, inManagementAccount}: Header): string {
	if (caller === undefined) return text.ui.header.callerUnknown;
	return accountId === undefined
		? text.ui.header.whoYouAre(caller)
		: `${text.ui.header.whoYouAre(caller)} ${text.ui.header.inAccount(accountId, inManagementAccount)}`;
}

function whereLine(steps: readonly StepProgress[], width: number): Line {
	const current = steps.findIndex(step => step.state === 'current');
	const here = steps[current];
	if (here === undefined) return truncate(trail(steps), width);
	const position = span(text.ui.header.stepOf(current + 1, steps.length), {tone: 'quiet'});
	if (width < leastForTheTrail) return truncate([mark(here), span('  '), position], width);
	return windowed(steps, current, width);
}

/** The current step and as many of those around it as fit. */
function windowed(steps: readonly StepProgress[], current: number, width: number): Line {
	const between = (start: number, end: number) => trail(steps.slice(start, end), {before: start > 0, behind: end < steps.length});
	let [start, end] = [current, current + 1];
	for (let grew = true; grew; ) {
		grew = false;
		if (end < steps.length && widthOf(between(start, end + 1)) <= width) {
			end += 1;
			grew = true;
		}
		if (start > 0 && widthOf(between(start - 1, end)) <= width) {
			start -= 1;
			grew = true;
		}
	}
	return truncate(between(start, end), width);
}

function trail(
	steps: readonly StepProgress[],
	cut: {readonly before: boolean; readonly behind: boolean} = {before: false, behind: false},
): Line {
	const between = span('  ');
	const line = steps.flatMap((step, index) => (index === 0 ? [mark(step)] : [between, mark(step)]));
	return [...(cut.before ? [span('…  ', {tone: 'quiet'})] : []), ...line, ...(cut.behind ? [span('  …', {tone: 'quiet'})] : [])];
}

function mark({title, state}: StepProgress): Span {
	switch (state) {
		case 'current':
			return span(`▶ ${title}`, {bold: true});
		case 'done':
			return span(`${title} ✔`, {tone: 'good'});
		case 'skipped':
			return span(`${title} –`, {tone: 'quiet'});
		case 'waiting':
			return span(title, {tone: 'quiet'});
	}
}
