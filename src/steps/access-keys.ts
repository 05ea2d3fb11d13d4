import type {Accepted, AccessKey} from '../aws/ports.ts';
import {Problem} from '../problem.ts';
import type {ConfirmQuestion} from '../runbook/questions.ts';
import {text} from '../text/index.ts';
import {alreadySo, settledOrSentAgain} from './applying/made.ts';
import type {Facts, IncidentStep, IncidentWalk} from './facts.ts';
import {accountLabel} from './looks/accounts.ts';
import {exactSubjectsOf} from './subjects.ts';

/**
 * The second act against an IAM user: its long-term keys set inactive, not deleted, so that it can be undone. The deny already stops what
 * they are used for; this also ends them where no service control policy applies.
 */
export const accessKeys: IncidentStep = async walk => {
	if (walk.facts.undone) return;
	for (const {deniable} of exactSubjectsOf(walk.facts)) {
		if (deniable.kind === 'iam-user' && deniable.userName !== undefined) await offer(walk, deniable.accountId, deniable.userName);
	}
};

async function offer(walk: IncidentWalk, accountId: string, userName: string): Promise<void> {
	const where = accountLabel(walk.facts, accountId);
	let keys: readonly AccessKey[];
	try {
		keys = await walk.observe(`keys/${accountId}/${userName}`, text.steps.accessKeys.reading(userName), async () => [
			...(await walk.ports.accessKeys.of(accountId, userName)),
		]);
	} catch (error) {
		if (!(error instanceof Problem)) throw error;
		return cannot(walk, userName, error);
	}
	const active = keys.filter(key => key.active);
	walk.show({
		id: `keys-${userName}`,
		title: text.steps.accessKeys.title(userName, where),
		blocks: [
			{
				kind: 'list',
				items: keys.map(key => ({
					text: text.steps.accessKeys.key(key.id, key.active, key.createdAt),
					tone: key.active ? 'warning' : 'plain',
				})),
			},
		],
	});
	if (active.length === 0) return noneActive(walk, accountId, userName);
	const commands = (wanted: boolean) => active.map(key => text.byHand.accessKey(userName, key.id, wanted)).join('\n');
	const question: ConfirmQuestion = {
		kind: 'confirm',
		id: 'set-inactive',
		title: text.steps.accessKeys.question(active.length),
		phrase: userName,
		act: text.steps.accessKeys.act(active.length, userName, accountLabel(walk.facts, accountId)),
		pages: [
			{
				key: 'x',
				label: text.steps.preview.byHandPage,
				view: {
					id: 'by-hand',
					title: text.steps.preview.byHandTitle,
					blocks: [
						{kind: 'code', text: commands(false)},
						{kind: 'code', text: commands(true)},
					],
				},
			},
		],
	};
	const activeNow = async (): Promise<readonly AccessKey[]> => {
		try {
			const now = await walk.read(text.steps.accessKeys.reading(userName), () => walk.ports.accessKeys.of(accountId, userName));
			return active.filter(({id}) => now.some(key => key.id === id && key.active));
		} catch (error) {
			if (!(error instanceof Problem)) throw error;
			cannot(walk, userName, error);
			return active;
		}
	};
	const {answer, left} = await saidHere(walk, question, activeNow);
	if (answer !== 'confirmed') {
		// What an earlier sitting had done by then is done.
		const inactive = left === undefined ? [] : active.filter(key => !left.includes(key));
		walk.facts.keysInactive = [...walk.facts.keysInactive, ...inactive.map(({id}) => ({accountId, userName, accessKeyId: id}))];
		if (inactive.length === active.length) noneActive(walk, accountId, userName);
		return;
	}
	for (const key of active) {
		try {
			await setInactive(walk, accountId, userName, key.id);
		} catch (error) {
			if (!(error instanceof Problem)) throw error;
			cannot(walk, userName, error);
			continue;
		}
		walk.facts.keysInactive = [...walk.facts.keysInactive, {accountId, userName, accessKeyId: key.id}];
	}
	const done = walk.facts.keysInactive.filter(key => key.userName === userName && key.accountId === accountId);
	if (done.length === active.length) noneActive(walk, accountId, userName);
	walk.show({
		id: `keys-done-${userName}`,
		tone: done.length === active.length ? 'good' : 'danger',
		blocks: [
			{kind: 'paragraph', text: text.steps.accessKeys.done(done.length, active.length, userName)},
			{kind: 'code', text: done.map(key => text.byHand.accessKey(userName, key.accessKeyId, true)).join('\n')},
		],
	});
}

function noneActive({facts}: IncidentWalk, accountId: string, userName: string): void {
	facts.usersWithoutKeys = new Set([...facts.usersWithoutKeys, `${accountId}/${userName}`]);
}

/** Whether an access key of somebody here may be active, as far as is known. */
export function accessKeysActive(facts: Facts): boolean {
	return exactSubjectsOf(facts).some(
		({deniable}) => deniable.kind === 'iam-user' && !facts.usersWithoutKeys.has(`${deniable.accountId}/${deniable.userName ?? ''}`),
	);
}

/**
 * Chosen in an earlier sitting and not done by then: it is asked again. What is on record alone sets no key inactive.
 * @returns `left`: those that are active still, where an earlier sitting had begun
 */
async function saidHere(
	walk: IncidentWalk,
	question: ConfirmQuestion,
	activeNow: () => Promise<readonly AccessKey[]>,
): Promise<{readonly answer: string; readonly left?: readonly AccessKey[]}> {
	let left: readonly AccessKey[] | undefined;
	for (;;) {
		const answer = await walk.ask(question);
		if (walk.answeredHere(question.id)) return {answer, ...(left === undefined ? {} : {left})};
		if (answer === 'confirmed') left = await activeNow();
		if (left?.length === 0) return {answer: 'confirmed'};
		if (answer !== 'confirmed' && left === undefined) return {answer};
	}
}

async function setInactive(walk: IncidentWalk, accountId: string, userName: string, accessKeyId: string): Promise<void> {
	const port = walk.ports.accessKeys;
	const existing = async (): Promise<Accepted | undefined> =>
		(await port.of(accountId, userName)).some(key => key.id === accessKeyId && !key.active) ? alreadySo : undefined;
	await walk.write(`set-inactive/${accessKeyId}`, {
		what: text.steps.accessKeys.setting(accessKeyId),
		intent: {accountId, userName, accessKeyId, was: 'Active'},
		act: () => settledOrSentAgain(walk, () => port.setActive(accountId, userName, accessKeyId, false), existing),
		reconcile: existing,
	});
}

function cannot(walk: IncidentWalk, userName: string, problem: Problem): void {
	walk.facts.problems.push(problem);
	walk.show({
		id: `keys-cannot-${userName}-${problem.code}`,
		tone: 'warning',
		blocks: [{kind: 'paragraph', tone: 'warning', text: text.steps.accessKeys.cannot(userName, problem.message, problem.next)}],
	});
}
