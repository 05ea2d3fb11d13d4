import {text} from '../../text/index.ts';
import {data, type Marked} from '../marked.ts';
import type {Report, VerdictCode} from '../model.ts';
import type {Document, DocumentBlock, Moment, Section} from './blocks.ts';
import {attackerBlocks, changesBlocks, leakedBlocks, proofBlocks} from './evidence.ts';
import {checklistBlocks} from './review.ts';
import {person, when} from './words.ts';

const tones: Readonly<Record<VerdictCode, Document['verdict']['tone']>> = {
	contained: 'good',
	recovered: 'good',
	planned: 'warning',
	begun: 'warning',
	partial: 'warning',
	'not-proven': 'warning',
	'taken-off': 'warning',
	refused: 'warning',
	'not-containable': 'danger',
	'not-contained': 'danger',
	'over-reach': 'danger',
	unknown: 'danger',
	incomplete: 'danger',
	'made-only': 'warning',
	'partly-recovered': 'danger',
	undone: 'danger',
};

/** The tone of what stands worst. */
export function worstTone(codes: readonly VerdictCode[]): Document['verdict']['tone'] {
	const all = new Set(codes.map(code => tones[code]));
	return all.has('danger') ? 'danger' : all.has('warning') ? 'warning' : 'good';
}

/** The report in the order it is read: the verdict in one sentence first. */
export function documentOf(report: Report): Document {
	const {sections} = text.report;
	const all: readonly Section[] = [
		{id: 'state', title: sections.state, blocks: stateBlocks(report)},
		{id: 'leaked', title: sections.leaked, blocks: leakedBlocks(report)},
		{id: 'metrics', title: sections.metrics, blocks: metricsBlocks(report)},
		{id: 'timeline', title: sections.timeline, blocks: timelineBlocks(report)},
		{id: 'proof', title: sections.proof, blocks: proofBlocks(report)},
		{id: 'changes', title: sections.changes, blocks: changesBlocks(report)},
		{id: 'attacker', title: sections.attacker, blocks: attackerBlocks(report)},
		{id: 'residual', title: sections.residual, blocks: residualBlocks(report)},
		{id: 'checklist', title: sections.checklist, blocks: checklistBlocks(report)},
		{id: 'clocks', title: sections.clocks, blocks: clocksBlocks(report)},
		{id: 'questions', title: sections.questions, blocks: questionsBlocks(report)},
		{id: 'notes', title: sections.notes, blocks: notesBlocks(report)},
		{id: 'journal', title: sections.journal, blocks: journalBlocks(report)},
	];
	return {
		title: report.rehearsal ? text.report.rehearsalTitle(data(report.incident)) : text.report.title(data(report.incident)),
		banners: [...bannersOf(report), ...(report.endpoints.length === 0 ? [] : [text.report.notAws])],
		verdict: {sentence: report.verdict.sentence, tone: tones[report.verdict.code]},
		sections: all,
	};
}

export function bannersOf({rehearsal, redacted}: Pick<Report, 'rehearsal' | 'redacted'>): readonly string[] {
	return [...(rehearsal ? [text.report.rehearsal] : []), ...(redacted ? [text.report.redacted] : [])];
}

function stateBlocks({endpoints, state, verdict, sittings, residual}: Report): readonly DocumentBlock[] {
	const {report} = text;
	const certain = residual.filter(risk => risk.certain).length;
	return [
		...endpoints.map((endpoint): DocumentBlock => ({kind: 'paragraph', text: report.elsewhere(data(endpoint)), strong: true})),
		...state.sentences.map((sentence): DocumentBlock => ({kind: 'paragraph', text: sentence, strong: !state.finished})),
		...(verdict.reasons.length === 0 ? [] : [{kind: 'list' as const, items: verdict.reasons}]),
		// Nobody may take the verdict for all there is to say.
		...(residual.length === 0 || isOff(verdict.code)
			? []
			: [{kind: 'paragraph' as const, text: report.atRisk(certain, residual.length - certain)}]),
		{
			kind: 'table',
			caption: report.sections.state,
			columns: report.columns.sittings,
			rows: sittings
				.filter(({purpose}) => purpose !== 'note')
				.map(({begun, ended, how, by}) => [when(begun), when(ended), report.sittingEnds[how], by === null ? report.none : data(by)]),
		},
	];
}

function metricsBlocks({metrics}: Report): readonly DocumentBlock[] {
	const {report} = text;
	return [
		{
			kind: 'table',
			caption: report.sections.metrics,
			columns: report.columns.metrics,
			rows: metrics.map(({id, from, to, milliseconds}) => [
				`${report.metrics[id].title}: ${report.metrics[id].between}`,
				when(from),
				when(to),
				report.took(milliseconds),
			]),
		},
		...(metrics.some(({milliseconds}) => milliseconds === null) ? [{kind: 'paragraph' as const, text: report.metricMissing}] : []),
	];
}

