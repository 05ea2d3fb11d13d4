/** `12 min`, `3 h`, `2 days`: coarse on purpose, because nobody decides by the second how old a finding is. */
export function span(ms: number): string {
	const seconds = Math.max(0, Math.round(ms / 1000));
	if (seconds < 90) return `${seconds} s`;
	const minutes = Math.round(seconds / 60);
	if (minutes < 90) return `${minutes} min`;
	const hours = Math.round(minutes / 60);
	return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}

/** `2026-11-23 00:41 UTC`. */
export function moment(at: number): string {
	return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

export function count(number: number, one: string, many = `${one}s`): string {
	return `${number.toLocaleString('en-US')} ${number === 1 ? one : many}`;
}

/** The verb that goes with so many: `does`, `do`. */
export function agree(number: number, one: string, many: string): string {
	return number === 1 ? one : many;
}

/** The first `most` of them, and how many more there are. */
export function few(names: readonly string[], most: number): string {
	const shown = names.slice(0, most).join(', ');
	return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}
