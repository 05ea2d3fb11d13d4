import {describe, expect, test} from 'vitest';
import type {Question} from '../../src/runbook/questions.ts';
import {fullRoot, preparedPolicy, s3Discovery} from '../scenarios.ts';
import {type Incident, newIncident, refusedByAws, said, walkThrough, writes} from './support.ts';

const known = {user: 'test-user', confirm: 'test-user'};

/** Says yes to taking it off, and to so many more tries. */
function determined(tries: number) {
	let left = tries;
	return ({id}: Question) => (id === 'undo' ? 'undo' : id === 'undo-again' && left-- > 0 ? 'again' : undefined);
}

/** AWS refuses this operation, from the call with this number on and for so many calls. */
function refusing(operation: string, {from = 1, times = Number.POSITIVE_INFINITY} = {}) {
	let calls = 0;
	return (call: {readonly operation: string}) => {
		if (call.operation !== operation) return undefined;
		calls += 1;
		return calls >= from && calls < from + times ? refusedByAws : undefined;
	};
}

const attached = ({sandbox}: Incident, policyId: string) =>
	[...sandbox.world.organization.attachments].filter(([, ids]) => ids.has(policyId)).map(([target]) => target);

describe('an emergency undo that AWS refuses', () => {
	test('says what is in force and how to take it off by hand, and ends honestly', async () => {
		const incident = newIncident({scenario: s3Discovery, faults: ['scp-hits-everyone', 'deny:organizations:DetachPolicy']});
		const {views, questions, result, exit, last, facts} = await walkThrough({incident, ...known, answerFirst: determined(0)});
		const {policyId = '', name = ''} = facts.applied ?? {};
		expect(attached(incident, policyId)).toEqual(['r-ab12']);
		const [stillOn] = views.filter(({id}) => id === 'still-on');
		expect(stillOn).toMatchObject({tone: 'danger', urgent: true, title: 'THE DENY IS STILL ON'});
		const shown = said(stillOn === undefined ? [] : [stillOn]);
		expect(shown).toContain(`${name} (${policyId}) is still in force at r-ab12`);
		// The very words that a recovery explains.
		const explained = await walkThrough({incident, recover: true, settings: {readOnly: true, explain: true}});
		const [byHand] = explained.views.filter(({id}) => id === 'undo-by-hand');
		const commands = byHand?.blocks.flatMap(block => (block.kind === 'code' ? [block.text] : [])) ?? [];
		expect(commands).toHaveLength(1);
		for (const command of commands) expect(stillOn?.blocks).toContainEqual({kind: 'code', text: command});
		expect(questions.filter(({id}) => id === 'undo-again')).toHaveLength(1);
		expect({exit, verdict: result.verdict}).toEqual({exit: 3, verdict: 'over-reach'});
		expect(result.problems.at(-1)).toMatchObject({
			code: 'not-taken-off',
			message: expect.stringContaining(`${name} (${policyId}) is still in force at r-ab12`),
			next: expect.stringContaining(`detach-policy --target-id r-ab12 --policy-id ${policyId}`),
		});
		expect(last).toContain('is still in force at r-ab12');
		expect(last).toContain(`aws organizations detach-policy --target-id r-ab12 --policy-id ${policyId}`);
		expect(`${said(views)}${last}`).not.toContain('The deny is off');
		expect(facts.undone).not.toBe(true);
	});

	test('is offered again, and off as soon as AWS takes it', async () => {
		const incident = newIncident({scenario: s3Discovery, faults: ['scp-hits-everyone']});
		const {views, questions, result, facts} = await walkThrough({
			incident,
			...known,
			answerFirst: determined(2),
			answering: refusing('DetachPolicy', {times: 2}),
		});
		expect(questions.filter(({id}) => id === 'undo-again')).toHaveLength(2);
		expect(facts.undone).toBe(true);
		expect(attached(incident, facts.applied?.policyId ?? '')).toEqual([]);
		expect(said(views)).toContain('The deny is off again');
		expect(result.problems.map(({code}) => code)).not.toContain('access-denied');
		expect(result.problems.map(({code}) => code)).not.toContain('not-taken-off');
	});

	test('names the places that are left where it came off at some', async () => {
		const incident = newIncident({scenario: fullRoot, faults: ['scp-hits-everyone']});
		const {views, facts} = await walkThrough({
			incident,
			...known,
			answerFirst: determined(0),
			answering: refusing('DetachPolicy', {from: 2}),
		});
		const {policyId = '', targets = []} = facts.applied ?? {};
		expect(targets.length).toBeGreaterThan(1);
		const [first = '', ...others] = targets;
		expect(attached(incident, policyId).sort()).toEqual([...others].sort());
		const shown = said(views.filter(({id}) => id === 'still-on'));
		expect(shown).toContain(`is still in force at ${others.join(', ')}`);
		expect(shown).not.toContain(`--target-id ${first} `);
		for (const target of others) expect(shown).toContain(`--target-id ${target} --policy-id ${policyId}`);
	});

	test('of a prepared policy says the command that gives its placeholder back', async () => {
		const incident = newIncident({scenario: preparedPolicy, faults: ['scp-hits-everyone']});
		const {views, facts, result} = await walkThrough({
			incident,
			...known,
			answerFirst: determined(0),
			answering: refusing('UpdatePolicy', {from: 2}),
		});
		expect(facts.applied?.placeholder).toBeDefined();
		expect(said(views.filter(({id}) => id === 'still-on'))).toContain(
			`aws organizations update-policy --policy-id ${facts.applied?.policyId}`,
		);
		expect(result.problems.at(-1)?.code).toBe('not-taken-off');
	});

	test('that cannot be looked at afterwards is not said to be on or off', async () => {
		const incident = newIncident({scenario: s3Discovery, faults: ['scp-hits-everyone']});
		let refused = false;
		const {views, result} = await walkThrough({
			incident,
			...known,
			answerFirst: determined(0),
			answering: ({operation}) => {
				refused ||= operation === 'DetachPolicy';
				return refused && ['DetachPolicy', 'ListTargetsForPolicy', 'ListPoliciesForTarget'].includes(operation) ? refusedByAws : undefined;
			},
		});
		expect(views.find(({id}) => id === 'still-on')).toMatchObject({title: 'THE DENY MAY STILL BE ON'});
		expect(result.problems.at(-1)?.message).toContain('may still be in force at r-ab12');
	});

	test('to delete, once it is detached, is no reason to say that it is on', async () => {
		const incident = newIncident({scenario: s3Discovery, faults: ['scp-hits-everyone', 'deny:organizations:DeletePolicy']});
		const {views, questions, facts, result} = await walkThrough({incident, ...known, answerFirst: determined(0)});
		expect(attached(incident, facts.applied?.policyId ?? '')).toEqual([]);
		expect(facts.undone).toBe(true);
		expect(questions.map(({id}) => id)).not.toContain('undo-again');
		expect(said(views)).toContain('The deny is off again');
		expect(said(views)).toContain(`aws organizations delete-policy --policy-id ${facts.applied?.policyId}`);
		expect(result.problems.map(({code}) => code)).toContain('access-denied');
	});

	test('is tried again by the next sitting, before anything is asked', async () => {
		const incident = newIncident({scenario: s3Discovery, faults: ['scp-hits-everyone']});
		await walkThrough({incident, ...known, answerFirst: determined(1), answering: refusing('DetachPolicy')});
		const before = writes(incident.sandbox).length;
		const {facts, questions, last} = await walkThrough({incident, confirm: 'test-user'});
		expect(questions.map(({id}) => id)).not.toContain('undo-again');
		expect(writes(incident.sandbox).slice(before)).toEqual(['organizations:DetachPolicy', 'organizations:DeletePolicy']);
		expect(facts.undone).toBe(true);
		expect(last).not.toContain('still in force');
	});

	test('and is refused once more in the next sitting, is said and offered there too', async () => {
		const incident = newIncident({scenario: s3Discovery, faults: ['scp-hits-everyone', 'deny:organizations:DetachPolicy']});
		await walkThrough({incident, ...known, answerFirst: determined(1)});
		const {questions, result} = await walkThrough({incident, confirm: 'test-user', answerFirst: determined(0)});
		expect(questions.filter(({id}) => id === 'undo-again')).toHaveLength(1);
		expect(result.problems.at(-1)?.code).toBe('not-taken-off');
	});
});
