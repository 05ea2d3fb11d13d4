import {expect, test} from 'vitest';
import {leftByRole} from '../../../src/containment/recovery/set-left.ts';

test.each([
	['ours', 'role-denies'],
	['unknown', 'role-unread'],
	['none-of-ours', undefined],
	['no-role', undefined],
] as const)('a role that holds %s leaves %s', (holds, left) => {
	expect(leftByRole(holds)).toBe(left);
});
