import {plainText, span, widthOf} from './lines/line.ts';
import {wrap} from './lines/wrap.ts';

/**
 * What is printed when the screen is gone, broken at its blanks. A path that is longer than the window stands in a line of its own and is left
 * whole: the terminal breaks it where it likes, and it can still be copied in one piece.
 */
export function lastLines(said: string, columns: number): string {
	return said
		.split('\n')
		.flatMap(line => piecesOf(line, columns).flatMap(piece => rowsOf(piece, columns)))
		.join('\n');
}

/** The line, parted around each word that no row holds. */
function piecesOf(line: string, columns: number): string[] {
	const pieces: string[] = [];
	let open = false;
	for (const word of line.split(' ')) {
		const isLong = isLongerThan(word, columns);
		if (isLong || !open) pieces.push(word);
		else pieces.push(`${pieces.pop()} ${word}`);
		open = !isLong;
	}
	return pieces;
}

function rowsOf(piece: string, columns: number): string[] {
	return isLongerThan(piece, columns) && piece.includes(' ') ? wrap([span(piece)], columns).map(plainText) : [piece];
}

function isLongerThan(said: string, columns: number): boolean {
	return widthOf([span(said)]) > columns;
}
