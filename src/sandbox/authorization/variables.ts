import {type AuthorizationRequest, contextValue} from './request.ts';
import {literalPattern, type Pattern, wildcardPattern} from './wildcard.ts';

/** A stretch of policy text. What a variable put there is quoted: its `*` and `?` are only characters. */
interface Stretch {
	text: string;
	quoted: boolean;
}

/** Policy text with its variables filled in; undefined when one of them has no value in this request. */
export type ExpandedText = readonly Stretch[] | undefined;

// ${key}, ${key, 'default'}, and the escapes ${*} ${?} ${$}
const variable = /\$\{([^}',]*)(?:,\s*'([^']*)'\s*)?\}/g;

/**
 * Fills in policy variables from the request: IAM user guide, "policy elements: variables and tags". Only a key with a single
 * value can be a variable; a default stands in for a key that has none.
 */
export function expandVariables(text: string, request: AuthorizationRequest): ExpandedText {
	const stretches: Stretch[] = [];
	let end = 0;
	for (const found of text.matchAll(variable)) {
		const value = variableValue((found[1] ?? '').trim(), found[2], request);
		if (value === undefined) return undefined;
		stretches.push({text: text.slice(end, found.index), quoted: false}, {text: value, quoted: true});
		end = found.index + found[0].length;
	}
	stretches.push({text: text.slice(end), quoted: false});
	return stretches;
}

/** Policy text whose document version knows no variables: `${` is only two characters. */
export function withoutVariables(text: string): ExpandedText {
	return [{text, quoted: false}];
}

/** The expanded text as plain characters. */
export function asText(expanded: ExpandedText): string | undefined {
	return expanded?.map(stretch => stretch.text).join('');
}

/** The expanded text as a pattern; only the wildcards the policy's author wrote are wildcards. */
export function asPattern(expanded: ExpandedText): Pattern | undefined {
	return expanded?.flatMap(stretch => (stretch.quoted ? literalPattern(stretch.text) : wildcardPattern(stretch.text)));
}

function variableValue(name: string, fallback: string | undefined, request: AuthorizationRequest): string | undefined {
	if (name === '*' || name === '?' || name === '$') return name;
	const value = contextValue(request, name);
	return typeof value === 'string' ? value : fallback;
}