function timelineBlocks({timeline, timeZone}: Report): readonly DocumentBlock[] {
	const {report} = text;
	const moments = momentsOf(timeline);
	return [
		{
			kind: 'picture',
			alternative: report.pictureAlt(moments.map(({at, what, later}) => `${when(at)}${later === null ? '' : ` (${later})`}: ${what}`)),
			caption: report.pictureCaption,
			moments,
		},
		{
			kind: 'table',
			caption: report.sections.timeline,
			columns: report.columns.timeline(data(timeZone)),
			ids: [2, 4],
			rows: timeline.map(({at, local, lane, by, what, reference, record}) => [
				when(at),
				local,
				by === null ? report.lanes[lane] : `${report.lanes[lane]}: ${person(by)}`,
				what,
				reference === null ? (record === null ? report.none : text.reportChecklist.evidence.record(record)) : data(reference),
			]),
		},
	];
}

function momentsOf(timeline: Report['timeline']): readonly Moment[] {
	let before: number | undefined;
	return timeline
		.filter(({milestone}) => milestone)
		.map(({at, lane, what}): Moment => {
			const now = Date.parse(at);
			const gap = before === undefined ? 0 : now - before;
			const later = before === undefined ? null : gap === 0 ? text.report.sameMoment : text.report.later(gap);
			before = now;
			return {at, lane, what, later, gap};
		});
}

/** Whether the deny came off, wholly or in part. */
const isOff = (code: VerdictCode) => ['recovered', 'taken-off', 'partly-recovered', 'undone'].includes(code);

function residualBlocks({residual, problems, changes, verdict, keepUntil}: Report): readonly DocumentBlock[] {
	const {report} = text;
	const items = residual.map(({certain, sentence}) => (certain ? report.certain(sentence) : report.possible(sentence)));
	const offAt = changes.policy?.offAt ?? (isOff(verdict.code) ? verdict.at : null);
	const nothingOn = changes.policy === null && verdict.code !== 'unknown' && verdict.code !== 'incomplete';
	return [
		...(items.length > 0 && offAt !== null ? [{kind: 'paragraph' as const, text: report.residualBefore(when(offAt))}] : []),
		...(items.length > 0
			? [{kind: 'list' as const, items}]
			: [{kind: 'paragraph' as const, text: nothingOn ? report.residualNothing : report.residualUnknown}]),
		...(keepUntil === null
			? []
			: [{kind: 'facts' as const, caption: report.sections.residual, rows: [[report.rows.keepUntil, when(keepUntil)] as const]}]),
		...(problems.length === 0
			? []
			: [
					{kind: 'heading' as const, text: report.problemsTitle},
					{kind: 'list' as const, items: problems.map(({message, next}) => report.problem(data(message), data(next)))},
				]),
	];
}

function clocksBlocks({clocks}: Report): readonly DocumentBlock[] {
	const {report, reportChecklist} = text;
	return [
		{kind: 'paragraph', text: reportChecklist.clocksNote},
		{
			kind: 'table',
			caption: report.sections.clocks,
			columns: report.columns.clocks,
			rows: clocks.map(({sentence, from, due}) => [sentence, when(from), when(due)]),
		},
	];
}

function questionsBlocks({questions}: Report): readonly DocumentBlock[] {
	return [
		{kind: 'paragraph', text: text.reportChecklist.questionsNote},
		{kind: 'list', items: questions},
	];
}

function notesBlocks({notes}: Report): readonly DocumentBlock[] {
	const {report} = text;
	if (notes.length === 0) return [{kind: 'paragraph', text: report.noNotes}];
	const of = (value: string | null): Marked => (value === null ? report.none : data(value));
	return [
		{
			kind: 'table',
			caption: report.sections.notes,
			columns: report.columns.notes,
			rows: notes.map(({at, by, task, step, text: said}) => [when(at), person(by), of(task ?? step), data(said)]),
		},
	];
}

function journalBlocks({journal, sittings, timeZone}: Report): readonly DocumentBlock[] {
	const {report} = text;
	const versions = [...new Set(sittings.map(({toolVersion}) => toolVersion))];
	return [
		{kind: 'paragraph', text: report.source},
		{
			kind: 'facts',
			caption: report.sections.journal,
			rows: [
				[report.rows.records, report.records(journal.records)],
				...(journal.head === null ? [] : [[report.rows.head, data(journal.head)] as const]),
				[report.rows.tool, versions.map(version => `aws-tourniquet ${data(version)}`).join(', ')],
				[report.rows.zone, data(timeZone)],
			],
		},
		{kind: 'paragraph', text: report.headNext},
	];
}
