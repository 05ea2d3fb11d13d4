import {Text} from 'ink';
import {createContext, type ReactElement, useContext} from 'react';
import type {Tone} from '../runbook/views.ts';
import type {Line, Span} from './lines/line.ts';

/** Whether the terminal may be sent colours and other attributes (select graphic rendition, SGR). */
export const ColorContext = createContext(true);

/** SGR codes for each tone. `quiet` is dim rather than grey, because grey is invisible on some backgrounds. */
const toneCodes: Readonly<Record<Tone, string | undefined>> = {plain: undefined, quiet: '2', good: '32', warning: '33', danger: '31'};

/** Rows of the frame. They have been laid out for its width; nothing here wraps. */
export function Lines({lines}: {readonly lines: readonly Line[]}): ReactElement | null {
	const color = useContext(ColorContext);
	if (lines.length === 0) return null;
	return <Text wrap="truncate">{lines.map(line => paint(line, color)).join('\n')}</Text>;
}

/** A line as the terminal gets it. An empty one keeps its height by a space. */
export function paint(line: Line, color: boolean): string {
	return line.map(part => (color ? paintSpan(part) : part.text)).join('') || ' ';
}

function paintSpan({text, tone, bold, dim, inverse}: Span): string {
	const codes = [bold ? '1' : undefined, dim && tone !== 'quiet' ? '2' : undefined, inverse ? '7' : undefined, toneCodes[tone]].filter(
		code => code !== undefined,
	);
	return codes.length === 0 ? text : `\u001b[${codes.join(';')}m${text}\u001b[0m`;
}
