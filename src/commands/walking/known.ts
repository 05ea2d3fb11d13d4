import type {Known} from '../../runbook/schema.ts';
import {conditions} from '../../steps/conditions.ts';
import {needs, recoveryNeeds, recoverySteps, steps} from '../../steps/index.ts';

/** What a runbook of the response may name, and in which order. */
export const known: Known = {kinds: new Set(Object.keys(steps)), conditions, needs};

/** The same for a runbook of the recovery. */
export const knownInRecovery: Known = {kinds: new Set(Object.keys(recoverySteps)), conditions, needs: recoveryNeeds};

/** What any runbook of this program may name. */
export const knownAnywhere: Known = {
	kinds: new Set([...known.kinds, ...knownInRecovery.kinds]),
	conditions,
	needs: {...needs, ...recoveryNeeds},
};
