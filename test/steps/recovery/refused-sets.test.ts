import {describe, expect, test} from 'vitest';
import {standingOf} from '../../../src/commands/looking-back/standing.ts';
import {managementAccount} from '../../scenarios.ts';
import {type Incident, newIncident, said, type WalkedThrough, walkThrough, writes} from '../support.ts';

const hour = 3_600_000;
const doors = ['remove-assignments', 'account-access-manager', 'identity-provider', 'portal-session', 'disable-user'];
const theirs = '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"iam:*","Resource":"*"}]}';

function setOf({sandbox}: Incident, name: string) {
	const set = [...sandbox.world.identityCenter.permissionSets.values()].find(one => one.name === name);
	if (set === undefined) throw new Error(`no permission set ${name}`);
	return set;
}

const recover = (incident: Incident): Promise<WalkedThrough> =>
	walkThrough({incident, recover: true, confirm: 'cost-analyst', confirmEarly: 'cost-analyst', done: doors});

const respond = (incident: Incident, more: Partial<Parameters<typeof walkThrough>[0]> = {}) =>
	walkThrough({user: 'cost-analyst', confirm: 'cost-analyst', incident, ...more});

describe('a permission set that somebody changed', () => {
	test('before it was put: nothing was sent, so nothing of it is undone or offered to be', async () => {
		const incident = newIncident({scenario: managementAccount});
		const set = setOf(incident, 'AccountsAuditor');
		await respond(incident, {
			answerFirst: question => {
				if (question.id === 'confirm-permission-sets') set.inlinePolicy = theirs;
				return undefined;
			},
		});
		expect(standingOf(incident.journal, [], incident.clock.now()).permissionSets).not.toContain('AccountsAuditor');
		incident.clock.advance(13 * hour);
		const recovered = await recover(incident);
		expect(recovered.defect).toBeUndefined();
		expect(recovered.result.verdict).toBe('recovered');
		expect(recovered.result.recovery?.left).toEqual([]);
		expect(said(recovered.views)).not.toContain('delete-inline-policy-from-permission-set');
		expect(set.inlinePolicy).toBe(theirs);
	});

	test('before it was put, but the statements are there after all: they are said to be', async () => {
		const incident = newIncident({scenario: managementAccount});
		const set = setOf(incident, 'AccountsAuditor');
		const saved = set.inlinePolicy ?? '';
		await respond(incident, {
			answerFirst: question => {
				if (question.id === 'confirm-permission-sets') set.inlinePolicy = theirs;
				return undefined;
			},
		});
		// Somebody put what the follow-up said, by hand: the very statements, in a policy of their own.
		const other = setOf(incident, 'CostReports').inlinePolicy ?? '';
		set.inlinePolicy = other;
		incident.clock.advance(13 * hour);
		const recovered = await recover(incident);
		expect(recovered.result.recovery?.left.join()).toContain('AccountsAuditor');
		expect(set.inlinePolicy).toBe(other);
		expect(saved).not.toBe(other);
	});

	test('while nobody knows whether it was put: what holds nothing of ours is theirs, and neither put back nor provisioned', async () => {
		const incident = newIncident({scenario: managementAccount});
		const set = setOf(incident, 'AccountsAuditor');
		const {killed} = await respond(incident, {
			endAfter: record => record.kind === 'intent' && record.key === `management-account/put-inline-policy/${set.arn}`,
		});
		expect(killed).toBe(true);
		set.inlinePolicy = theirs;
		incident.clock.advance(13 * hour);
		for (const _ of ['once', 'and once more']) {
			const before = writes(incident.sandbox).length;
			const {result} = await recover(incident);
			expect(result.recovery?.left).toEqual([]);
			expect(
				writes(incident.sandbox)
					.slice(before)
					.filter(write => /InlinePolicy|Provision/.test(write)),
			).toEqual([]);
			expect(set.inlinePolicy).toBe(theirs);
			incident.clock.advance(hour);
		}
		expect(standingOf(incident.journal, [], incident.clock.now())).toMatchObject({on: 'no', permissionSets: []});
	});

	test('after it was put: our statements are named to be taken out, and no command writes over theirs', async () => {
		const incident = newIncident({scenario: managementAccount});
		const set = setOf(incident, 'AccountsAuditor');
		await respond(incident);
		const merged = set.inlinePolicy ?? '';
		expect(merged).toContain('Tourniquet');
		const changed = JSON.parse(merged);
		changed.Statement.push({Sid: 'Theirs', Effect: 'Deny', Action: 'iam:*', Resource: '*'});
		set.inlinePolicy = JSON.stringify(changed);
		incident.clock.advance(13 * hour);
		const recovered = await recover(incident);
		expect(recovered.result.verdict).toBe('partial');
		const shown = recovered.views.filter(view => view.id === 'sets-restored');
		expect(said(shown)).not.toMatch(/delete-inline-policy|put-inline-policy/);
		const ours = changed.Statement.filter(({Sid}: {Sid?: string}) => Sid?.startsWith('Tourniquet'));
		expect(ours.length).toBeGreaterThan(0);
		const code = shown
			.flatMap(({blocks}) => blocks)
			.flatMap(block => (block.kind === 'code' ? [block.text] : []))
			.join('\n');
		for (const {Sid} of ours) expect(code).toContain(Sid);
		expect(code).not.toContain('Theirs');
		expect(set.inlinePolicy).toBe(JSON.stringify(changed));
	});
});
