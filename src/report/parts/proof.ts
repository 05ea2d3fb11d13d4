import type {ProbeOutcome} from '../../containment/proof/denial.ts';
import type {Cell, CellName, Observed} from '../../containment/proof/proof.ts';
import type {BackCell} from '../../containment/recovery/access-back.ts';
import type {JournalRecord} from '../../incident/records.ts';
import type {Json} from '../../runbook/json.ts';
import type {ProofRow, ProofSide} from '../model.ts';
import {bare, evidenceOf, isoOrNull, notesOf, ofKind, valuesOf} from './told.ts';

/** What was probed before the deny, since, and after it came off: one row a place. Where no verdict was reached, what was seen before it. */
export function proofOf(records: readonly JournalRecord[]): readonly ProofRow[] {
	const rows = new Map<string, ProofRow>();
	const keyOf = (name: CellName) => [name.accountId, name.region, name.service, name.under ?? ''].join('/');
	const cells = cellsLast(records) ?? baselines(records);
	for (const cell of cells) rows.set(keyOf(cell), rowOf(cell, sideOf(cell.target), sideOf(cell.control)));
	for (const cell of backCells(records)) {
		// A matrix under several names in the response, and under one in the recovery, is told apart by its account.
		const known = rows.get(keyOf(cell)) ?? [...rows.values()].find(row => sameplace(row, cell) && row.under === null);
		const row = known ?? rowOf(cell, nothing, nothing);
		rows.set(keyOf({...cell, ...(row.under === null ? {} : {under: row.under})}), {
			...row,
			target: {...row.target, afterRecovery: cell.target.now ?? null},
			control: {...row.control, afterRecovery: cell.control.now ?? null},
		});
	}
	return [...rows.values()];
}

const sameplace = (row: ProofRow, cell: CellName) =>
	row.accountId === cell.accountId && row.region === cell.region && row.service === cell.service;

const nothing: ProofSide = {before: null, after: null, afterRecovery: null, deniedInARow: 0, deniedSince: null, at: null};

function rowOf(name: CellName, target: ProofSide, control: ProofSide): ProofRow {
	const {accountId, accountName, region, service, under} = name;
	return {accountId, accountName, region, service, under: under ?? null, target, control};
}

function sideOf({before, now, deniedInARow, deniedSince, at}: Observed): ProofSide {
	return {
		before: before ?? null,
		after: now ?? null,
		afterRecovery: null,
		deniedInARow,
		deniedSince: isoOrNull(deniedSince),
		at: isoOrNull(at),
	};
}

/** The matrix as it was judged last. */
function cellsLast(records: readonly JournalRecord[]): readonly Cell[] | undefined {
	const last = notesOf(records, 'verdict').at(-1);
	return last === undefined ? undefined : cellsIn(last.value);
}

/** The matrix that a verdict was come to by. */
export function cellsIn(verdict: Json): readonly Cell[] {
	const {cells} = valuesOf(verdict);
	return Array.isArray(cells) ? (cells as unknown as readonly Cell[]) : [];
}

function backCells(records: readonly JournalRecord[]): readonly BackCell[] {
	const cells = valuesOf(notesOf(records, 'access-back').at(-1)?.value).cells;
	return Array.isArray(cells) ? (cells as unknown as readonly BackCell[]) : [];
}

/** From the evidence of the baseline alone: `target/444444444444/us-east-1/s3`, with a name behind it where there are several. */
function baselines(records: readonly JournalRecord[]): readonly Cell[] {
	const cells = new Map<string, Cell>();
	for (const {key, value} of ofKind(records, 'evidence')) {
		const [, session, accountId = '', region = '', service = '', under] =
			/^(target|control)\/([^/]*)\/([^/]*)\/([^/]*)(?:\/(.*))?$/.exec(bare(key)) ?? [];
		if (session !== 'target' && session !== 'control') continue;
		const place = [accountId, region, service, under ?? ''].join('/');
		const name = accountNames(records).get(accountId) ?? accountId;
		const known: Cell = cells.get(place) ?? {
			accountId,
			accountName: name,
			region,
			service: service as Cell['service'],
			...(under === undefined ? {} : {under}),
			target: {deniedInARow: 0},
			control: {deniedInARow: 0},
		};
		cells.set(place, {...known, [session]: {before: value as unknown as ProbeOutcome, deniedInARow: 0}});
	}
	return [...cells.values()];
}

/** The names of the accounts that were chosen to be probed. */
function accountNames(records: readonly JournalRecord[]): ReadonlyMap<string, string> {
	const chosen = evidenceOf(records, 'accounts').at(-1)?.value;
	const list = Array.isArray(chosen) ? (chosen as unknown as readonly {readonly id: string; readonly name: string}[]) : [];
	return new Map(list.map(({id, name}) => [id, name]));
}
