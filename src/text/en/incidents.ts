import type {TakeOffState} from '../../containment/recovery/take-off.ts';
import {agree, count, moment, span} from './words.ts';

/** What is told of one incident. Everything in it may be hostile. */
interface Told {
	readonly id: string;
	readonly begun?: number;
	readonly standing?: {
		readonly label: string;
		readonly on: 'yes' | 'maybe' | 'no';
		readonly since?: number;
		readonly policyId?: string;
		readonly permissionSets: readonly string[];
		readonly accessKeys: readonly string[];
		readonly accessKeysUnanswered?: readonly string[];
		readonly takeOff?: TakeOffState;
		readonly verdict?: string;
		readonly inVain?: string;
	};
	readonly damage?: {readonly line: number; readonly what: string};
	readonly unreadable?: string;
	readonly held: {
		readonly state: 'free' | 'here' | 'gone' | 'elsewhere' | 'damaged';
		readonly by?: {readonly user: string; readonly host: string; readonly since: string; readonly pid: number};
	};
}

const damage = ({line, what}: {readonly line: number; readonly what: string}) => `The journal does not hold from line ${line} on. ${what}`;

/** The list of incidents. */
export const incidents = {
	groups: {
		open: (number: number): string => `ON: ${count(number, 'containment')}`,
		damaged: (number: number): string => `NOT KNOWN: ${count(number, 'journal')} cannot be read whole`,
		off: (number: number): string => `Taken off: ${number}`,
		nothing: (number: number): string => `Nothing was changed: ${number}`,
	},
	entry: (told: Told, now: number): readonly string[] => {
		const {id, standing, begun} = told;
		const lines = [`${id}  ${standing === undefined || standing.label === '' ? 'nobody named yet' : standing.label}`];
		if (standing !== undefined && standing.on !== 'no') lines.push(...onLines(id, standing, now));
		else if (begun !== undefined) lines.push(`  begun ${moment(begun)}${standing?.verdict === undefined ? '' : ` · ${standing.verdict}`}`);
		if (standing?.inVain !== undefined) lines.push(`  the last sitting found and did nothing (${standing.inVain})`);
		if (told.unreadable !== undefined) lines.push(`  ${told.unreadable}`);
		if (told.damage !== undefined) lines.push(`  ${damage(told.damage)}`, `  look closer: tourniquet verify ${id}`);
		lines.push(...heldLines(told.held, id, standing?.on !== undefined && standing.on !== 'no'));
		return lines;
	},
	damage,
	byJournal: 'By the journals on this machine; AWS was not asked. Go on with: tourniquet resume ID · take off with: tourniquet recover ID',
} as const;

function onLines(id: string, standing: NonNullable<Told['standing']>, now: number): string[] {
	const {on, since, policyId, permissionSets, accessKeys, accessKeysUnanswered: perhaps = [], takeOff, verdict} = standing;
	const inactive = accessKeys.length - perhaps.length;
	const held = since === undefined ? '' : ` for ${span(now - since)}, since ${moment(since)}`;
	const first = on === 'yes' ? `  on${held}` : '  MAY BE ON: it was sent to AWS, and no answer is on record';
	const what = [
		...(policyId === undefined ? [] : [policyId]),
		...(permissionSets.length === 0 ? [] : [`permission ${agree(permissionSets.length, 'set', 'sets')} ${permissionSets.join(', ')}`]),
		...(inactive === 0 ? [] : [`${count(inactive, 'access key')} inactive`]),
		...(perhaps.length === 0 ? [] : [`${count(perhaps.length, 'access key')} that may be inactive`]),
	];
	return [
		`${first}${verdict === undefined ? ' · no verdict: it was cut off' : ` · ${verdict}`}`,
		...(what.length === 0 ? [] : [`  ${what.join(' · ')}`]),
		...(on === 'maybe' ? [`  ask AWS: tourniquet resume ${id}`] : []),
		...(takeOff === undefined ? [] : [`  ${comesOff(takeOff, now)}`]),
	];
}

function comesOff(state: TakeOffState, now: number): string {
	switch (state.state) {
		case 'doors-open':
			return `may not come off yet: ${count(state.open.length, 'way in', 'ways in')} not known to be closed, then 12 hours or more`;
		case 'too-early':
			return `may come off at ${moment(state.at)}, in ${span(state.at - now)}`;
		case 'safe':
			return `may come off since ${moment(state.at)}`;
	}
}

function heldLines({state, by}: Told['held'], id: string, open: boolean): string[] {
	if (by === undefined) return state === 'damaged' ? ['  somebody may have it open: its lock cannot be read'] : [];
	if (state === 'gone') return [`  its program was cut off${open ? `: go on with tourniquet resume ${id}` : ''}`];
	return [`  open on ${by.host}, by ${by.user} since ${moment(Date.parse(by.since))} (process ${by.pid})`];
}
