import {text} from '../../text/index.ts';
import type {Report} from '../model.ts';
import {plain} from './shown.ts';

const columns = ['incident', 'mode', 'utc', 'local', 'time_zone', 'lane', 'kind', 'what', 'by', 'reference', 'record'] as const;

/** The timeline as RFC 4180 has it, one row a moment. The byte order mark makes spreadsheets read it as UTF-8. */
export function timelineAsCsv(report: Report): string {
	return asCsv(
		columns,
		report.timeline.map(entry => [
			report.incident,
			text.report.mode[report.mode],
			entry.at,
			entry.local,
			report.timeZone,
			entry.lane,
			entry.kind,
			entry.what,
			entry.by ?? '',
			entry.reference ?? '',
			entry.record === null ? '' : String(entry.record),
		]),
	);
}

export function asCsv(header: readonly string[], rows: readonly (readonly string[])[]): string {
	return `\uFEFF${[header, ...rows].map(row => `${row.map(cell).join(',')}\r\n`).join('')}`;
}

/**
 * What a spreadsheet would take for a formula gets an apostrophe before it, as OWASP advises; so does what begins with a blank, which some
 * strip first, and the full-width signs that some take for the narrow ones.
 */
function cell(value: string): string {
	const said = plain(value);
	const guarded = /^\s*[=+\-@|%\uFF1D\uFF0B\uFF0D\uFF20]/.test(said) ? `'${said}` : said;
	return `"${guarded.replaceAll('"', '""')}"`;
}
