import {roleChaining} from './role-chaining.ts';
import {s3Discovery} from './s3-discovery.ts';
import type {Scenario} from './scenario.ts';

/** Every scenario there is, by name. */
export const scenarios: ReadonlyMap<string, Scenario> = new Map([s3Discovery, roleChaining].map(scenario => [scenario.name, scenario]));
