import type {JournalRecord} from '../incident/records.ts';
import type {Happening, StillWorks} from '../sandbox/actors/play.ts';
import type {Scenario} from '../sandbox/scenario/scenario.ts';
import {type AfterDeny, afterDenyOf, type IsNamed} from './after-deny.ts';
import {type Delay, delaysOf} from './delays.ts';
import {type Loss, lossesOf, pointsLeft} from './losses.ts';
import {goodVerdict, type Missed, missedBy, unforeseen, wrongPeople} from './missed.ts';
import {type Outcome, outcomeOf} from './outcome.ts';
import {type WrongTurn, wrongTurns} from './turns.ts';

/** Everything that a score is made from. */
export interface Played {
	readonly scenario: Pick<Scenario, 'name' | 'rehearsal' | 'goal' | 'organization' | 'actors' | 'sessions'>;
	readonly seed: number;
	/** How many times faster than real time the rehearsal's clock went, which all moments here are of. */
	readonly speed: number;
	/** Milliseconds since the epoch: when the clock started, and stopped. */
	readonly startedAt: number;
	readonly endedAt: number;
	readonly records: readonly JournalRecord[];
	readonly happened: readonly Happening[];
	readonly injected: readonly string[];
	/** Every session that the attacker used, tried once more at the end. */
	readonly stillWorks: readonly StillWorks[];
	readonly isNamed: IsNamed;
	readonly verdict: string;
	/** Whom the deny is for, as the walk names them. */
	readonly names: readonly string[];
	readonly openTasks: readonly string[];
}

export interface Score {
	readonly scenario: string;
	readonly seed: number;
	readonly verdict: string;
	/** What a good response comes to here. */
	readonly goodVerdict: string;
	readonly outcome: Outcome;
	/** Of 100. */
	readonly points: number;
	/** Where the others went: with `points` they make a hundred. */
	readonly losses: readonly Loss[];
	/** How many times faster than real time the rehearsal's clock went. */
	readonly speed: number;
	/** In real time since the start, which a person measures by; null for what did not come about. */
	readonly times: {
		readonly toIdentifiedMs: number | null;
		readonly toContainedMs: number | null;
		readonly toProvenMs: number | null;
		readonly toManagementAccountClosedMs: number | null;
		readonly totalMs: number;
	};
	readonly attacker: {
		readonly calls: number;
		readonly succeeded: number;
		/** After AWS had taken the deny. */
		readonly succeededAfterDeny: number;
		readonly afterDeny: AfterDeny;
		readonly denied: number;
		/** For other reasons than a policy. */
		readonly failed: number;
		/** What the successes were worth, with how many times. */
		readonly gained: readonly {readonly what: string; readonly times: number}[];
		readonly stillIn: readonly {readonly as: string; readonly account: string}[];
	};
	readonly innocents: {
		readonly calls: number;
		readonly denied: number;
		/** Everybody who was denied anything, and whom the deny is for by mistake. */
		readonly hit: readonly string[];
		/** Whom the deny is for by mistake. */
		readonly people: readonly string[];
		/** How many of `denied` a good response could not have spared either. */
		readonly foreseen: number;
	};
	readonly missed: readonly Missed[];
	readonly wrongTurns: readonly WrongTurn[];
	/** Manual tasks that were put before the responder; none where the walk ended before. */
	readonly tasksShown: number;
	readonly openTasks: readonly string[];
	readonly injects: readonly string[];
	/** Where time could have been saved, the most first; three at most. */
	readonly slowest: readonly Delay[];
}

