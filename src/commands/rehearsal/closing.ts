import {stateFolder} from '../../incident/place.ts';
import {debriefView} from '../../rehearsal/debrief.ts';
import {pastRehearsals, remember, standingOf} from '../../rehearsal/history.ts';
import {type Score, scoreOf} from '../../rehearsal/score.ts';
import {labelOf} from '../../steps/subjects.ts';
import {text} from '../../text/index.ts';
import {verdictOf} from '../walking/result.ts';
import type {Ended, Epilogue} from '../walking/walk-incident.ts';
import {namedIn} from './named.ts';
import type {Stage} from './stage.ts';

export interface Closing {
	readonly stage: Stage;
	readonly seed: number;
	readonly stateDir: string | undefined;
	/** It played itself: the score is nobody's, and goes into no history. */
	readonly automatic: boolean;
}

/** Ends the play, scores it, and says what it came to. */
export async function debriefed({stage, seed, stateDir, automatic}: Closing, end: Ended): Promise<Epilogue> {
	const {facts, ending, records, runbook, frontEnd} = end;
	const endedAt = stage.clock.now();
	const stillWorks = await stage.play.stillWorks();
	const {happened, injected} = stage.play;
	await stage.stop();
	const startedAt = Date.parse(records[0]?.at ?? new Date(endedAt).toISOString());
	const score: Score = scoreOf({
		scenario: stage.scenario,
		seed,
		speed: stage.speed,
		startedAt,
		endedAt,
		records,
		happened,
		injected: injected.map(({inject}) => inject.id),
		stillWorks,
		isNamed: namedIn(stage.sandbox),
		verdict: verdictOf(facts, ending),
		names: (facts.subjects ?? []).map(labelOf),
		openTasks: facts.openTasks,
	});
	const state = stateFolder(process.env, stateDir);
	const standing = automatic ? undefined : standingOf(await pastRehearsals(state), score.scenario);
	if (!automatic) await remember(state, score, endedAt);
	const {debrief} = text.rehearsal;
	const titles = new Map(runbook.steps.map(({id, title}) => [id, title]));
	frontEnd.enter({id: 'debrief', title: debrief.step, why: debrief.why});
	frontEnd.show(debriefView(score, standing, stage.scenario.goal?.points ?? [], titles));
	return {score, lastLine: debrief.last(score)};
}
