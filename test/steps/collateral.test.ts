import {describe, expect, test} from 'vitest';
import {unattended} from '../../src/commands/flags/answers.ts';
import type {Sandbox} from '../../src/sandbox/sandbox.ts';
import {pipelineName, s3Discovery} from '../scenarios.ts';
import {asked, codes, given, put, userIdOf, walkChain} from './chain/chain-support.ts';
import {newIncident, refusedByAws, said, type WalkedThrough, wellAnswered, writes} from './support.ts';

/** In one of the accounts that are probed. */
const runner = 'ci-runner/payments';
/** In an account that nobody probes. */
const elsewhere = 'ci-runner/workloads-test';

/** What is on the screen before the deny is sent. */
const shownBefore = ({views}: WalkedThrough, id: string) => {
	const applied = views.findIndex(view => view.id === 'applied');
	return said(views.slice(0, applied === -1 ? undefined : applied).filter(view => view.id === id));
};

describe('a pipeline whose sessions carry the name', () => {
	test.each([
		['unattended', {confirm: 'test-user'}],
		['in person', {ask: wellAnswered('test-user')}],
	] as const)('%s: in the preview with how much they called, and in the result', async (_how, answers) => {
		const walked = await walkChain(answers, pipelineName);
		expect(walked.defect).toBeUndefined();
		expect(shownBefore(walked, 'plan')).toContain(userIdOf(walked.sandbox, runner));
		expect(shownBefore(walked, 'plan')).toContain('(555555555555, ci-runner, 3 calls)');
		expect(shownBefore(walked, 'plan')).toContain(userIdOf(walked.sandbox, elsewhere));
		expect(shownBefore(walked, 'plan')).toContain('(666666666666, ci-runner, 1 call)');
		expect(shownBefore(walked, 'plan')).toContain('All 6 member accounts were asked, in us-east-1, for the last day.');
		expect(walked.facts.probeAccountsLook?.soFar().map(({id}) => id)).not.toContain('666666666666');
		expect(codes(walked)).toContain('guard-who-else');
		// It may be said when the deny is on.
		expect(walked.result.problems.find(({code}) => code === 'guard-who-else')?.next).not.toContain('Nothing was changed');
		expect(walked.result.verdict).toBe('contained');
	});

	test('is protected: refused, and nothing is sent', async () => {
		const walked = await walkChain({...given, settings: {protectedPrincipals: ['test-user']}}, pipelineName);
		expect(codes(walked)).toContain('guard-protected-principal');
		expect(walked.exit).toBe(4);
		expect(writes(walked.sandbox)).toEqual([]);
	});
});

/** Keeps CloudTrail from answering until it is let go. */
function slowTrail() {
	let release: () => void = () => {};
	const slow = new Promise<void>(resolve => {
		release = resolve;
	});
	return {release: () => release(), hold: ({operation}: {readonly operation: string}) => (operation === 'LookupEvents' ? slow : undefined)};
}

describe('look-ups that are slow', () => {
	/** Goes on from the preview at once. */
	const impatient = unattended(given, async () => {});

	test('can be gone on from; what is found before the name is sent voids the confirmation and is shown', async () => {
		const {release, hold} = slowTrail();
		const incident = newIncident({scenario: pipelineName});
		const walked = await walkChain({
			ask: impatient,
			incident,
			hold,
			answerFirst: question => {
				if (question.id !== 'confirm') return undefined;
				release();
				return incident.clock.sleep(20_000).then(() => 'confirmed');
			},
		});
		expect(asked(walked).filter(id => id === 'confirm').length).toBe(2);
		expect(walked.views.map(view => view.id)).toContain('drift');
		const second = walked.views.filter(view => view.id === 'plan').at(-1);
		expect(said(second === undefined ? [] : [second])).toContain(userIdOf(incident.sandbox, runner));
	});

	test('what is found when the deny is on is put in front of the responder at once', async () => {
		const {release, hold} = slowTrail();
		const incident = newIncident({scenario: pipelineName});
		const walked = await walkChain({
			ask: impatient,
			incident,
			hold,
			answerFirst: question => {
				if (question.id !== 'verdict-seen') return undefined;
				release();
				return incident.clock.sleep(20_000).then(() => 'go-on');
			},
		});
		expect(walked.defect).toBeUndefined();
		const late = walked.views.find(view => view.id === 'collateral-late');
		expect(late?.urgent).toBe(true);
		expect(said(late === undefined ? [] : [late])).toContain(userIdOf(incident.sandbox, runner));
		expect(codes(walked)).toContain('guard-who-else');
		expect(asked(walked).filter(id => id === 'confirm')).toHaveLength(1);
	});
});

