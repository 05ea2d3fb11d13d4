import {mkdtempSync, readFileSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe, expect, test} from 'vitest';
import {known} from '../../src/commands/walking/known.ts';
import {listScenarios, loadScenario} from '../../src/rehearsal/library.ts';
import {s3Discovery} from '../scenarios.ts';
import {rehearse} from './support.ts';

const folder = mkdtempSync(join(tmpdir(), 'tourniquet-scenario-'));
const shipped = (name: string) => readFileSync(fileURLToPath(new URL(`../../runbooks/rehearsals/${name}.yaml`, import.meta.url)), 'utf8');

let written = 0;
function file(text: string): string {
	written += 1;
	const path = join(folder, `made-${written}.yaml`);
	writeFileSync(path, text);
	return path;
}

/** The places and words of what is wrong, without the path. */
async function problemsOf(text: string): Promise<readonly string[]> {
	const path = file(text);
	const error = await loadScenario(path, known.kinds).then(
		() => undefined,
		(thrown: Error & {readonly code?: string; readonly exit?: number}) => thrown,
	);
	if (error === undefined) return [];
	expect(error).toMatchObject({code: 'scenario-invalid', exit: 2});
	const lines = error.message.split('\n').slice(1);
	return lines.map(line => line.trim().replace(`${path}:`, ''));
}

/** A scenario made from the first one, with more below. */
const madeFrom = (more: string) => `format: 1
name: ours
from: s3-discovery
rehearsal:
  title: ours
  story: [Once.]
  finding: {type: Discovery:S3/AnomalousBehavior, principal: test-user}
${more}`;

test('a file that only says what it is made from is that scenario under another name', async () => {
	const scenario = await loadScenario(file(madeFrom('')), known.kinds);
	expect(scenario).toEqual({...s3Discovery, name: 'ours', rehearsal: scenario.rehearsal, history: s3Discovery.history});
});

test('a file may be made from another file beside it', async () => {
	const base = file(shipped('management-account').replace('name: management-account', 'name: base'));
	const theirs = madeFrom('').replace('from: s3-discovery', `from: ./${base.split('/').at(-1)}`);
	const path = file(
		theirs.replace('Discovery:S3/AnomalousBehavior, principal: test-user', 'Exfiltration:S3/AnomalousBehavior, principal: cost-analyst'),
	);
	expect((await loadScenario(path, known.kinds)).sessions).toHaveProperty('cost-analyst');
});

describe('what is wrong is told with line and column, in the order of the file', () => {
	test.each([
		[
			'an unknown user in a group',
			'identityCenter:\n  groups:\n    - {id: 9067f7d4-a0f1-70c5-3b8e-7d2f916c0e4b, name: new, members: [test-usr]}\n',
			['10:71: There is no user “test-usr”. Did you mean “test-user”?'],
		],
		[
			'an id that is taken',
			"organization:\n  accounts:\n    - {id: '444444444444', name: twin, parent: r-ab12}\n",
			['10:12: “444444444444” is taken: another account has it already.'],
		],
		[
			'a person and a group of one id',
			'identityCenter:\n  users: [{id: 9067f7d4-a0f1-70c5-3b8e-7d2f916c0e4a, userName: twin, displayName: Twin}]\n',
			['9:16: “9067f7d4-a0f1-70c5-3b8e-7d2f916c0e4a” is taken: another id has it already.'],
		],
		[
			'units that contain each other',
			'organization:\n  units:\n    - {id: ou-ab12-circle001, name: One, parent: ou-ab12-circle002}\n    - {id: ou-ab12-circle002, name: Two, parent: ou-ab12-circle001}\n',
			['10:50: These units contain each other: ou-ab12-circle001 in ou-ab12-circle002 in ou-ab12-circle001.'],
		],
		[
			'a policy that is none',
			'organization:\n  policies:\n    - id: p-example0001\n      name: broken\n      description: ""\n      targets: [r-ab12]\n      document: {Version: 2012-10-17, Statement: [{Effect: Maybe, Action: "*", Resource: "*"}]}\n',
			['14:17: AWS would refuse this policy: Statement 1: Effect must be Allow or Deny.'],
		],
		[
			'an inline policy’s text that is no policy',
			'identityCenter:\n  permissionSets:\n    - {name: Broken, description: "", sessionDuration: PT1H, managedPolicies: [], inlinePolicyText: "no"}\n',
			['10:101: AWS would refuse this policy: The policy is not a JSON object.'],
		],
		[
			'an unknown target',
			'organization:\n  policies:\n    - {id: p-example0001, name: a, description: "", document: {Version: 2012-10-17, Statement: [{Effect: Deny, Action: "*", Resource: "*"}]}, targets: [r-none]}\n',
			['10:153: There is no root, unit or account “r-none”.'],
		],
		['an unknown key', 'organisation: {}\n', ['8:1: “organisation” is not a key that a scenario has here. Did you mean “organization”?']],
		[
			'a session of a permission set that is not assigned there',
			"sessions:\n  lost: {account: '333333333333', role: {permissionSet: DataEngineer}, name: lost, startedMinutesAgo: 1, region: us-east-1}\n",
			['9:57: This permission set is not assigned in that account, so there is no role of it there.'],
		],
		[
			'a session of nobody',
			"sessions:\n  lost: {account: '333333333333', startedMinutesAgo: 1, region: us-east-1}\n",
			['9:9: Exactly one of name, permissionSet belongs here.', '9:9: “name” is missing.'],
		],
		[
			'an actor’s script',
			'actors:\n  - name: thief\n    kind: burglar\n    script:\n      - {as: nobody, call: s3:Steal, denied: elsewhere}\n',
			[
				'10:11: “burglar” is not one of the words that may stand here.',
				'12:14: There is no session “nobody”. There is responder, test-user, test-user/sandbox, ops-admin, delegated-admin, data.team+etl, payments-web, svc-sync, user/ci-deploy, user/ci-deploy/2.',
				'12:28: “s3:Steal” is not a call that an actor can make.',
				'12:46: There is no act “elsewhere”. There is next, end.',
			],
		],
		[
			'an inject at a step that there is not',
			'injects:\n  - {id: phone, at: {step: previw}, say: [Hello.]}\n',
			['9:28: There is no step of the walk “previw”. Did you mean “preview”?'],
		],
		[
			'an account id that loses its digits',
			'guardDuty: {administrator: 222222222222, regions: [us-east-1]}\n',
			['8:28: This must be text. Put it in quotes if it looks like something else.'],
		],
		[
			'YAML that is none',
			'roles: [\n',
			['9:1: This is not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ].'],
		],
	])('%s', async (_what, more, problems) => {
		expect(await problemsOf(madeFrom(more))).toEqual(problems);
	});

	test('a scenario of its own must be whole', async () => {
		const problems = await problemsOf('format: 1\nname: ours\nrehearsal: {title: ours, story: [Once.]}\n');
		expect(problems).toContain('1:1: “organization” is missing.');
		expect(problems.length).toBeGreaterThan(8);
	});
});

