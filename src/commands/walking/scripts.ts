import {existsSync} from 'node:fs';
import {join} from 'node:path';
import type {JournalRecord} from '../../incident/records.ts';
import type {Known} from '../../runbook/schema.ts';
import {shipped} from '../../shipped.ts';
import type {Facts, IncidentStep} from '../../steps/facts.ts';
import {recoverySteps, steps} from '../../steps/index.ts';
import {recoveringFacts} from '../looking-back/recovering.ts';
import {standingOf} from '../looking-back/standing.ts';
import {known, knownInRecovery} from './known.ts';

/** What is walked: the runbook as it is shipped, and what it may name. */
export interface Script {
	/** Below the package's `runbooks`. */
	readonly file: string;
	/** Its copy in the incident's folder. */
	readonly kept: string;
	readonly known: Known;
	readonly steps: Readonly<Record<string, IncidentStep>>;
	/** What the journal tells before the first step is walked. */
	readonly prepare?: (facts: Facts, records: readonly JournalRecord[]) => void;
}

export const response: Script = {
	file: 'leaked-session.yaml',
	kept: 'runbook.yaml',
	known,
	steps,
	prepare: (facts, records) => {
		// Whoever may change nothing gets no further than the plan, and must learn there what is on already.
		if (facts.settings.readOnly) facts.onBefore = standingOf(records, [], 0);
	},
};

export const recovery: Script = {
	file: 'recovery.yaml',
	kept: 'recovery.yaml',
	known: knownInRecovery,
	steps: recoverySteps,
	prepare: recoveringFacts,
};

/** The copy that an incident keeps of the script it was begun with, or else the one that is shipped. */
export function scriptFile(script: Script, folder: string | undefined): string {
	const kept = folder === undefined ? undefined : join(folder, script.kept);
	return kept !== undefined && existsSync(kept) ? kept : shipped(script.file);
}
