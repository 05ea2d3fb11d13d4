import {baseline} from './baseline.ts';
import {brief} from './brief.ts';
import {contain} from './contain.ts';
import type {IncidentStep} from './facts.ts';
import {findings} from './findings.ts';
import {followUp} from './follow-up.ts';
import {preview} from './preview.ts';
import {prove} from './prove.ts';
import {reach} from './reach.ts';
import {summary} from './summary.ts';
import {who} from './who.ts';

/** Every step kind a runbook may name. */
export const steps: Readonly<Record<string, IncidentStep>> = {
	brief,
	findings,
	who,
	reach,
	preview,
	baseline,
	contain,
	prove,
	'follow-up': followUp,
	summary,
};
