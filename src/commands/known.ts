import type {Known} from '../runbook/schema.ts';
import {conditions} from '../steps/follow-up.ts';
import {needs, steps} from '../steps/index.ts';

/** What a runbook of this program may name, and in which order. */
export const known: Known = {kinds: new Set(Object.keys(steps)), conditions, needs};
