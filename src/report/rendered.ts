import {documentOf} from './document/document.ts';
import type {Report} from './model.ts';
import {timelineAsCsv} from './render/csv.ts';
import {asHtml} from './render/html.ts';
import {asJson} from './render/json.ts';
import {asMarkdown} from './render/markdown.ts';
import {summaryAsCsv, summaryDocument, summaryOf} from './summary.ts';

export const formats = ['md', 'html', 'json', 'csv'] as const;
export type Format = (typeof formats)[number];

/** What each is called in a folder. */
export const fileNames: Readonly<Record<Format, string>> = {
	md: 'report.md',
	html: 'report.html',
	json: 'report.json',
	csv: 'timeline.csv',
};

/** One incident's document, or its timeline as CSV. */
export function rendered(report: Report, format: Format): string {
	switch (format) {
		case 'md':
			return asMarkdown(documentOf(report));
		case 'html':
			return asHtml(documentOf(report));
		case 'json':
			return asJson(report);
		case 'csv':
			return timelineAsCsv(report);
	}
}

/** One table of several. */
export function renderedSummary(reports: readonly Report[], format: Format): string {
	switch (format) {
		case 'md':
			return asMarkdown(summaryDocument(reports));
		case 'html':
			return asHtml(summaryDocument(reports));
		case 'json':
			return asJson(summaryOf(reports));
		case 'csv':
			return summaryAsCsv(reports);
	}
}
