import {test} from 'vitest';
import {half} from './singly.ts';

test('one thing goes wrong: nothing is claimed that is not so, and the end is said', {timeout: 7_200_000}, () => half(0));
