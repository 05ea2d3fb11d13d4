import type {Happening, StillWorks} from '../sandbox/actors/play.ts';
import type {Played} from './score.ts';

export type MissedCode =
	| 'no-deny'
	| 'wrong-person'
	| 'person-left-out'
	| 'session-open'
	| 'chain-open'
	| 'management-account-open'
	| 'innocents-hit'
	| 'other-verdict';

export interface Missed {
	readonly code: MissedCode;
	/** Whom or what it is about. */
	readonly about: readonly string[];
}

/** What a night asked for and did not get, the worst first. `denied` says whether a deny was put on, `hits` whom it stopped. */
export function missedBy(played: Played, denied: boolean, hits: readonly Happening[]): readonly Missed[] {
	const {scenario, names, stillWorks, verdict} = played;
	const {goal = {}} = scenario;
	const missed: Missed[] = [];
	const miss = (code: MissedCode, about: readonly string[]) => {
		if (about.length > 0) missed.push({code, about});
	};
	const expected = goodVerdict(played);
	const mayDeny = expected !== 'planned' && expected !== 'refused';
	if (mayDeny && !denied) miss('no-deny', [scenario.name]);
	const right = goal.names ?? [];
	if (denied) {
		miss('wrong-person', wrongPeople(played));
		miss(
			'person-left-out',
			right.filter(name => !names.some(one => isNamed(one, name))),
		);
	}
	const management = scenario.organization.managementAccount;
	const open = mayDeny ? stillWorks.filter(({as, works}) => works && !(goal.beyond ?? []).includes(as)) : [];
	const isManagement = ({account}: StillWorks) => account === management;
	const isUnderAName = ({callerArn}: StillWorks) =>
		right.some(name => callerArn.endsWith(`/${name}`) || (callerArn.endsWith(':root') && name === 'root user'));
	miss(
		'management-account-open',
		open.filter(isManagement).map(({as}) => as),
	);
	miss(
		'chain-open',
		open.filter(one => !isManagement(one) && right.length > 0 && !isUnderAName(one)).map(({as}) => as),
	);
	miss(
		'session-open',
		open.filter(one => !isManagement(one) && (right.length === 0 || isUnderAName(one))).map(({as}) => as),
	);
	miss('innocents-hit', [...new Set(unforeseen(played, hits).map(({actor}) => actor))]);
	if (verdict !== expected) miss('other-verdict', [verdict]);
	return missed;
}

export function goodVerdict({scenario}: Pick<Played, 'scenario'>): string {
	return scenario.goal?.verdict ?? 'contained';
}

/** Whom the deny is for and who is not the thief. Nobody where the scenario does not say who is. */
export function wrongPeople({scenario, names}: Pick<Played, 'scenario' | 'names'>): readonly string[] {
	const {names: right = [], also = []} = scenario.goal ?? {};
	return right.length === 0 ? [] : names.filter(name => ![...right, ...also].some(one => isNamed(name, one)));
}

/** Those of the innocents' denied calls that a good response would have spared. */
export function unforeseen({scenario}: Pick<Played, 'scenario'>, hits: readonly Happening[]): readonly Happening[] {
	return hits.filter(({as}) => !(scenario.goal?.costs ?? []).includes(as));
}

/** The walk's names may say more: `nightly-export (session of role report-export)`. */
export function isNamed(said: string, name: string): boolean {
	return said === name || said.startsWith(`${name} `);
}
