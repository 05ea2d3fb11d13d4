import {test} from 'vitest';
import {scenarios} from '../../scenarios.ts';
import {mustHold} from './matrix.ts';
import {actionsOf, allAtOnce, pair, pairs, randomFrom, wide} from './runs.ts';

const seed = Number(process.env.FAULT_SEED ?? 20261123);
const all = await actionsOf();

test('the whole connection or session is lost at any point', {timeout: 7_200_000}, async () => {
	const points = wide ? 12 : 2;
	const names = wide ? [...scenarios.keys()] : ['management-account'];
	await mustHold(
		'everything at once',
		names.flatMap(name => allAtOnce(name, all.get(name)?.get('*') ?? 0, points)),
	);
});

test(`two things go wrong (seed ${seed})`, {timeout: 7_200_000}, async () => {
	const random = randomFrom(seed);
	await mustHold(
		'random pairs',
		Array.from({length: pairs}, () => pair(random, all)),
	);
});
