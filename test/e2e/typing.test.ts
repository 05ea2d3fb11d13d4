import {describe, expect} from 'vitest';
import {tourniquet} from './program.ts';
import type {Responder} from './responder.ts';
import {key, pasted} from './screen.ts';
import {test} from './sit-down.ts';
import {gate, toFindings, toGate, toPreview} from './walk.ts';

/** The rows of the list, as far as they are in sight. */
function rowsOfList(frame: string): string[] {
	return frame.split('\n').filter(row => /^ [▶ ] \S.* {2}\S/.test(row));
}

describe.concurrent('keys that arrive in one piece', () => {
	test('are taken one after the other: Down Down Enter takes the third finding', async ({sitDown}) => {
		const responder = sitDown(tourniquet('rehearse'));
		const third =
			rowsOfList(await toFindings(responder))[2]
				?.trim()
				.replace(/…$/, '') ?? 'no third row';
		responder.screen.press(key.down + key.down + key.enter);
		// Whose exact id is known needs no look at what it reaches.
		await responder.asked(/What now\?/);
		expect(responder.transcript()).toContain(`You chose: ${third.replace(/\s+/g, ' ')}`);
	});

	test('choose nothing by digits', async ({sitDown}) => {
		const responder = sitDown(tourniquet('rehearse'));
		const second = rowsOfList(await toFindings(responder))[1]?.trim() ?? 'no second row';
		responder.screen.press('3');
		responder.screen.press(`12${key.down}`);
		// The key after them has been taken, and by the same list.
		await responder.screen.until(screen => screen.includes(` ▶ ${second}`), second);
		await responder.asked(/Which finding brought you here\?/);
		expect(responder.journal().filter(({kind}) => kind === 'answer')).toHaveLength(1);
	});
});

describe.concurrent('the gate before the deny', () => {
	/** Enter on the empty field says so, which also shows that every key before it has been dealt with. */
	async function expectNothingTyped(responder: Responder) {
		responder.screen.press(key.enter);
		await responder.asked(/Enter alone confirms nothing\. Type test-user first\./);
		expect(responder.changes()).toEqual([]);
	}

	test('forgets what was typed ahead of it', async ({sitDown}) => {
		const responder = sitDown(tourniquet('rehearse'));
		await toPreview(responder);
		// The first Enter answers the preview; the rest was meant for a question that nobody has seen yet.
		responder.screen.press(`${key.enter}test-user${key.enter}`);
		await responder.screen.until(/▶ (?:Baseline|Contain)/);
		responder.screen.press(`test-user${key.enter}`);
		await responder.asked(gate);
		await expectNothingTyped(responder);
	});

	test('takes the name and an Enter of its own, and nothing else', async ({sitDown}) => {
		const responder = sitDown(tourniquet('rehearse'));
		const {screen} = responder;
		expect(await toGate(responder)).toMatch(/press Enter:\s+▌/);
		await expectNothingTyped(responder);

		await responder.type('test-user2');
		screen.press(key.enter);
		await responder.asked(/That is not test-user\. Nothing was done\./);
		await responder.erase('test-user2');

		screen.press(pasted('test-user\n'));
		expect(await responder.asked(/A paste never confirms/)).toContain('test-user▌');
		await responder.erase('test-user');

		// As a terminal pastes that does not mark it.
		screen.press(`test-user${key.enter}`);
		await responder.asked(/Enter came together with other input, so it confirmed nothing/);
		expect(responder.changes()).toEqual([]);

		screen.press(key.escape);
		await responder.asked(/Return to the confirmation/);
		await responder.choose(/Return to the confirmation/);
		expect(await responder.asked(gate)).toMatch(/press Enter:\s+▌/);
		await expectNothingTyped(responder);

		screen.press(key.tab);
		await responder.asked(/The policy, exactly as it will be sent[\s\S]*"Effect": "Deny"/);
		screen.press(key.tab);
		await responder.asked(/aws organizations create-policy/);
		screen.press(key.escape);
		await screen.until(/Esc back/);
		screen.press(key.escape);
		await responder.asked(/Return to the confirmation/);
		await responder.choose(/Leave without changing anything/);
		expect(await screen.ended()).toBe(0);
		expect(responder.lastWords()).toMatch(
			/^PLANNED — nothing was changed \(rehearsal\): Nothing has been changed in AWS\. test-user keeps/,
		);
		expect(responder.changes()).toEqual([]);
	});

	test('confirms once the name is in the field, pasted or not, and Enter comes by itself', async ({sitDown}) => {
		const responder = sitDown(tourniquet('rehearse', '--fault', 'scp-not-enforced', '--deadline', '1'));
		await toGate(responder);
		responder.screen.press(pasted('test-user\n'));
		await responder.asked(/A paste never confirms/);
		responder.screen.press(key.enter);
		await responder.asked(/Not contained/);
		expect(responder.changes()).toEqual(['contain/create-policy', 'contain/attach-policy']);
	});

	test('is not passed by a paste or by lines typed ahead where the cursor cannot move', async ({sitDown}) => {
		const responder = sitDown(tourniquet('rehearse'), {environment: {TERM: 'dumb'}});
		const {screen} = responder;
		for (const [question, typed] of [
			[/Ready\?[\s\S]*number from 1 to 2/, '1'],
			[/Which finding brought you here\?[\s\S]*number from 1 to 10/, '1'],
			[/Go on to the preview[\s\S]*Type 1/, '1'],
			[/What now\?[\s\S]*number from 1 to 2/, '1'],
		] as const) {
			await screen.untilPrinted(question);
			screen.press(`${typed}${key.enter}`);
		}
		await screen.untilPrinted(/To go ahead, type test-user/);
		screen.press(`test-user${key.enter.repeat(5)}`);
		await screen.untilPrinted(/press Enter once more/);
		screen.press(`no${key.enter}`);
		await screen.untilPrinted(/Nothing was done\.[\s\S]*To go ahead, type test-user/);
		expect(responder.changes()).toEqual([]);
	});
});

