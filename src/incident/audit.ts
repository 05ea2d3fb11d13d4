import type {JournalRead} from './read.ts';
import type {JournalRecord} from './records.ts';

/** What the order and the completeness of a journal's records show, as far as it holds. */
export interface Audit {
	readonly records: number;
	readonly sittings: number;
	/** Epoch ms of the first and the last record; absent without records. */
	readonly from?: number;
	readonly to?: number;
	/** The last record's hash. */
	readonly head?: string;
	readonly changes: Changes;
	readonly findings: readonly AuditFinding[];
}

/** Every change to AWS that was announced, by what the journal knows of it last. */
export interface Changes {
	readonly answered: number;
	readonly failed: number;
	/** Announced, and nothing further is on record. */
	readonly open: readonly {readonly key: string; readonly n: number; readonly what: string}[];
}

export type AuditFinding =
	/** An answer to a change that was never announced, or that had been answered already. */
	| {readonly code: 'unannounced-outcome' | 'second-outcome'; readonly n: number; readonly key: string}
	/** A call that may change something, while no change was announced. */
	| {readonly code: 'unannounced-call'; readonly n: number; readonly service: string; readonly operation: string}
	/** The machine's clock went back between two records. */
	| {readonly code: 'clock-went-back'; readonly n: number; readonly byMs: number}
	/** The program was gone before this sitting's end was written. */
	| {readonly code: 'sitting-cut-off'; readonly n: number}
	| {readonly code: 'other-incident'; readonly n: number; readonly incident: string};

/** Findings that a crash, a second sitting or a wrong clock explain: they are told, and nothing is wrong with the journal. */
const explained: ReadonlySet<AuditFinding['code']> = new Set(['clock-went-back', 'sitting-cut-off']);

export const isAmiss = (finding: AuditFinding): boolean => !explained.has(finding.code);

/** A clock that is set right again and again wanders by so much, in ms. */
const wanderingMs = 1000;

export function audit({records}: Pick<JournalRead, 'records'>): Audit {
	const findings: AuditFinding[] = [];
	const changes = new Map<string, {readonly n: number; readonly what: string; state: 'open' | 'answered' | 'failed'}>();
	let before: JournalRecord | undefined;
	let incident: string | undefined;
	let sittings = 0;
	for (const record of records) {
		const {n} = record;
		const back = before === undefined ? 0 : Date.parse(before.at) - Date.parse(record.at);
		if (back > wanderingMs) findings.push({code: 'clock-went-back', n, byMs: back});
		switch (record.kind) {
			case 'opened':
				sittings += 1;
				if (before !== undefined && endsOpen(records, n)) findings.push({code: 'sitting-cut-off', n: before.n});
				incident ??= record.incident;
				if (record.incident !== incident) findings.push({code: 'other-incident', n, incident: record.incident});
				break;
			case 'intent':
				changes.set(record.key, {n, what: record.what, state: 'open'});
				break;
			case 'outcome':
			case 'failed': {
				const change = changes.get(record.key);
				const reconciled = record.kind === 'outcome' && record.reconciled === true;
				if (change === undefined) findings.push({code: 'unannounced-outcome', n, key: record.key});
				// What failed on the wire may have been done: AWS was asked afterwards, and that is the answer.
				else if (change.state === 'answered' || (change.state === 'failed' && !reconciled))
					findings.push({code: 'second-outcome', n, key: record.key});
				if (change !== undefined) change.state = record.kind === 'outcome' ? 'answered' : 'failed';
				break;
			}
			case 'call':
				if (record.write && ![...changes.values()].some(change => change.state === 'open'))
					findings.push({code: 'unannounced-call', n, service: record.service, operation: record.operation});
				break;
			default:
				break;
		}
		before = record;
	}
	const all = [...changes.entries()];
	return {
		records: records.length,
		sittings,
		...(records[0] === undefined ? {} : {from: Date.parse(records[0].at)}),
		...(before === undefined ? {} : {to: Date.parse(before.at), head: before.hash}),
		changes: {
			answered: all.filter(([, {state}]) => state === 'answered').length,
			failed: all.filter(([, {state}]) => state === 'failed').length,
			open: all.filter(([, {state}]) => state === 'open').map(([key, {n, what}]) => ({key, n, what})),
		},
		findings,
	};
}

/** Whether the sitting before the one that begins with record `n` has no end. */
function endsOpen(records: readonly JournalRecord[], n: number): boolean {
	for (let index = n - 2; index >= 0; index--) {
		const kind = records[index]?.kind;
		if (kind === 'closed') return false;
		if (kind === 'opened') return true;
	}
	return false;
}
