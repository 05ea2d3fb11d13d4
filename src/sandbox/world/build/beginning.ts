import type {Fault} from '../../faults.ts';
import type {Ids} from '../ids.ts';

/** What everything built at the start has in common. */
export interface Beginning {
	readonly ids: Ids;
	/** Milliseconds since the epoch; ages in a scenario are counted back from here. */
	readonly now: number;
	readonly faults: readonly Fault[];
}

/** How old whatever was there long before is. */
export const LONG_AGO_MS = 400 * 24 * 60 * 60 * 1000;
