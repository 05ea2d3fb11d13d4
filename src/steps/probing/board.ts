import type {Cell} from '../../containment/proof.ts';
import type {Block, Tone, View} from '../../runbook/views.ts';
import {text} from '../../text/index.ts';

/** The matrix of probes as it stands. */
export function board(
	cells: readonly Cell[],
	options: {readonly title: string; readonly live: boolean; readonly needed?: number; readonly below?: readonly Block[]},
): View {
	const named = cells.some(cell => cell.under !== undefined);
	return {
		id: 'board',
		title: options.title,
		...(options.live ? {live: true} : {}),
		blocks: [
			{
				kind: 'table',
				columns: named ? text.steps.board.columnsWithNames : text.steps.board.columns,
				rows: cells.map(cell => ({
					cells: [
						cell.accountName,
						cell.service,
						cell.region,
						...(named ? [cell.under ?? ''] : []),
						text.steps.board.target(cell.target, options.needed),
						text.steps.board.control(cell.control),
					],
					tone: toneOf(cell, options.needed),
				})),
			},
			...(options.below ?? []),
		],
	};
}

function toneOf(cell: Cell, needed: number | undefined): Tone {
	if (cell.control.now?.kind === 'denied') return 'danger';
	if (needed === undefined) return cell.target.before?.kind === 'allowed' && cell.control.before?.kind === 'allowed' ? 'plain' : 'warning';
	if (cell.target.deniedInARow >= needed) return 'good';
	return cell.target.now?.kind === 'inconclusive' ? 'warning' : 'plain';
}
