import {expect} from 'vitest';
import {scenarios} from '../../scenarios.ts';
import {mustHold} from './matrix.ts';
import {actionsOf, singlyEverywhere, wide} from './runs.ts';

/** The cheapest first: what is not a matter of Identity Center goes wrong in a scenario without it. */
const inOrder = ['member-root', 'iam-user-key', 'management-account', 'prepared-policy', 'full-everywhere', 'role-chaining'];

/** One half of all that can go wrong with one action: two files share the work, so that it goes on side by side. */
export async function half(which: 0 | 1): Promise<void> {
	const actions = await actionsOf(wide ? [...scenarios.keys()] : inOrder);
	const runs = singlyEverywhere(actions, wide).filter((_, index) => index % 2 === which);
	expect(runs.length).toBeGreaterThan(200);
	await mustHold(`one at a time, half ${which + 1} of 2`, runs);
}
