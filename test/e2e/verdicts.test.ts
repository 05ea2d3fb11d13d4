import {describe, expect} from 'vitest';
import {tourniquet} from './program.ts';
import type {Responder} from './responder.ts';
import {key} from './screen.ts';
import {test} from './sit-down.ts';
import {
	checklist,
	closingGate,
	done,
	fromTracesToChecklist,
	fromVerdictToTraces,
	gate,
	toChecklist,
	toEnd,
	toGate,
	toReach,
	verdictSeen,
} from './walk.ts';

/** To the offer to take the deny off, which comes instead of the way on. */
async function toUndo(responder: Responder): Promise<string> {
	await toGate(responder);
	await responder.confirm('test-user');
	await responder.decided(/▶ Prove/);
	return responder.asked(/Take this deny off now\?/);
}

const overReach = tourniquet('rehearse', '--fault', 'scp-hits-everyone');

// The longest come first, so that all of them go on side by side.
describe.concurrent('a verdict', () => {
	test('is partly contained where the management account was left open, and says how to close it', async ({sitDown}) => {
		const responder = sitDown(tourniquet('rehearse'), {columns: 100, rows: 50});
		const finding = /ops-admin {2}PrivilegeEscalation/;
		const reach = await toReach(responder, finding);
		expect(reach).toMatch(/THE MANAGEMENT ACCOUNT IS INVOLVED \(111111111111\)/);
		expect(reach).toMatch(/No deny policy of the organization works there\./);
		await responder.choose(/Go on to the preview/);
		expect(await responder.asked(/What now\?/)).toMatch(/leaves +THE MANAGEMENT ACCOUNT 111111111111, which ops-admin reaches/);
		await responder.choose(/Go on: probe/);
		await responder.asked(gate);
		await responder.confirm('ops-admin');
		await responder.asked(closingGate('ops-admin'));
		responder.screen.press(key.escape);
		expect(await responder.asked(/▶ Return to the confirmation/)).toMatch(
			/You stepped back\. The permission sets have not been changed; the deny in the member accounts is on/,
		);
		await responder.choose(/Leave the management account open/);
		await responder.decided(/▶ Prove/);
		expect(await responder.asked(verdictSeen)).toMatch(/Partly contained[\s\S]*Not closed: /);
		await fromVerdictToTraces(responder);
		await fromTracesToChecklist(responder);
		await responder.asked(/Deny this person inside each permission set that reaches the management account/);
		expect(await done(responder)).toBe(3);
		const transcript = responder.transcript();
		expect(transcript).toMatch(/Still open: the management account\. Edit these permission sets by hand, now/);
		expect(transcript).toMatch(/· AdministratorAccess arn:aws:sso:::permissionSet\//);
		expect(transcript).toMatch(/The statements to add: \{ "Effect": "Deny", "Action": "\*", "Resource": "\*", "Condition": /);
		expect(transcript).toMatch(/"aws:userid": "\*:ops-admin"/);
		expect(responder.lastWords()).toMatch(
			/^PARTLY CONTAINED \(rehearsal\): .*Next: close the management account now \(.*AdministratorAccess.*\), as the follow-up says\. Until then the thief may go on there\.$/,
		);
		expect(responder.changes()).toEqual(['contain/create-policy', 'contain/attach-policy']);
	});

	test('is contained where the management account is involved, once both acts were confirmed', async ({sitDown}) => {
		const responder = sitDown(tourniquet('rehearse', 'management-account'));
		const reach = await toReach(responder, /cost-analyst/);
		expect(reach).toMatch(/THE MANAGEMENT ACCOUNT IS INVOLVED \(111111111111\)/);
		await responder.choose(/Go on to the preview/);
		await responder.asked(/What now\?/);
		await responder.choose(/Go on: probe/);
		await responder.asked(gate);
		await responder.confirm('cost-analyst');
		await responder.asked(closingGate('cost-analyst'));
		expect(responder.changes()).toEqual(['contain/create-policy', 'contain/attach-policy']);
		await responder.confirm('cost-analyst');
		await responder.decided(/▶ Prove/);
		await responder.asked(verdictSeen);
		await fromVerdictToTraces(responder);
		await fromTracesToChecklist(responder);
		expect(await done(responder)).toBe(0);
		expect(responder.transcript()).toMatch(/You confirmed: denies cost-analyst inside /);
		expect(responder.lastWords()).toMatch(/^CONTAINED \(rehearsal\): cost-analyst was allowed and is denied now/);
		expect(responder.changes().filter(key => /put-inline-policy/.test(key))).toHaveLength(2);
	});

	test('is said as it was proven by Ctrl-C after the verdict', async ({sitDown}) => {
		const responder = sitDown(tourniquet('rehearse'));
		await toChecklist(responder);
		responder.screen.press(key.ctrlC);
		expect(await responder.screen.ended()).toBe(130);
		expect(responder.lastWords()).toMatch(
			/^STOPPED \(rehearsal\): The deny p-[a-z0-9]+ is ON and stays on\. What its proof showed: Contained\.$/,
		);
	});
});

describe.concurrent('a deny that hits everybody', () => {
	test('is offered to be taken off first, and is off when that was chosen', async ({sitDown}) => {
		const responder = sitDown(overReach);
		const offer = await toUndo(responder);
		expect(offer).toMatch(/Over-reach/);
		expect(offer).toMatch(/Take this deny off now\?\n ▶ Yes, take it off now \(recommended\)/);
		await responder.choose(/Yes, take it off now/);
		expect(await responder.asked(checklist)).toMatch(/The deny is off again\. test-user is NOT denied now\./);
		expect(await done(responder)).toBe(3);
		expect(responder.transcript()).toMatch(/── Summary ──.*Over-reach.*The deny was taken off\. Nobody is denied by it\./);
		expect(responder.lastWords()).toMatch(/^OVER-REACH \(rehearsal\): The deny was taken off\. Nobody is denied by it\./);
		expect(responder.changes()).toEqual([
			'contain/create-policy',
			'contain/attach-policy',
			expect.stringMatching(/detach-policy$/),
			expect.stringMatching(/delete-policy$/),
		]);
	});

	test('is not said to be on by Ctrl-C after it was taken off', async ({sitDown}) => {
		const responder = sitDown(overReach);
		await toUndo(responder);
		await responder.choose(/Yes, take it off now/);
		await responder.asked(checklist);
		responder.screen.press(key.ctrlC);
		expect(await responder.screen.ended()).toBe(130);
		expect(responder.lastWords()).toMatch(/^STOPPED \(rehearsal\): The deny was taken off\. Nobody is denied by it\./);
	});

	test('stays on when that was chosen, and says so to the end', async ({sitDown}) => {
		const responder = sitDown(overReach);
		await toUndo(responder);
		await responder.choose(/No, leave it on/);
		await responder.asked(checklist);
		expect(await done(responder)).toBe(3);
		expect(responder.lastWords()).toMatch(/^OVER-REACH \(rehearsal\): Next: take the deny off\./);
		expect(responder.changes()).toEqual(['contain/create-policy', 'contain/attach-policy']);
	});
});

describe.concurrent('a deny that is not enforced', () => {
	test('is not contained: the walk says so and ends with 3', async ({sitDown}) => {
		const responder = sitDown(tourniquet('rehearse', '--fault', 'scp-not-enforced', '--deadline', '10'));
		expect(await toEnd(responder)).toBe(3);
		const transcript = responder.transcript();
		expect(transcript.match(/allowed · still allowed/g)).toHaveLength(8);
		expect(transcript).toMatch(
			/Not contained A session under this name was still allowed when the watch ended, or the deny is not on any more\. Treat the thief as active\./,
		);
		expect(transcript).not.toMatch(/✔ Contained/);
		expect(responder.lastWords()).toMatch(/^NOT CONTAINED \(rehearsal\): Next: treat the thief as active\./);
	});
});
