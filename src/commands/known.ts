import {conditions} from '../steps/follow-up.ts';
import {steps} from '../steps/index.ts';

/** The step kinds and conditions that a runbook of this program may name. */
export const known = {kinds: new Set(Object.keys(steps)), conditions};
