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
import {recoveryBack, recoveryBefore} from './recovery/back.ts';
import {recoveryBrief} from './recovery/brief.ts';
import {recoveryGate} from './recovery/gate.ts';
import {recoverySummary} from './recovery/recheck.ts';
import {recoveryUndo} from './recovery/undo.ts';
import {summary} from './summary.ts';
import {who} from './who.ts';

/** Every step kind that a runbook of the response may name. */
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

/** Every step kind that a runbook of the recovery may name. */
export const recoverySteps: Readonly<Record<string, IncidentStep>> = {
	'recovery-brief': recoveryBrief,
	'recovery-gate': recoveryGate,
	'recovery-before': recoveryBefore,
	'recovery-undo': recoveryUndo,
	'recovery-back': recoveryBack,
	'recovery-summary': recoverySummary,
};

export const recoveryNeeds: Readonly<Record<string, readonly string[]>> = {
	'recovery-gate': ['recovery-brief'],
	'recovery-before': ['recovery-gate'],
	'recovery-undo': ['recovery-before'],
	'recovery-back': ['recovery-undo'],
	'recovery-summary': ['recovery-back'],
};
