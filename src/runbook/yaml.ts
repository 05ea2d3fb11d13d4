import {Composer, type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, Parser, type Scalar, visit} from 'yaml';

/** What is wrong with a runbook as YAML, before it is looked at as a runbook. The words for it are in `src/text`. */
export type SyntaxTrouble =
	| {
			readonly kind:
				| 'empty-file'
				| 'duplicate-key'
				| 'tab'
				| 'second-document'
				| 'alias'
				| 'tag'
				| 'key-not-text'
				| 'number'
				| 'too-deep'
				| 'not-utf-8';
	  }
	/** In the YAML reader's own words, without a full stop. */
	| {readonly kind: 'yaml'; readonly detail: string};

export interface Position {
	/** From 1. */
	readonly line: number;
	/** From 1, in UTF-16 units. */
	readonly column: number;
}

export interface SyntaxProblem extends Position {
	readonly trouble: SyntaxTrouble;
}

export interface YamlText {
	/** The values as JSON has them, or undefined when there are none to be trusted. */
	readonly value: unknown;
	readonly problems: readonly SyntaxProblem[];
	/** Where a key, or the value under it, is written; the nearest place around it when it is not written at all. */
	position(path: readonly (string | number)[], at: 'key' | 'value'): Position;
}

type Token = ReturnType<Parser['parse']> extends Generator<infer T> ? T : never;

/** Far deeper than any runbook, far from where the reader's recursion would exhaust the stack. */
const MAX_DEPTH = 64;

/**
 * Reads one YAML 1.2 document as plain JSON values, with the place of each. Aliases are refused rather than counted, so that a few
 * lines cannot unfold into gigabytes; tags, keys that are not text and numbers that would lose digits (an account id that begins
 * with 0) are refused too.
 */
export function readYaml(text: string): YamlText {
	const lines = new LineCounter();
	const at = (offset: number): Position => {
		const {line, col} = lines.linePos(offset);
		return {line: Math.max(1, line), column: Math.max(1, col)};
	};
	const tokens = [...new Parser(lines.addNewLine).parse(text)];
	const tooDeep = offsetTooDeep(tokens);
	if (tooDeep !== undefined) return nothing([{...at(tooDeep), trouble: {kind: 'too-deep'}}]);
	const [document, ...others] = new Composer({uniqueKeys: true, logLevel: 'silent'}).compose(tokens, true, text.length);
	if (document === undefined || (document.contents === null && document.errors.length === 0)) {
		return nothing([{line: 1, column: 1, trouble: {kind: 'empty-file'}}]);
	}

	const position: YamlText['position'] = (path, end) => at(offsetOf(document, path, end));
	const errors = [...document.errors, ...document.warnings]
		// An unknown tag is found again below, where known ones are.
		.filter(error => error.code !== 'TAG_RESOLVE_FAILED')
		.map((error): SyntaxProblem => ({...at(error.pos[0]), trouble: troubleOf(error.code, error.message)}));
	// After a tab, and after any error but a key given twice, the reader guesses: what else it finds is the error's echo.
	const tabs = errors.filter(({trouble}) => trouble.kind === 'tab');
	if (tabs.length > 0) return {value: undefined, problems: tabs, position};
	if (errors.some(({trouble}) => trouble.kind !== 'duplicate-key')) return {value: undefined, problems: errors, position};

	const second = others.slice(0, 1).map((other): SyntaxProblem => ({...at(other.range[0]), trouble: {kind: 'second-document'}}));
	const foreign = foreignNodes(document);
	const problems = [...errors, ...second, ...foreign.map(({offset, kind}) => ({...at(offset), trouble: {kind}}))];
	const plain = foreign.every(({kind}) => kind === 'number');
	return {value: plain ? document.toJS() : undefined, problems, position};
}

function nothing(problems: readonly SyntaxProblem[]): YamlText {
	return {value: undefined, problems, position: () => ({line: 1, column: 1})};
}

function troubleOf(code: string, message: string): SyntaxTrouble {
	if (code === 'DUPLICATE_KEY') return {kind: 'duplicate-key'};
	if (code === 'TAB_AS_INDENT') return {kind: 'tab'};
	return {kind: 'yaml', detail: message.replace(/\.$/, '')};
}

/** Where the tokens first nest deeper than a runbook may. Without recursion, because this is what protects the reader's own. */
function offsetTooDeep(tokens: readonly Token[]): number | undefined {
	const open: {readonly token: unknown; readonly depth: number}[] = tokens.map(token => ({token, depth: 0}));
	for (let next = open.pop(); next !== undefined; next = open.pop()) {
		const {token, depth} = next;
		if (typeof token !== 'object' || token === null) continue;
		if (depth > MAX_DEPTH) return 'offset' in token && typeof token.offset === 'number' ? token.offset : 0;
		if ('value' in token) open.push({token: token.value, depth: depth + 1});
		if (!('items' in token) || !Array.isArray(token.items)) continue;
		for (const item of token.items) open.push({token: item.key, depth: depth + 1}, {token: item.value, depth: depth + 1});
	}
	return undefined;
}

interface Foreign {
	readonly offset: number;
	readonly kind: 'alias' | 'tag' | 'key-not-text' | 'number';
}

/** What YAML can say and JSON cannot, or would say differently. */
function foreignNodes(document: Document.Parsed): Foreign[] {
	const found: Foreign[] = [];
	visit(document, {
		Node: (key, node) => {
			if (isAlias(node)) found.push({offset: start(node), kind: 'alias'});
			else if (node.tag !== undefined) found.push({offset: start(node), kind: 'tag'});
			else if (key !== 'key' && isScalar(node) && losesDigits(node)) found.push({offset: start(node), kind: 'number'});
		},
		Pair: (_, pair) => {
			if (!isScalar(pair.key) || typeof pair.key.value !== 'string') found.push({offset: start(pair.key), kind: 'key-not-text'});
		},
	});
	return found;
}

function losesDigits({value, source}: Scalar): boolean {
	if (typeof value !== 'number') return false;
	return !Number.isFinite(value) || /^[-+]?0\d/.test(source ?? '') || (Number.isInteger(value) && !Number.isSafeInteger(value));
}

function offsetOf(document: Document.Parsed, path: readonly (string | number)[], at: 'key' | 'value'): number {
	let node: unknown = document.contents;
	let offset = start(node);
	for (const [index, step] of path.entries()) {
		if (isMap(node)) {
			const pair = node.items.find(item => isScalar(item.key) && item.key.value === step);
			if (pair === undefined) return offset;
			offset = start(pair.key);
			node = pair.value;
			if (index === path.length - 1 && at === 'key') return offset;
		} else if (isSeq(node) && typeof step === 'number') {
			node = node.items[step];
		} else {
			return offset;
		}
		offset = isWritten(node) ? start(node) : offset;
	}
	return offset;
}

/** A key without a value has an empty scalar after it, whose place says nothing to a reader. */
function isWritten(node: unknown): boolean {
	return isMap(node) || isSeq(node) || isAlias(node) || (isScalar(node) && node.source !== '');
}

function start(node: unknown): number {
	return (node as Node | null)?.range?.[0] ?? 0;
}
