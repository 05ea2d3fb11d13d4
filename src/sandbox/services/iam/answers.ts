import {AwsFault} from '../../wire/fault.ts';

/** The most that one page of an IAM listing holds. */
export const LIST_MAXIMUM = 1000;
/** What a page holds when nobody says. */
export const DEFAULT_SIZE = 100;

/** How IAM says whether there is more. */
export function truncation(next: string | undefined) {
	return {IsTruncated: next !== undefined, Marker: next};
}

export function noSuchEntity(message: string): AwsFault {
	return new AwsFault('NoSuchEntityException', message);
}
