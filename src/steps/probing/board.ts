import type {Cell} from '../../containment/proof/proof.ts';
import type {Block, Tone, View} from '../../runbook/views.ts';
import {text} from '../../text/index.ts';
import {testSessionPrefix} from '../subjects.ts';

/** The matrix of probes as it stands. */
export function board(
	cells: readonly Cell[],
	options: {
		readonly id?: string;
		readonly title: string;
		readonly live: boolean;
		readonly needed?: number;
		readonly below?: readonly Block[];
	},
): View {
	const named = cells.some(cell => cell.under !== undefined);
	return {
		id: options.id ?? 'board',
		title: options.live || options.needed === undefined ? options.title : settledTitle(options.title, cells),
		...(options.live ? {live: true} : {}),
		blocks: [
			{
				kind: 'table',
				columns: named ? text.steps.board.columnsWithNames : text.steps.board.columns,
				rows: cells.map(cell => ({
					cells: [
						// With one column more the place shares one, so that the words of a row stay whole in a narrow window.
						...(named
							? [text.steps.board.where(cell.accountName, cell.service, cell.region), sessionOf(cell)]
							: [cell.accountName, cell.service, cell.region]),
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

/** A title may count from a moment that goes by; of what is not looked at any more it says when that was. */
function settledTitle(title: string, cells: readonly Cell[]): string {
	const looks = cells.flatMap(({target, control}) => [target.at, control.at]).filter(at => at !== undefined);
	return looks.length === 0 ? title : text.ui.board.asOf(title, Math.max(...looks));
}

function sessionOf({under = ''}: Cell): string {
	return under.startsWith(testSessionPrefix) ? text.steps.board.testSession : under;
}

function toneOf(cell: Cell, needed: number | undefined): Tone {
	if (cell.control.now?.kind === 'denied') return 'danger';
	if (needed === undefined) return cell.target.before?.kind === 'allowed' && cell.control.before?.kind === 'allowed' ? 'plain' : 'warning';
	if (cell.target.deniedInARow >= needed) return 'good';
	return cell.target.now?.kind === 'inconclusive' ? 'warning' : 'plain';
}
