import {Problem} from '../../problem.ts';
import {text} from '../../text/index.ts';
import {incompleteAnswer} from '../problems.ts';

/** More pages than any organization has; beyond it, something is answering for ever. */
const mostPages = 10_000;

/** Asks for one page: the first one, or the one that the token is for. */
export type AskForPage<T> = (
	token: string | undefined,
) => Promise<{readonly items: readonly T[] | undefined; readonly next: string | undefined}>;

/** Where IAM's next page begins. A page that is not the last and does not say where the next begins is half an answer. */
export function markerOf(
	what: string,
	{IsTruncated, Marker}: {readonly IsTruncated?: boolean | undefined; readonly Marker?: string | undefined},
): string | undefined {
	if (IsTruncated && !Marker) throw incompleteAnswer(what);
	return IsTruncated ? Marker : undefined;
}

/** Every item of a listing; see `eachPage`. */
export async function everyPage<T>(what: string, page: AskForPage<T>): Promise<T[]> {
	const all: T[] = [];
	await eachPage(what, page, items => all.push(...items));
	return all;
}

/**
 * Hands over every page of a listing as it comes. An empty page with a token is not the end: AWS documents that it happens. A page without
 * its list is not an empty one: AWS sends the list whenever it answers, and what lacks it is a `not-what-aws-sends` problem. A token that
 * was seen before, or pages without end, is a `paging-loops` problem.
 * @param what the operation, for the problem: `organizations:ListAccounts`
 */
export async function eachPage<T>(what: string, page: AskForPage<T>, onPage: (items: readonly T[]) => void): Promise<void> {
	const seen = new Set<string>();
	let token: string | undefined;
	do {
		const {items, next} = await page(token);
		if (!items) throw incompleteAnswer(what);
		onPage(items);
		if (next && (seen.has(next) || seen.size >= mostPages)) {
			const {message, next: advice} = text.aws.pagingLoops(what);
			throw new Problem('paging-loops', message, advice, 5);
		}
		token = next || undefined;
		if (token) seen.add(token);
	} while (token);
}
