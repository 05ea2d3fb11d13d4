import {Problem} from '../../problem.ts';
import type {Block} from '../../runbook/views.ts';
import {WalkEnded} from '../../runbook/walk.ts';
import {text} from '../../text/index.ts';
import {policyAltered} from '../applying/made.ts';
import {openAsResponder} from '../brief.ts';
import type {Closing, IncidentStep, IncidentWalk, KeyInactive} from '../facts.ts';
import {lookForReach} from '../looks/reach.ts';
import {labelsOf, personsOf} from '../subjects.ts';
import {settleAlsoMade} from './also-made.ts';
import {undoBlocks} from './by-hand.ts';
import {stoppedByIdAlone} from './doors.ts';
import {
	differenceBlocks,
	type PolicyStanding,
	policyStanding,
	refusedYetThere,
	type SetStanding,
	setStandings,
	settleApplied,
} from './drift.ts';

/** What this incident made, and how it stands now. What somebody changed since is shown, and nothing is undone that is not ours any more. */
export const recoveryBrief: IncidentStep = async walk => {
	const {facts} = walk;
	await openAsResponder(walk);
	const applied = await settleApplied(walk);
	if (applied !== undefined) facts.applied = applied;
	await settleAlsoMade(walk);
	await settleSets(walk);
	await settleKeys(walk);
	const {closing, keysInactive} = facts;
	// How long sessions can last is asked anew: it may have been changed since.
	if (facts.instance !== undefined) facts.reachLook = lookForReach(walk, personsOf(facts));
	const policy = applied === undefined ? undefined : await policyStanding(walk, applied);
	const sets = await setStandings(walk, closing?.changed ?? []);
	facts.standing = {...(policy === undefined ? {} : {policy}), sets};
	walk.show({
		id: 'made',
		title: text.steps.recovery.madeTitle(labelsOf(facts)),
		blocks: [
			{
				kind: 'facts',
				rows: [
					...(applied === undefined || policy === undefined
						? []
						: [
								{label: text.steps.recovery.rows.policy, value: `${applied.policyId} · ${applied.name}`},
								{label: text.steps.recovery.rows.targets, value: applied.targets.join(', ')},
								{label: text.steps.recovery.rows.since, value: text.steps.recovery.since(applied.at, walk.clock.now())},
								{label: text.steps.recovery.rows.now, value: text.steps.recovery.policyStands(policy.state, policy.targets)},
							]),
					...sets.map(({set, state}) => ({label: set.name, value: text.steps.recovery.setStands(state)})),
					...facts.alsoMade.map(({policyId, name}) => ({label: policyId, value: text.steps.recovery.alsoMade(name)})),
					...stoppedByIdAlone(facts).map(one => ({label: one.userId, value: text.steps.recovery.stoppedAs(one)})),
					...text.eradication
						.tasks(facts.searched?.leftovers ?? [])
						.map(({title, where}) => ({label: text.steps.recovery.leftBehind, value: `${title} · ${where}`})),
					...keysInactive.map(key => ({label: key.accessKeyId, value: text.steps.recovery.keyInactive(key)})),
				],
			},
			...differences(walk, policy, sets),
		],
	});
	if (applied !== undefined && policy?.state === 'altered') throw policyAltered(applied.policyId);
	if (applied !== undefined && policy?.state === 'elsewhere') {
		throw new Problem(
			'policy-used-elsewhere',
			text.steps.contain.elsewhere(applied.policyId, policy.targets),
			text.steps.contain.alteredNext,
			4,
		);
	}
	if (facts.settings.explain) {
		walk.show({id: 'undo-by-hand', title: text.steps.preview.byHandTitle, blocks: undoBlocks(facts)});
		throw new WalkEnded('planned');
	}
	const nothing =
		facts.alsoMade.length === 0 &&
		(policy === undefined || policy.state === 'gone') &&
		sets.every(({state}) => state === 'gone') &&
		keysInactive.length === 0;
	if (nothing) walk.show({id: 'nothing-on', tone: 'good', blocks: [{kind: 'paragraph', text: text.steps.recovery.nothingOn}]});
};

function differences({facts}: IncidentWalk, policy: PolicyStanding | undefined, sets: readonly SetStanding[]): readonly Block[] {
	const {applied} = facts;
	return [
		...(applied !== undefined && policy?.state === 'altered'
			? [{kind: 'heading' as const, text: applied.policyId}, ...differenceBlocks(applied.document, policy.document)]
			: []),
		...sets
			.filter(({state}) => state === 'altered')
			.flatMap(({set, document}) => [{kind: 'heading' as const, text: set.name}, ...differenceBlocks(set.merged.document, document)]),
	];
}

/** Nothing of a set that refused the deny is ours, unless AWS shows otherwise. */
async function settleSets(walk: IncidentWalk): Promise<void> {
	const {facts} = walk;
	if ((facts.closing?.changed ?? []).length + facts.setsRefused.length === 0) return;
	await findInstance(walk);
	const there = await refusedYetThere(walk, facts.setsRefused);
	if (there.length > 0) facts.closing = {...(facts.closing ?? nothingClosed), changed: [...(facts.closing?.changed ?? []), ...there]};
}

/** Of a key that was sent and never answered for, AWS knows; what turns out to be active is none of what is to be undone. */
async function settleKeys(walk: IncidentWalk): Promise<void> {
	const {facts} = walk;
	const settled: KeyInactive[] = [];
	const active: string[] = [];
	for (const key of facts.keysInactive) {
		const {unanswered, ...known} = key;
		const now = unanswered === true ? await keyNow(walk, known) : 'inactive';
		if (now === 'active') active.push(key.accessKeyId);
		else settled.push(now === 'inactive' ? known : key);
	}
	facts.keysInactive = settled;
	if (active.length > 0) walk.note('keys-asked', {active, at: walk.clock.now()});
}

async function keyNow(walk: IncidentWalk, {accountId, userName, accessKeyId}: KeyInactive): Promise<'active' | 'inactive' | 'unknown'> {
	try {
		const keys = await walk.read(text.steps.accessKeys.reading(userName), () => walk.ports.accessKeys.of(accountId, userName));
		const key = keys.find(({id}) => id === accessKeyId);
		// One that is gone opens nothing, and nobody can set it active again.
		return key === undefined || key.active ? 'active' : 'inactive';
	} catch (error) {
		if (!(error instanceof Problem)) throw error;
		walk.facts.problems.push(error);
		return 'unknown';
	}
}

const nothingClosed: Closing = {changed: [], verdict: {state: 'unknown', sets: [], reasons: [], overReach: false}};

async function findInstance(walk: IncidentWalk): Promise<void> {
	if (walk.facts.instance !== undefined) return;
	try {
		const instance = await walk.read(text.steps.waiting.instance, () => walk.ports.identityCenter.instance());
		if (instance !== undefined) walk.facts.instance = instance;
	} catch (error) {
		if (!(error instanceof Problem)) throw error;
		walk.facts.problems.push(error);
	}
}
