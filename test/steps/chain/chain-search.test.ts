import {describe, expect, test} from 'vitest';
import type {Trail} from '../../../src/sandbox/world/trail/trail.ts';
import {roleChaining, s3Discovery} from '../../scenarios.ts';
import {newIncident, refusedByAws, said, type WireAnswer} from '../support.ts';
import {asked, codes, expectIncomplete, found, given, may, residual, sessionsFound, updates, walkChain} from './chain-support.ts';

describe('a search that does not go to its end', () => {
	test('skipped: nothing is asked, and it stays an open risk', async () => {
		const byKey: string[] = [];
		const walked = await walkChain({
			...given,
			answerFirst: question => (question.id === 'search' ? 'skip' : undefined),
			answering: ({operation, body}) => {
				if (operation === 'LookupEvents' && body.includes('AccessKeyId')) byKey.push(body);
				return undefined;
			},
		});
		expect(byKey).toEqual([]);
		expect(walked.result.chain).toBeNull();
		expect(residual(walked)).toContain('chained-sessions');
	});

	test('skipped: the verdict says so wherever it is read, and the next sitting asks again', async () => {
		const incident = newIncident({scenario: roleChaining});
		const skipped = await walkChain({...given, incident, answerFirst: question => (question.id === 'search' ? 'skip' : undefined)});
		expect(skipped.result.verdict).toBe('contained');
		expect(codes(skipped)).toContain('chain-incomplete');
		expect(skipped.last).toMatch(/CONTAINED.* NOBODY LOOKED for sessions that they opened under other names.*\n$/);
		for (const id of ['verdict', 'summary']) {
			const view = skipped.views.findLast(one => one.id === id);
			expect(view?.tone).toBe('warning');
			expect(said(view === undefined ? [] : [view])).toContain('NOBODY LOOKED');
		}
		const later = await walkChain({...given, incident});
		expect(asked(later).filter(id => id === 'search')).toHaveLength(1);
		expect(sessionsFound(later)).toContain('release-4711');
		expect(codes(later)).not.toContain('chain-incomplete');
		expect(later.last).toMatch(/CONTAINED/);
		expect(later.last).not.toMatch(/NOBODY LOOKED|NOT EVERYTHING WAS SEARCHED/);
		expect(await may(incident.sandbox, 'release-4711')).toBe('denied');
	});

	test('stopped at once: says that nothing was searched', async () => {
		const walked = await walkChain({...given, answerFirst: question => (question.id === 'stop-search' ? 'stop' : undefined)});
		expectIncomplete(walked);
		expect(walked.facts.searched?.stopped).toBe(true);
		expect(sessionsFound(walked)).toEqual([]);
		expect(walked.result.verdict).toBe('contained');
	});

	test('an Enter on what is selected goes on looking, however often', async () => {
		let enters = 0;
		const walked = await walkChain({
			...given,
			answerFirst: question => {
				if (question.id !== 'stop-search' || question.kind !== 'choose' || enters === 3) return undefined;
				enters += 1;
				return question.choices[0]?.id;
			},
		});
		expect(enters).toBe(3);
		expect(walked.facts.searched?.stopped).toBe(false);
		expect(sessionsFound(walked)).toContain('release-4711');
		expect(codes(walked)).not.toContain('chain-incomplete');
	});

	test('stopped when the first session shows: it is kept, and can be denied; where it went on was not looked for', async () => {
		const incident = newIncident({scenario: roleChaining});
		let stop: () => void = () => {};
		const seen = new Promise<void>(resolve => {
			stop = resolve;
		});
		const walked = await walkChain({
			...given,
			incident,
			answering: ({operation, body}) => {
				if (operation === 'LookupEvents' && body.includes('AccessKeyId')) stop();
				return undefined;
			},
			answerFirst: question => (question.id === 'stop-search' ? seen.then(() => 'stop') : undefined),
		});
		expectIncomplete(walked);
		expect(sessionsFound(walked)).toEqual(['release-4711']);
		expect(await may(incident.sandbox, 'release-4711')).toBe('denied');
		expect(updates(incident.sandbox)).toBe(1);
	});

	const throttled: WireAnswer = {
		statusCode: 400,
		type: 'application/x-amz-json-1.1',
		body: JSON.stringify({__type: 'ThrottlingException'}),
	};
	test.each([
		['denied', refusedByAws],
		['throttled for good', throttled],
	])('%s in one account: said so, and what others show is kept', async (_how, answer) => {
		const walked = await walkChain({
			...given,
			answering: ({operation, accountId, body}) =>
				operation === 'LookupEvents' && accountId === '555555555555' && body.includes('AccessKeyId') ? answer : undefined,
		});
		expectIncomplete(walked);
		expect(sessionsFound(walked)).toEqual(['release-4711']);
		expect(found(walked)).toContain('555555555555');
		expect(codes(walked)).toContain(answer === throttled ? 'throttled' : 'access-denied');
	});

	test('a region that cannot be asked', async () => {
		const walked = await walkChain({
			...given,
			answering: ({operation, region}) => (operation === 'LookupEvents' && region === 'eu-west-1' ? refusedByAws : undefined),
		});
		expectIncomplete(walked);
		expect(found(walked)).toContain('eu-west-1');
	});

	test('CloudTrail is not there at all', async () => {
		const walked = await walkChain({...given, incident: newIncident({scenario: roleChaining, faults: ['lacks:cloudtrail']})});
		expectIncomplete(walked);
		expect(walked.result.verdict).toBe('contained');
		expect(residual(walked)).toContain('chain-incomplete');
		expect(walked.last).toMatch(/CONTAINED.* NOT EVERYTHING WAS SEARCHED for sessions that they opened under other names.*\n$/);
	});

	test('which accounts there are is not known: never taken for nothing found', async () => {
		const refused = new Set(['ListAccounts', 'ListAccountsForParent', 'ListAccountAssignmentsForPrincipal']);
		const walked = await walkChain({
			...given,
			settings: {probeAccounts: ['444444444444']},
			answering: ({operation}) => (refused.has(operation) ? refusedByAws : undefined),
		});
		expectIncomplete(walked);
		expect(found(walked)).toContain('Which accounts they reach is not wholly known');
	});

	test('says in which regions it looked, and that others are an open risk', async () => {
		const walked = await walkChain(given);
		expect(found(walked)).toContain('in us-east-1, eu-west-1 and nowhere else');
		expect(residual(walked)).toContain('other-regions');
	});
});

describe('calls of which CloudTrail does not say the access key', () => {
	test('count as not searched: what was opened with them cannot be followed', async () => {
		const incident = newIncident({scenario: s3Discovery});
		const walked = await walkChain({
			...given,
			incident,
			answering: call => withoutKeys(incident.sandbox.world.trail, call.operation),
		});
		expectIncomplete(walked);
		expect(walked.facts.searched?.unsearched.map(({why}) => why)).toContain('no-access-key');
	});
});

/** From the first look-up on, the events of the person do not say their key, as those of a console may not. */
function withoutKeys(trail: Trail, operation: string): undefined {
	if (operation !== 'LookupEvents') return undefined;
	for (const event of trail.events('444444444444', 'us-east-1', Date.UTC(2027, 0, 1))) {
		if (event.userIdentity.principalId.endsWith(':test-user')) delete (event.userIdentity as {accessKeyId?: string}).accessKeyId;
	}
	return undefined;
}
