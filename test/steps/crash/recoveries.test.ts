import {expect, test} from 'vitest';
import {recoveries} from './courses.ts';
import {killEverywhere} from './matrix.ts';

test.each(recoveries)('$scenario: killed anywhere, it ends in the same world', {timeout: 600_000}, async course => {
	expect(await killEverywhere(course)).toBeGreaterThan(20);
});
