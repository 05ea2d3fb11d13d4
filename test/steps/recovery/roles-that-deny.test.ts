import {describe, expect, test} from 'vitest';
import {standingOf} from '../../../src/commands/looking-back/standing.ts';
import {managementAccount} from '../../scenarios.ts';
import {type Incident, newIncident, refusedByAws, said, type WalkedThrough, type WireAnswer, walkThrough, writes} from '../support.ts';

const hour = 3_600_000;
const doors = ['remove-assignments', 'account-access-manager', 'identity-provider', 'portal-session', 'disable-user'];
const changed = ['AccountsAuditor', 'CostReports'];
const notAllowed: WireAnswer = {
	statusCode: 403,
	type: 'text/xml',
	body: '<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>You are not allowed to do this.</Message></Error><RequestId>made-up</RequestId></ErrorResponse>',
};

const given = {confirm: 'cost-analyst'};
const early = {...given, confirmEarly: 'cost-analyst', done: doors};

function setOf({sandbox}: Incident, name: string) {
	const set = [...sandbox.world.identityCenter.permissionSets.values()].find(one => one.name === name);
	if (set === undefined) throw new Error(`no permission set ${name}`);
	return set;
}

function roleOf({sandbox}: Incident, name: string) {
	const role = [...sandbox.world.roles.values()].find(one => one.accountId === '111111111111' && one.name.includes(`_${name}_`));
	if (role === undefined) throw new Error(`no role of ${name}`);
	return role;
}

const denies = (incident: Incident, name: string) => JSON.stringify([...roleOf(incident, name).inlinePolicies]).includes('Tourniquet');

/** Provisionings end well from now on, and this role stays as it is. */
function freeze(incident: Incident, name: string): () => void {
	const {inlinePolicies} = roleOf(incident, name);
	inlinePolicies.set = () => inlinePolicies;
	inlinePolicies.delete = () => false;
	return () => {
		Reflect.deleteProperty(inlinePolicies, 'set');
		Reflect.deleteProperty(inlinePolicies, 'delete');
	};
}

/** The incident, contained; `saved` is what each set held before. */
async function contained(): Promise<{readonly incident: Incident; readonly saved: ReadonlyMap<string, string | undefined>}> {
	const incident = newIncident({scenario: managementAccount});
	const saved = new Map(changed.map(name => [name, setOf(incident, name).inlinePolicy]));
	const {result} = await walkThrough({user: 'cost-analyst', ...given, incident});
	expect(result.verdict).toBe('contained');
	expect(changed.filter(name => denies(incident, name))).toEqual(changed);
	return {incident, saved};
}

/** Somebody put the texts back and provisioned nothing, and took the policy off. */
async function halfUndone(): Promise<Incident> {
	const {incident, saved} = await contained();
	for (const [name, text] of saved) {
		const set = setOf(incident, name);
		Object.assign(set, {inlinePolicy: text});
	}
	const {organization} = incident.sandbox.world;
	for (const {id} of [...organization.policies.values()].filter(policy => policy.writtenByCall))
		for (const attached of organization.attachments.values()) attached.delete(id);
	return incident;
}

const recover = (incident: Incident, more: Partial<Parameters<typeof walkThrough>[0]> = early) =>
	walkThrough({incident, recover: true, ...more});

const codes = ({result}: WalkedThrough) => result.problems.map(({code}) => code);
const setsOn = (incident: Incident) => standingOf(incident.journal, [], incident.clock.now()).permissionSets;

