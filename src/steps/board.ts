import type {Cell} from '../containment/proof.ts';
import type {Block, Tone, View} from '../runbook/views.ts';
import {text} from '../text/index.ts';
import type {IncidentWalk} from './facts.ts';

/** The matrix of probes as it stands. */
export function board(
	walk: IncidentWalk,
	options: {readonly title: string; readonly live: boolean; readonly needed?: number; readonly below?: readonly Block[]},
): View {
	return {
		id: 'board',
		title: options.title,
		...(options.live ? {live: true} : {}),
		blocks: [
			{
				kind: 'table',
				columns: text.steps.board.columns,
				rows: walk.facts.cells.map(cell => ({
					cells: [
						cell.accountName,
						cell.service,
						cell.region,
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
