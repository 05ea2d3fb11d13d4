import {text} from '../text/index.ts';
import type {Document} from './document/blocks.ts';
import {bannersOf, worstTone} from './document/document.ts';
import {data, type Marked, unmarked} from './marked.ts';
import {type Metric, type Report, VERSION} from './model.ts';
import {asCsv} from './render/csv.ts';

const metricIds: readonly Metric['id'][] = ['to-detect', 'to-identify', 'to-contain', 'to-prove', 'to-recover'];

/** Several incidents or rehearsals, a line each, for comparing. */
export function summaryOf(reports: readonly Report[]) {
	return {
		format: 'tourniquet-summary' as const,
		version: VERSION,
		redacted: reports.some(({redacted}) => redacted),
		incidents: reports.map(report => ({
			incident: report.incident,
			mode: report.mode,
			rehearsal: report.rehearsal,
			finished: report.state.finished,
			about: report.leaked.subjects.map(({label}) => unmarked(label)),
			verdict: {code: report.verdict.code, at: report.verdict.at, sentence: unmarked(report.verdict.sentence)},
			metrics: report.metrics,
			openTasks: openTasks(report),
		})),
	};
}

const openTasks = ({checklist}: Report) => checklist.filter(({state}) => state === 'open').length;

const tookOf = ({metrics}: Report, id: Metric['id']) => metrics.find(metric => metric.id === id)?.milliseconds ?? null;

export function summaryDocument(reports: readonly Report[]): Document {
	const {report} = text;
	const rehearsals = reports.filter(({rehearsal}) => rehearsal).length;
	// Where only some were rehearsals, each line says which.
	const banners = bannersOf({rehearsal: rehearsals === reports.length, redacted: reports.some(({redacted}) => redacted)});
	const title = report.summaryTitle(reports.length - rehearsals, rehearsals);
	const codes = reports.map(({verdict}) => verdict.code);
	return {
		title,
		banners,
		verdict: {
			sentence: report.summaryVerdict(codes),
			tone: worstTone(codes),
		},
		sections: [
			{
				id: 'summary',
				title: report.sections.summary,
				blocks: [{kind: 'table', caption: title, columns: report.columns.summary, rows: reports.map(cellsOf)}],
			},
		],
	};
}

function cellsOf(of: Report): readonly Marked[] {
	const {report} = text;
	return [
		data(of.incident),
		report.mode[of.mode],
		report.list(of.leaked.subjects.map(({label}) => label)),
		`${report.verdictTitle(of.verdict.code)}${of.state.finished ? '' : ` (${report.notFinished})`}`,
		...metricIds.map(id => report.took(tookOf(of, id))),
		String(openTasks(of)),
	];
}

export function summaryAsCsv(reports: readonly Report[]): string {
	return asCsv(
		['incident', 'mode', 'about', 'verdict', 'finished', ...metricIds.map(id => `${id.replaceAll('-', '_')}_ms`), 'open_tasks'],
		reports.map(of => [
			of.incident,
			text.report.mode[of.mode],
			of.leaked.subjects.map(({label}) => label).join(', '),
			of.verdict.code,
			String(of.state.finished),
			...metricIds.map(id => String(tookOf(of, id) ?? '')),
			String(openTasks(of)),
		]),
	);
}
