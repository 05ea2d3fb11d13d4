import {accessKeys} from './access-keys.ts';
import {baseline} from './baseline.ts';
import {brief} from './brief.ts';
import {chain} from './chain.ts';
import {contain} from './contain.ts';
import type {IncidentStep} from './facts.ts';
import {findings} from './findings.ts';
import {followUp} from './follow-up.ts';
import {managementAccount} from './management-account.ts';
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
	'management-account': managementAccount,
	prove,
	'access-keys': accessKeys,
	chain,
	'follow-up': followUp,
	summary,
};

/** What each kind goes on from. A runbook that leaves a guard, the baseline or the confirmation out is refused before it is walked. */
export const needs: Readonly<Record<string, readonly string[]>> = {
	findings: ['brief'],
	who: ['findings'],
	reach: ['who'],
	preview: ['reach'],
	baseline: ['preview'],
	contain: ['baseline'],
	'management-account': ['contain'],
	prove: ['contain'],
	'access-keys': ['contain'],
	chain: ['prove'],
	'follow-up': ['prove'],
	summary: ['prove'],
};
