import {readJson} from '../reading/json-text.ts';
import {isRecord} from '../reading/plain-json.ts';

export type DiffLine = {readonly kind: 'same' | 'added' | 'removed'; readonly text: string};

/**
 * What changes between two policies, for reading: the elements beside the statements, then each statement, in lines. Statements stand by
 * themselves, without the commas between them, so that one added at the end changes no line of the others. All that lies between the
 * first and the last line that differ counts as changed: nothing is hidden, though not every such line need have changed.
 */
export function diffLines(before: string, after: string): readonly DiffLine[] {
	const [old, now] = [linesOf(before), linesOf(after)];
	const shorter = Math.min(old.length, now.length);
	let start = 0;
	while (start < shorter && old[start] === now[start]) start++;
	let end = 0;
	while (end < shorter - start && old.at(-1 - end) === now.at(-1 - end)) end++;
	const lines = (kind: DiffLine['kind'], texts: readonly string[]) => texts.map(text => ({kind, text}));
	return [
		...lines('same', old.slice(0, start)),
		...lines('removed', old.slice(start, old.length - end)),
		...lines('added', now.slice(start, now.length - end)),
		...lines('same', old.slice(old.length - end)),
	];
}

/** None for the empty text; a text that is no policy line by line as it stands. */
function linesOf(policy: string): readonly string[] {
	if (policy === '') return [];
	const reading = readJson(policy);
	if (!reading.ok || !isRecord(reading.value)) return policy.split('\n');
	const {Statement: statements, ...rest} = reading.value;
	return [
		...Object.entries(rest).map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`),
		...[statements].flat().flatMap(statement => (statement === undefined ? [] : JSON.stringify(statement, null, 2).split('\n'))),
	];
}