describe('a role that still denies after its set was put back and provisioned', () => {
	test('is left, said, printed to be done by hand, and never recovered', async () => {
		const {incident} = await contained();
		freeze(incident, 'CostReports');
		incident.clock.advance(13 * hour);
		const recovered = await recover(incident);
		expect(recovered.defect).toBeUndefined();
		expect(denies(incident, 'CostReports')).toBe(true);
		expect(recovered.result.verdict).toBe('partial');
		expect(recovered.exit).toBe(3);
		expect(recovered.result.recovery?.left).toEqual([expect.stringMatching(/CostReports.*still denies/)]);
		expect(codes(recovered)).toContain('role-still-denies');
		const shown = said(recovered.views.filter(({id}) => id === 'sets-restored'));
		expect(shown).toContain('provision-permission-set');
		expect(shown).toContain(setOf(incident, 'CostReports').arn);
		expect(shown).not.toContain(setOf(incident, 'AccountsAuditor').arn);
		expect(setsOn(incident)).toEqual(['CostReports']);
	});

	test('is provisioned anew by the next sitting, and recovered once it follows', async () => {
		const {incident} = await contained();
		const thaw = freeze(incident, 'CostReports');
		incident.clock.advance(13 * hour);
		expect((await recover(incident)).result.verdict).toBe('partial');
		thaw();
		incident.clock.advance(hour);
		const again = await recover(incident);
		expect(again.result.verdict).toBe('recovered');
		expect(again.result.recovery?.left).toEqual([]);
		expect(denies(incident, 'CostReports')).toBe(false);
		expect(setsOn(incident)).toEqual([]);
	});
});

test('a provisioning that AWS refuses leaves the roles as they are, and each is said once', async () => {
	const {incident} = await contained();
	incident.clock.advance(13 * hour);
	const recovered = await recover(incident, {
		...early,
		answering: ({operation}) => (operation === 'ProvisionPermissionSet' ? refusedByAws : undefined),
	});
	expect(recovered.result.verdict).toBe('partial');
	expect([...(recovered.result.recovery?.left ?? [])].sort()).toEqual([
		expect.stringMatching(/AccountsAuditor.*still denies/),
		expect.stringMatching(/CostReports.*still denies/),
	]);
	expect(codes(recovered)).toContain('access-denied');
	expect([...setsOn(incident)].sort()).toEqual(changed);
});

describe('roles that still deny behind texts that somebody put back', () => {
	test('keep the gate shut while a door is open', async () => {
		const incident = await halfUndone();
		const before = writes(incident.sandbox).length;
		const refused = await recover(incident, given);
		expect(refused.result.verdict).toBe('refused');
		expect(refused.exit).toBe(4);
		expect(codes(refused)).toContain('doors-open');
		expect(said(refused.views.filter(({id}) => id === 'made'))).toMatch(/CostReports.*still denies/);
		expect(writes(incident.sandbox).length).toBe(before);
		expect(changed.filter(name => denies(incident, name))).toEqual(changed);
	});

	test('keep it shut until the sessions have run out', async () => {
		const incident = await halfUndone();
		const refused = await recover(incident, {...given, done: doors});
		expect(codes(refused)).toContain('too-early');
		expect(refused.exit).toBe(4);
		expect(changed.filter(name => denies(incident, name))).toEqual(changed);
	});

	test('may come off in time', async () => {
		const incident = await halfUndone();
		const recovered = await recover(incident);
		expect(recovered.result.verdict).toBe('recovered');
		expect(changed.filter(name => denies(incident, name))).toEqual([]);
	});
});

describe('roles that cannot be read', () => {
	const answering = ({operation}: {readonly operation: string}) => (operation === 'ListRolePolicies' ? notAllowed : undefined);

	test('count as still denying at the gate', async () => {
		const refused = await recover(await halfUndone(), {...given, answering});
		expect(codes(refused)).toContain('doors-open');
		expect(said(refused.views.filter(({id}) => id === 'made'))).toMatch(/CostReports.*could not be read/);
	});

	test('are said at the end, and nothing is called recovered', async () => {
		const {incident} = await contained();
		incident.clock.advance(13 * hour);
		const recovered = await recover(incident, {...early, answering});
		expect(recovered.defect).toBeUndefined();
		expect(recovered.result.verdict).toBe('partial');
		expect([...(recovered.result.recovery?.left ?? [])].sort()).toEqual([
			expect.stringMatching(/AccountsAuditor.*could not be read/),
			expect.stringMatching(/CostReports.*could not be read/),
		]);
		expect([...setsOn(incident)].sort()).toEqual(changed);
	});
});

describe('roles that are not there any more', () => {
	test('deny nobody', async () => {
		const incident = await halfUndone();
		for (const name of changed) incident.sandbox.world.roles.delete(roleOf(incident, name).arn);
		const recovered = await recover(incident, given);
		expect(codes(recovered)).not.toContain('doors-open');
		expect(said(recovered.views)).not.toContain('still denies');
		expect(recovered.result.verdict).toBe('recovered');
	});
});
