import {BEGINNING, seal} from '../../src/incident/chain.ts';
import type {JournalEntry, JournalRecord} from '../../src/incident/records.ts';
import {debriefView} from '../../src/rehearsal/debrief.ts';
import {standingOf} from '../../src/rehearsal/history.ts';
import {type Played, type Score, scoreOf} from '../../src/rehearsal/score.ts';
import type {View} from '../../src/runbook/views.ts';
import type {Happening} from '../../src/sandbox/actors/play.ts';
import {s3Discovery} from '../scenarios.ts';

export const START = Date.UTC(2026, 10, 23, 0, 41);

export function journal(...entries: readonly (readonly [seconds: number, entry: JournalEntry])[]): readonly JournalRecord[] {
	return entries.map(([seconds, entry], index) => seal(entry, START + seconds * 1000, {n: index + 1, prev: BEGINNING}).record);
}

export const step = (name: string, state: 'entered' | 'done'): JournalEntry => ({kind: 'step', step: name, state});

export const records = journal(
	[0, step('brief', 'entered')],
	[45, step('brief', 'done')],
	[45, step('findings', 'entered')],
	[60, step('findings', 'done')],
	[60, step('who', 'entered')],
	[61, step('who', 'done')],
	[61, step('preview', 'entered')],
	[181, step('preview', 'done')],
	[181, step('contain', 'entered')],
	[190, {kind: 'answer', key: 'contain/confirm', question: 'confirm', title: 'x', answer: 'back'}],
	[239, {kind: 'intent', key: 'contain/create-policy', what: 'x', intent: {document: '{}'}}],
	[240, {kind: 'outcome', key: 'contain/attach-policy', outcome: {}}],
	[300, {kind: 'note', key: 'prove/verdict', value: {verdict: 'contained'}}],
);

/** A call of the thief’s, where nothing else is said. */
export function happening(seconds: number, more: Partial<Happening>): Happening {
	return {
		at: START + seconds * 1000,
		actor: 'thief',
		kind: 'attacker',
		as: 'test-user',
		call: 's3:ListBuckets',
		account: '444444444444',
		region: 'us-east-1',
		callerArn: 'arn:aws:sts::444444444444:assumed-role/x/test-user',
		accessKeyId: 'ASIAEXAMPLE000000001',
		outcome: 'allowed',
		write: false,
		...more,
	};
}

/** One night that went neither well nor very badly. */
export const played: Played = {
	scenario: s3Discovery,
	seed: 1,
	speed: 1,
	startedAt: START,
	endedAt: START + 400_000,
	records,
	happened: [
		happening(10, {gains: 'took a file'}),
		happening(50, {gains: 'took a file'}),
		happening(250, {gains: 'took a file'}),
		happening(260, {outcome: 'denied', deniedBy: {kind: 'service-control-policy', policyId: 'p-1'}}),
		happening(270, {actor: 'etl', kind: 'innocent', as: 'data.team+etl', outcome: 'denied', deniedBy: {kind: 'service-control-policy'}}),
		happening(280, {actor: 'etl', kind: 'innocent', as: 'data.team+etl', outcome: 'denied', deniedBy: {kind: 'identity-policy'}}),
	],
	injected: ['phone'],
	stillWorks: [
		{as: 'test-user', account: '444444444444', callerArn: 'arn:aws:sts::444444444444:assumed-role/x/test-user', works: false},
		{as: 'chained', account: '555555555555', callerArn: 'arn:aws:sts::555555555555:assumed-role/y/release', works: true},
		{as: 'admin', account: '111111111111', callerArn: 'arn:aws:sts::111111111111:assumed-role/z/test-user', works: true},
	],
	isNamed: (_document, {as}) => as === 'test-user',
	verdict: 'partial',
	names: ['test-user'],
	openTasks: ['portal-session', 'keep-the-deny'],
};

/** The lines of a debrief, in the order they are read. */
export function linesOf({blocks}: View): readonly string[] {
	return blocks.flatMap(block => {
		if (block.kind === 'list') return block.items.map(({text}) => text);
		if (block.kind === 'facts') return block.rows.map(({label, value}) => `${label}: ${value}`);
		return 'text' in block ? [block.text] : [];
	});
}

/** What is said of a night, to somebody who has not played it before. */
export function debriefed(night: Partial<Played>, more: Partial<Score> = {}): readonly string[] {
	return linesOf(debriefView({...scoreOf({...played, ...night}), ...more}, standingOf([], 's3-discovery'), [], new Map()));
}

/** The points that the lines of a debrief lose. */
export function lostIn(lines: readonly string[]): number {
	return lines.reduce((sum, line) => sum + Number(/^− (\d+): /.exec(line)?.[1] ?? 0), 0);
}
