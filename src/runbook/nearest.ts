/**
 * The name that was probably meant: the one that the fewest changed letters lead to, when that is no more than a third of the word
 * (one letter at least), or undefined.
 */
export function nearest(word: string, names: Iterable<string>): string | undefined {
	let best: string | undefined;
	let least = Math.max(1, Math.floor(word.length / 3)) + 1;
	for (const name of names) {
		// The difference in length is a lower bound; it spares the comparison of absurdly long words.
		if (Math.abs(name.length - word.length) >= least) continue;
		const distance = changes(word.toLowerCase(), name.toLowerCase());
		if (distance < least) {
			best = name;
			least = distance;
		}
	}
	return best;
}

/** Letters to insert, remove, replace or swap with their neighbour (the optimal string alignment distance). */
function changes(from: string, to: string): number {
	let before: number[] = [];
	let above = Array.from({length: to.length + 1}, (_, column) => column);
	for (let row = 1; row <= from.length; row++) {
		const current = [row];
		for (let column = 1; column <= to.length; column++) {
			const same = from[row - 1] === to[column - 1];
			const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
			current.push(
				Math.min(
					at(above, column) + 1,
					at(current, column - 1) + 1,
					at(above, column - 1) + (same ? 0 : 1),
					swapped ? at(before, column - 2) + 1 : Number.POSITIVE_INFINITY,
				),
			);
		}
		before = above;
		above = current;
	}
	return at(above, to.length);
}

function at(row: readonly number[], column: number): number {
	return row[column] ?? Number.POSITIVE_INFINITY;
}
