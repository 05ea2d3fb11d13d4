import {systemClock} from '../../clock.ts';
import {damageOf, readBeside} from '../../incident/beside.ts';
import {type Held, heldBy} from '../../incident/lock.ts';
import {type IncidentPlace, listIncidents, stateFolder} from '../../incident/place.ts';
import type {JournalProblem} from '../../incident/read.ts';
import type {JournalRecord} from '../../incident/records.ts';
import {type ExitCode, Problem} from '../../problem.ts';
import {loadRunbook} from '../../runbook/load.ts';
import type {StepScript} from '../../runbook/walk.ts';
import {harmlessJson} from '../../text/clean.ts';
import {text} from '../../text/index.ts';
import type {Arguments} from '../flags/arguments.ts';
import {printed} from '../printed.ts';
import {recovery, scriptFile} from '../walking/scripts.ts';
import {type Standing, standingOf} from './standing.ts';

/** One incident of the list. `unreadable` says why nothing can be told of it. */
export interface Listed {
	readonly id: string;
	/** Epoch ms. */
	readonly begun?: number;
	readonly standing?: Standing;
	/** What is wrong with the journal; what is told beside it is told as far as it holds. */
	readonly damage?: JournalProblem;
	readonly unreadable?: string;
	readonly held: Held;
}

/** Open containments first. */
const groups = ['open', 'damaged', 'off', 'nothing'] as const;
type Group = (typeof groups)[number];

/** `tourniquet incidents`: what is on, since when, and when it may come off. By the journals alone: AWS is not asked. */
export async function incidentsCommand(options: Arguments): Promise<ExitCode> {
	const state = stateFolder(process.env, options.stateDir);
	const now = systemClock.now();
	const places = await listIncidents(state, ['live']);
	const listed = await Promise.all(places.map(place => listedOf(place, now)));
	const sorted = listed.sort((one, other) => groups.indexOf(groupOf(one)) - groups.indexOf(groupOf(other)) || bySince(one, other));
	const said = options.json
		? `${harmlessJson({folder: state, incidents: sorted.map(jsonOf)}, 2)}\n`
		: printed(linesOf(state, sorted, now), process.stdout.columns);
	process.stdout.write(said);
	return 0;
}

async function listedOf(place: IncidentPlace, now: number): Promise<Listed> {
	const held = await heldBy(place.folder);
	try {
		const read = await readBeside(place.journal);
		const damage = damageOf(read);
		const {records} = read;
		const [first] = records;
		return {
			id: place.id,
			held,
			...(first === undefined ? {} : {begun: Date.parse(first.at)}),
			standing: standingOf(records, await doorsAsked(place, records), now),
			...(damage === undefined ? {} : {damage}),
		};
	} catch (error) {
		return {id: place.id, held, unreadable: error instanceof Problem ? error.message : text.incident.notTold};
	}
}

/** The ways in that taking it off asks for, by the script that this incident keeps. */
async function doorsAsked(place: IncidentPlace, records: readonly JournalRecord[]): Promise<StepScript['checklist']> {
	// Nothing was made yet, so nothing comes off.
	if (!records.some(record => record.kind === 'intent')) return [];
	const runbook = await loadRunbook(scriptFile(recovery, place.folder), recovery.known);
	return runbook.steps.find(step => step.kind === 'recovery-gate')?.checklist ?? [];
}

function groupOf({standing, damage, unreadable}: Listed): Group {
	// What a journal says whose end is gone may have been undone since: nobody knows how it stands.
	if (standing !== undefined && standing.on !== 'no' && damage?.beside === undefined) return 'open';
	if (damage !== undefined || unreadable !== undefined) return 'damaged';
	return standing?.wasOn ? 'off' : 'nothing';
}

/** What has been on longest comes first; then what was begun last. */
function bySince(one: Listed, other: Listed): number {
	const since = (one.standing?.since ?? Number.POSITIVE_INFINITY) - (other.standing?.since ?? Number.POSITIVE_INFINITY);
	return Number.isNaN(since) || since === 0 ? (one.id < other.id ? 1 : -1) : since;
}

function linesOf(state: string, listed: readonly Listed[], now: number): readonly string[] {
	const {incidents} = text;
	if (listed.length === 0) return [text.incident.noneAtAll(state)];
	const lines: string[] = [];
	for (const group of groups) {
		const ofGroup = listed.filter(one => groupOf(one) === group);
		if (ofGroup.length === 0) continue;
		lines.push(incidents.groups[group](ofGroup.length), '');
		for (const one of ofGroup) lines.push(...incidents.entry(one, now).map(line => `  ${line}`), '');
	}
	return [...lines, incidents.byJournal];
}

function jsonOf(one: Listed) {
	const {standing, damage, unreadable} = one;
	const moment = (at: number | undefined) => (at === undefined ? null : new Date(at).toISOString());
	const takeOff = standing?.takeOff;
	const perhaps = standing?.accessKeysUnanswered ?? [];
	return {
		incident: one.id,
		state: groupOf(one),
		begun: moment(one.begun),
		subject: standing?.label ?? null,
		on: standing?.on ?? null,
		since: moment(standing?.since),
		policyId: standing?.policyId ?? null,
		permissionSets: standing?.permissionSets ?? [],
		accessKeysInactive: (standing?.accessKeys ?? []).filter(id => !perhaps.includes(id)),
		accessKeysMaybeInactive: perhaps,
		verdict: standing?.verdict ?? null,
		lastSittingInVain: standing?.inVain ?? null,
		takeOff:
			takeOff === undefined
				? null
				: {
						state: takeOff.state,
						notBefore: moment(takeOff.state === 'doors-open' ? takeOff.notBefore : takeOff.at),
						open: takeOff.state === 'doors-open' ? takeOff.open : [],
					},
		inUse: 'by' in one.held && one.held.state !== 'gone' ? {by: one.held.by.user, host: one.held.by.host, since: one.held.by.since} : null,
		problem: unreadable ?? (damage === undefined ? null : text.incidents.damage(damage)),
	};
}