test('a file that cannot be read, and a name that there is not, are problems that say what there is', async () => {
	await expect(loadScenario('./nowhere.yaml', known.kinds)).rejects.toMatchObject({code: 'scenario-unreadable', exit: 2});
	await expect(loadScenario('nothing', known.kinds)).rejects.toMatchObject({
		code: 'unknown-scenario',
		exit: 2,
		next: expect.stringContaining('s3-discovery'),
	});
	await expect(loadScenario(file(madeFrom('').replace('s3-discovery', 'nothing')), known.kinds)).rejects.toMatchObject({
		code: 'unknown-scenario',
	});
	const loop = join(folder, 'loop.yaml');
	writeFileSync(loop, madeFrom('').replace('s3-discovery', './loop.yaml'));
	await expect(loadScenario(loop, known.kinds)).rejects.toMatchObject({code: 'scenario-unreadable'});
});

test('every scenario that is listed says how difficult it is and what it teaches', async () => {
	for (const listed of await listScenarios()) {
		expect(listed.difficulty, listed.name).toBeDefined();
		expect(listed.teaches, listed.name).toMatch(/^[A-Z].*\.$/);
	}
});

/** Another cast than the one that the scenario of the documentation has. */
const withActors = (scenario: string, actors: string) => scenario.replace(/^actors:[\s\S]*?(?=^goal:)/m, `${actors}\n`);

test('the scenario that the documentation shows can be played', async () => {
	const docs = readFileSync(fileURLToPath(new URL('../../docs/rehearsals.md', import.meta.url)), 'utf8');
	const blocks = [...docs.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, block = '']) => block);
	const [scenario = '', actors = '', injects = '', goal = ''] = blocks;
	expect(await problemsOf(scenario)).toEqual([]);
	expect(await problemsOf(withActors(scenario, actors))).toEqual([]);
	// Its last inject says “as above”.
	expect(await problemsOf(`${scenario}\n${injects.replace(/^ +- .*as above.*\n/m, '')}`)).toEqual([]);
	expect((await problemsOf(`${scenario.replace(/^goal: .*\n/m, '')}\n${goal}`)).map(line => /^[\d:]+ (.*?”\.)/.exec(line)?.[1])).toEqual([
		'There is no user, session, IAM user or instance called “d.old-name”.',
		'There is no session “some-session”.',
		'There is no session “some-pipeline”.',
	]);
});

test.each(['as it stands', 'with the actors that are shown'])('and played well it ends with every point, %s', async which => {
	const docs = readFileSync(fileURLToPath(new URL('../../docs/rehearsals.md', import.meta.url)), 'utf8');
	const [scenario = '', actors = ''] = [...docs.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, block = '']) => block);
	const path = file(which === 'as it stands' ? scenario : withActors(scenario, actors));
	const {defect, score, result} = await rehearse(await loadScenario(path, known.kinds));
	expect(defect).toBeUndefined();
	expect(result.verdict).toBe('contained');
	expect(score.missed).toEqual([]);
	expect(score.points).toBe(100);
	expect(score.attacker.succeeded).toBeGreaterThan(0);
	expect(score.attacker.denied).toBeGreaterThan(0);
});
