import {describe, expect, test} from 'vitest';
import {addFinding, findingOf, newIncident, type WireAnswer, walkThrough} from './support.ts';

const given = {user: 'test-user', confirm: 'test-user'};

describe('the proof gets over what passes', () => {
	test('EC2 asks to slow down while the baseline is probed', async () => {
		const slowDown: WireAnswer = {
			statusCode: 503,
			type: 'text/xml',
			body: '<?xml version="1.0"?><Response><Errors><Error><Code>RequestLimitExceeded</Code><Message>Request limit exceeded.</Message></Error></Errors><RequestID>00000000-0000-4000-8000-000000000000</RequestID></Response>',
		};
		let asked = 0;
		const {result, exit, defect} = await walkThrough({
			...given,
			answering: ({operation}) => (operation === 'DescribeInstances' && ++asked <= 16 ? slowDown : undefined),
		});
		expect(asked).toBeGreaterThan(16);
		expect(defect).toBeUndefined();
		expect(result.verdict).toBe('contained');
		expect(exit).toBe(0);
		for (const row of result.proof.filter(one => one.session === 'target')) expect(row).toMatchObject({before: 'allowed', after: 'denied'});
	});

	test('more than an hour goes by before the name is typed: the sessions are opened anew', async () => {
		const incident = newIncident();
		const opened = () =>
			[...incident.sandbox.world.credentials.values()].filter(
				({principal}) => principal.kind === 'role-session' && principal.role.name === 'tourniquet-probe',
			).length;
		let before = 0;
		const {result, exit, defect} = await walkThrough({
			...given,
			incident,
			answerFirst: question => {
				if (question.id === 'confirm') {
					before = opened();
					incident.clock.advance(3_700_000);
				}
				return undefined;
			},
		});
		expect(defect).toBeUndefined();
		expect(result.verdict).toBe('contained');
		expect(exit).toBe(0);
		expect(before).toBeGreaterThan(0);
		// One under the person's name and one under nobody's, in every account.
		expect(opened() - before).toBe(2 * new Set(result.proof.map(row => row.account)).size);
	});
});

describe('what the guards warn of reaches whoever reads the JSON', () => {
	test.each([['planned', {user: 'test-user'}] as const, ['applied', given] as const])(
		'other sessions of that name, %s',
		async (_how, answers) => {
			const {result, defect} = await walkThrough({
				...answers,
				prepare: sandbox =>
					addFinding(
						sandbox,
						findingOf('444444444444', {
							AccessKeyId: 'ASIAEXAMPLE000000092',
							PrincipalId: 'AROAEXAMPLE0000000092:test-user',
							UserName: 'nightly-billing',
						}),
					),
			});
			expect(defect).toBeUndefined();
			const warning = result.problems.find(problem => problem.code === 'guard-who-else');
			expect(warning?.message).toContain('AROAEXAMPLE0000000092:test-user');
			expect(warning?.next).not.toBe('');
		},
	);
});
