import {rehearsed} from '../../src/commands/flags/answers.ts';
import {namedIn} from '../../src/commands/rehearsal/named.ts';
import {Stage} from '../../src/commands/rehearsal/stage.ts';
import {type Score, scoreOf} from '../../src/rehearsal/score.ts';
import type {Question} from '../../src/runbook/questions.ts';
import type {Scenario} from '../../src/sandbox/scenario/scenario.ts';
import type {VirtualClock} from '../../src/sandbox/virtual-clock.ts';
import {labelOf} from '../../src/steps/subjects.ts';
import {scenarioNamed} from '../scenarios.ts';
import {type Ask, type Incident, type WalkedThrough, walkThrough} from '../steps/support.ts';

export interface Rehearsed extends WalkedThrough {
	readonly score: Score;
	readonly stage: Stage;
	/** What is on disk. */
	readonly journal: Incident['journal'];
}

/** How somebody answers who does not do everything right; what is not answered here is answered well. */
export type Badly = (question: Question) => unknown;

/** A scenario, shipped or of one's own, played to its end with everybody at work, in time that nobody waits for. */
export async function rehearse(
	which: string | Scenario,
	options: {readonly badly?: Badly; readonly user?: string; readonly seed?: number; readonly deadlineSeconds?: number} = {},
): Promise<Rehearsed> {
	const scenario = typeof which === 'string' ? scenarioNamed(which) : which;
	const {seed = 1} = options;
	const stage = new Stage({scenario, faults: [], seed, automatic: true, speed: 1});
	const {finding, tip} = scenario.rehearsal;
	const user = options.user ?? tip;
	const isGood = (label: string) => finding !== undefined && label.includes(finding.type) && label.includes(finding.principal);
	const well = rehearsed(user === undefined ? {} : {user}, isGood);
	const ask = stage.thoughtOver((async (question, signal) => options.badly?.(question) ?? well(question, signal)) as Ask);
	const incident: Incident = {sandbox: stage.sandbox, clock: stage.clock as VirtualClock, journal: []};
	const startedAt = stage.clock.now();
	stage.play.begin();
	const walked = await walkThrough({
		incident,
		ask,
		...(options.deadlineSeconds === undefined ? {} : {settings: {deadlineSeconds: options.deadlineSeconds}}),
		endAfter: record => {
			if (record.kind === 'step' && record.state === 'entered') stage.play.entered(record.step);
			return false;
		},
	});
	const endedAt = stage.clock.now();
	const stillWorks = await stage.play.stillWorks();
	const {happened, injected} = stage.play;
	await stage.stop();
	const score = scoreOf({
		scenario,
		seed,
		speed: stage.speed,
		startedAt,
		endedAt,
		records: incident.journal,
		happened,
		injected: injected.map(({inject}) => inject.id),
		stillWorks,
		isNamed: namedIn(stage.sandbox),
		verdict: walked.result.verdict,
		names: (walked.facts.subjects ?? []).map(labelOf),
		openTasks: walked.facts.openTasks,
	});
	return {...walked, score, stage, journal: incident.journal};
}
