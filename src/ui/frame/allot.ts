/** What each part of the frame would like, in rows. */
export interface Wanted {
	readonly content: number;
	readonly waiting: number;
	readonly question: number;
	/** Below this many rows the question could not be answered. Never more than `question`. */
	readonly leastQuestion: number;
	/** Rows of the question that a small window gives to the content first; none when absent. */
	readonly spareQuestion?: number;
	/** What is asked needs its rows more than what others do. */
	readonly feedGivesWay?: boolean;
	/** What others do, below everything; none when absent. */
	readonly feed?: number;
}

/** What each part of the frame gets, in rows. Together never more than the window less two. */
export interface Allotment {
	readonly header: number;
	readonly title: number;
	readonly content: number;
	readonly waiting: number;
	/** Blank rows above the question. */
	readonly gap: number;
	readonly question: number;
	readonly footer: number;
	readonly feed: number;
}

/** Rows of the window that the frame leaves free: a frame that fills the window makes terminals scroll, and the transcript shows above it. */
const free = 2;
/** A window that leaves fewer rows than this to the frame is small: while something is asked there, the feed gets what nothing else needs. */
const small = 20;
/** A title and a few choices. */
const shortList = 6;
/** A title and one row: less of a feed says nothing. */
const leastFeed = 2;
/** While a question is up, what it is asked about keeps this share of the rows that both could use. */
const contentShare = 0.4;

/** Divides a window of `rows` rows: first what must not leave, then the question, then what it is about. */
export function allot(rows: number, wanted: Wanted): Allotment {
	const budget = Math.max(rows - free, 1);
	const header = budget >= 16 ? 4 : budget >= 12 ? 3 : budget >= 7 ? 2 : 1;
	let left = budget - header;
	const take = (most: number): number => {
		const taken = Math.max(Math.min(most, left), 0);
		left -= taken;
		return taken;
	};
	const footer = budget >= 5 ? take(1) : 0;
	const title = budget >= 14 ? take(1) : 0;
	const feedWanted = Math.min(wanted.feed ?? 0, feedRows(budget));
	// Of a list that is long anyway a few rows are enough; what it is about should be read whole.
	const asked = Math.min(wanted.question - (wanted.spareQuestion ?? 0), shortList);
	const isShort = wanted.question > 0 && wanted.content + wanted.waiting + asked + feedWanted > left - 1;
	const feedIsLast = wanted.feedGivesWay === true || (budget < small && isShort);
	const feedAtOnce = feedIsLast ? 0 : take(feedWanted);
	const least = Math.min(wanted.leastQuestion, left);
	const waiting = Math.min(wanted.waiting, budget >= 16 ? 3 : 1, left - least);
	left -= waiting;
	const gap = wanted.question > 0 && budget >= 18 && left > least ? take(1) : 0;
	const share = Math.floor(left * contentShare);
	const withoutSpare = budget < small ? left - (wanted.question - (wanted.spareQuestion ?? 0)) : 0;
	const kept = Math.min(wanted.content, Math.max(share, withoutSpare), left - least);
	const question = take(Math.min(wanted.question, left - kept));
	const content = take(wanted.content);
	const feed = feedIsLast && left >= leastFeed ? take(feedWanted) : feedAtOnce;
	return {header, footer, title, waiting, gap, question, feed, content};
}

/** The feed is what may be missed most easily: it grows with the window, and leaves the smallest ones. */
function feedRows(budget: number): number {
	if (budget < 14) return 0;
	if (budget < 20) return 2;
	return Math.min(3 + Math.floor((budget - 20) / 4), 10);
}