describe.concurrent('who it is, when the responder knows', () => {
	test('takes a name, says why a wildcard will not do, and lets it be corrected', async ({sitDown}) => {
		const responder = sitDown(tourniquet('rehearse'));
		await toFindings(responder);
		await responder.choose(/I already know who it is/);
		await responder.asked(/Who is it\?/);
		await responder.type('*');
		responder.screen.press(key.enter);
		await responder.asked(/A \* or \? in a policy matches other people too/);
		responder.screen.press(key.backspace.repeat(2));
		await responder.type('test-user');
		responder.screen.press(key.enter);
		await responder.asked(/Go on to the preview/);
		expect(responder.transcript()).toMatch(/You typed: test-user .*The person is test-user user name test-user user id 9067f7d4-/);
	});

	test('takes a whole finding, pasted', async ({sitDown}) => {
		const responder = sitDown(tourniquet('rehearse'));
		await toFindings(responder);
		await responder.choose(/I already know who it is/);
		await responder.asked(/Who is it\?/);
		responder.screen.press(pasted(JSON.stringify(finding, null, 2)));
		await responder.asked(/characters in 2\d lines/);
		responder.screen.press(key.enter + key.enter);
		await responder.asked(/Go on to the preview/);
		expect(responder.transcript()).toMatch(/You gave \d+ characters: .*The person is data\.team\+etl .*seen with DataEngineer/);
	});
});

/** As GetFindings of GuardDuty answers it, shortened. */
const finding = {
	AccountId: '444444444444',
	Arn: 'arn:aws:guardduty:us-east-1:444444444444:detector/0123456789abcdef0123456789abcdef/finding/fedcba9876543210fedcba9876543210',
	Id: 'fedcba9876543210fedcba9876543210',
	Region: 'us-east-1',
	Severity: 5,
	Title: 'An API was invoked in an unusual way.',
	Type: 'Discovery:S3/AnomalousBehavior',
	CreatedAt: '2026-11-23T00:41:00.000Z',
	UpdatedAt: '2026-11-23T00:41:00.000Z',
	SchemaVersion: '2.0',
	Partition: 'aws',
	Resource: {
		ResourceType: 'AccessKey',
		AccessKeyDetails: {
			AccessKeyId: 'ASIAEXAMPLE123456789',
			PrincipalId: 'AROAEXAMPLE1234567890:data.team+etl',
			UserName: 'AWSReservedSSO_DataEngineer_0123456789abcdef',
			UserType: 'AssumedRole',
		},
	},
	Service: {ServiceName: 'guardduty', Archived: false, Count: 1},
};