/** What a rehearsal came to: a function of the journal and the calls that were made meanwhile. */
export function scoreOf(played: Played): Score {
	const {scenario, speed, startedAt, endedAt, records, happened} = played;
	const since = (at: number | undefined) => (at === undefined ? null : Math.round((at - startedAt) / speed));
	const denyAt = firstAt(records, isDenySent);
	const attacks = happened.filter(({kind}) => kind === 'attacker');
	const succeeded = attacks.filter(({outcome}) => outcome === 'allowed');
	const afterDeny = succeeded.filter(({at}) => denyAt !== undefined && at > denyAt);
	const bystanders = happened.filter(({kind}) => kind === 'innocent');
	const hits = bystanders.filter(({outcome, deniedBy}) => outcome === 'denied' && deniedBy?.kind === 'service-control-policy');
	const people = denyAt === undefined ? [] : wrongPeople(played);
	const hit = [...new Set([...hits.map(({actor}) => actor), ...people])];
	const times = {
		toIdentifiedMs: since(firstAt(records, record => record.kind === 'step' && record.step === 'who' && record.state === 'done')),
		toContainedMs: since(denyAt),
		toProvenMs: since(firstAt(records, isProven)),
		toManagementAccountClosedMs: since(firstAt(records, isClosed)),
		totalMs: Math.round((endedAt - startedAt) / speed),
	};
	const missed = missedBy(played, denyAt !== undefined, hits);
	const turns = wrongTurns(played);
	const attacker = {
		calls: attacks.length,
		succeeded: succeeded.length,
		succeededAfterDeny: afterDeny.length,
		afterDeny: afterDenyOf(afterDeny, {
			records,
			happened,
			managementAccount: scenario.organization.managementAccount,
			isNamed: played.isNamed,
		}),
		denied: attacks.filter(({outcome}) => outcome === 'denied').length,
		failed: attacks.filter(({outcome}) => outcome === 'error').length,
		gained: counted(succeeded.flatMap(({gains}) => gains ?? [])),
		stillIn: played.stillWorks.filter(({works}) => works).map(({as, account}) => ({as, account})),
	};
	const innocentCalls = unforeseen(played, hits).length;
	const losses = lossesOf({missed, wrongTurns: turns, openTasks: played.openTasks, toContainedMs: times.toContainedMs, innocentCalls});
	return {
		scenario: scenario.name,
		seed: played.seed,
		verdict: played.verdict,
		goodVerdict: goodVerdict(played),
		outcome: outcomeOf({missed, attacker}),
		points: pointsLeft(losses),
		losses,
		speed,
		times,
		attacker,
		innocents: {calls: bystanders.length, denied: hits.length, hit, people, foreseen: hits.length - innocentCalls},
		missed,
		wrongTurns: turns,
		tasksShown: tasksShown(played),
		openTasks: played.openTasks,
		injects: played.injected,
		slowest: delaysOf(records, {startedAt, denyAt, speed, scenario}),
	};
}

/** Ticked or not, as of the last time they were asked for. */
function tasksShown({records, openTasks}: Played): number {
	const asked = records.findLast(record => record.kind === 'answer' && record.question === 'checklist');
	const ticked = asked?.kind === 'answer' && Array.isArray(asked.answer) ? asked.answer.length : 0;
	return ticked + openTasks.length;
}

function isDenySent(record: JournalRecord): boolean {
	return record.kind === 'outcome' && /^contain\/(attach-policy|fill-prepared-policy)/.test(record.key);
}

function isProven(record: JournalRecord): boolean {
	return record.kind === 'note' && /^prove\/verdict/.test(record.key) && wordOf(record.value, 'verdict') === 'contained';
}

function isClosed(record: JournalRecord): boolean {
	return record.kind === 'note' && /\/management-account/.test(record.key) && wordOf(record.value, 'state') === 'closed';
}

function wordOf(value: unknown, key: string): unknown {
	return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

function firstAt(records: readonly JournalRecord[], is: (record: JournalRecord) => boolean): number | undefined {
	const found = records.find(is);
	return found === undefined ? undefined : Date.parse(found.at);
}

function counted(words: readonly string[]): readonly {readonly what: string; readonly times: number}[] {
	const counts = new Map<string, number>();
	for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
	return [...counts].map(([what, times]) => ({what, times}));
}
