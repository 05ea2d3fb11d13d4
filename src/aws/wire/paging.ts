import {Problem} from '../../problem.ts';
import {text} from '../../text/index.ts';
import {incompleteAnswer} from '../problems.ts';

/** More pages than any organization has; beyond it, something is answering for ever. */
const mostPages = 10_000;

/**
 * Every item of a listing. An empty page with a token is not the end: AWS documents that it happens. A page without its list is not an
 * empty one: AWS sends the list whenever it answers, and what lacks it is a `not-what-aws-sends` problem. A token that was seen before,
 * or pages without end, is a `paging-loops` problem.
 * @param what the operation, for the problem: `organizations:ListAccounts`
 */
export async function everyPage<T>(
	what: string,
	page: (token: string | undefined) => Promise<{readonly items: readonly T[] | undefined; readonly next: string | undefined}>,
): Promise<T[]> {
	const all: T[] = [];
	const seen = new Set<string>();
	let token: string | undefined;
	do {
		const {items, next} = await page(token);
		if (!items) throw incompleteAnswer(what);
		all.push(...items);
		if (next && (seen.has(next) || seen.size >= mostPages)) {
			const {message, next: advice} = text.aws.pagingLoops(what);
			throw new Problem('paging-loops', message, advice, 5);
		}
		token = next || undefined;
		if (token) seen.add(token);
	} while (token);
	return all;
}
