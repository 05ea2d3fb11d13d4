import type {Ids} from '../world/ids.ts';
import type {ServiceWords} from './words.ts';

export interface PageRequest {
	/** The token the caller gave; absent for the first page. */
	readonly token: string | undefined;
	/** How many items the caller asked for; zero or absent means the maximum. */
	readonly size: number | undefined;
	readonly maximum: number;
	/**
	 * Begin with a page that has a token and no items. AWS may do so in any listing, and says so for Organizations;
	 * here a few listings always do, so that whoever stops at an empty page is found out.
	 */
	readonly emptyFirst?: boolean;
}

export interface Page<Item> {
	readonly items: Item[];
	readonly next: string | undefined;
}

/**
 * Cuts a listing into pages. A token is opaque and belongs to the operation, the caller's account and the other
 * parameters, all of which `bound` must hold: given with anything else it is refused.
 */
export function paginate<Item>(all: readonly Item[], request: PageRequest, bound: string, ids: Ids, words: ServiceWords): Page<Item> {
	const tokenFor = (offset: number) => Buffer.from(`${offset}:${ids.hex(32, `page/${bound}/${offset}`)}`).toString('base64url');
	let offset = 0;
	if (request.token !== undefined) {
		offset = Number(Buffer.from(request.token, 'base64url').toString().split(':')[0]);
		if (!Number.isInteger(offset) || request.token !== tokenFor(offset)) throw words.invalidPageToken();
	} else if (request.emptyFirst) {
		return {items: [], next: tokenFor(0)};
	}
	const end = offset + Math.min(request.size || request.maximum, request.maximum);
	return {items: all.slice(offset, end), next: end < all.length ? tokenFor(end) : undefined};
}