describe('an account that nobody probes', () => {
	const noRoleThere = {
		...pipelineName,
		roles: pipelineName.roles.map(role =>
			role.name === 'tourniquet-findings'
				? {...role, accounts: ['222222222222', '333333333333', '444444444444', '555555555555', '777777777777']}
				: role,
		),
	};

	test('without the role to ask with: named, never passed, and the walk goes on', async () => {
		const walked = await walkChain(given, noRoleThere);
		expect(shownBefore(walked, 'plan')).toContain('5 of 6 member accounts have answered (in us-east-1, for the last day)');
		const said = walked.result.problems.filter(({code}) => code === 'who-else-not-asked');
		expect(said.map(({message}) => message).join()).toContain('in 1 account: workloads-test (666666666666).');
		expect(said).toHaveLength(1);
		expect(writes(walked.sandbox)).toEqual(put);
	});

	test('without the role, and nobody found: not known, which is no pass', async () => {
		const walked = await walkChain(given, {...noRoleThere, sessions: s3Discovery.sessions, history: s3Discovery.history ?? [], actors: []});
		expect(shownBefore(walked, 'plan')).toMatch(/"mark":"\?"[^}]*Other people/);
	});

	test('closed by now: holds nobody, and is not asked', async () => {
		const walked = await walkChain({
			...given,
			prepare: ({world}) => {
				const account = world.organization.accounts.get('666666666666');
				if (account !== undefined) account.suspended = true;
			},
		});
		expect(shownBefore(walked, 'plan')).toContain('Checked and fine: your own session, other people');
		expect(walked.facts.collateralLook?.soFar().asked).toMatchObject({answered: 5, of: 5});
	});

	test('among accounts that nobody can list: said, never passed', async () => {
		const refused = ['ListAccounts', 'ListAccountsForParent', 'ListOrganizationalUnitsForParent'];
		const walked = await walkChain(
			{
				...given,
				settings: {probeAccounts: ['444444444444']},
				answering: ({operation}) => (refused.includes(operation) ? refusedByAws : undefined),
			},
			s3Discovery,
		);
		expect(shownBefore(walked, 'plan')).toContain('The others could not be listed, and the deny is on in them as well.');
		expect(shownBefore(walked, 'plan')).toMatch(/"mark":"\?"[^}]*Other people/);
	});
});

describe('CloudTrail that cannot be asked', () => {
	test.each([
		[
			'refused by AWS',
			{answering: ({operation}: {readonly operation: string}) => (operation === 'LookupEvents' ? refusedByAws : undefined)},
			s3Discovery,
		],
		['not there', {}, {...s3Discovery, roles: s3Discovery.roles.filter(role => role.name !== 'tourniquet-findings')}],
	])('%s: who else is hit is unknown, never passed, and said', async (_how, options, scenario) => {
		const walked = await walkChain({...given, ...options}, scenario);
		expect(walked.defect).toBeUndefined();
		expect(shownBefore(walked, 'plan')).toMatch(/"mark":"\?"[^}]*Other people/);
		expect(codes(walked)).toContain('who-else-not-asked');
		expect(writes(walked.sandbox)).toEqual(put);
	});
});

test('our own probes and look-ups are never somebody, not even those of an incident before', async () => {
	const incident = newIncident({scenario: s3Discovery});
	const first = await walkChain({...given, incident});
	expect(first.result.verdict).toBe('contained');
	const policies = (sandbox: Sandbox) => sandbox.world.organization;
	// Taken off by hand: the next incident begins anew, in the same world.
	policies(incident.sandbox)
		.attachments.get('r-ab12')
		?.delete(first.result.policy?.id ?? '');
	policies(incident.sandbox).policies.delete(first.result.policy?.id ?? '');
	incident.clock.advance(60_000);
	const second = await walkChain({...given, incident: {...incident, journal: []}});
	expect(second.defect).toBeUndefined();
	expect(codes(second)).toEqual([]);
	expect(second.result.verdict).toBe('contained');
	expect(second.result.chain?.leftBehind).toEqual([]);
});
