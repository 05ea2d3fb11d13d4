import {describe, expect} from 'vitest';
import {tourniquet} from './program.ts';
import type {Responder} from './responder.ts';
import {key} from './screen.ts';
import {test} from './sit-down.ts';
import {gate, onFromHere, toChecklist, toChecklistFromVerdict, toEnd, toGate, toReach} from './walk.ts';

/** To the offer to take the deny off, which comes instead of the way on. */
async function toUndo(responder: Responder): Promise<string> {
	await toGate(responder);
	await responder.confirm('test-user');
	return responder.asked(/Take this deny off now\?/);
}

/** From the reach to the gate before the permission sets of the management account. */
async function toClosing(responder: Responder, name: string): Promise<void> {
	await responder.choose(/Go on to the preview/);
	await responder.asked(/What now\?/);
	await responder.choose(/Go on: probe/);
	await responder.asked(gate);
	await responder.confirm(name);
	await responder.asked(/Close the management account[\s\S]*To go ahead, type/);
}

const overReach = tourniquet('rehearse', '--fault', 'scp-hits-everyone');

// The longest come first, so that all of them go on side by side.
describe.concurrent('a verdict', () => {
	test('is contained where the management account is involved, once both acts were confirmed', async ({sitDown}) => {
		const responder = sitDown(tourniquet('rehearse', 'management-account'));
		const reach = await toReach(responder, /cost-analyst/);
		expect(reach).toMatch(/THE MANAGEMENT ACCOUNT IS INVOLVED \(111111111111\)/);
		await toClosing(responder, 'cost-analyst');
		expect(responder.changes()).toEqual(['contain/create-policy', 'contain/attach-policy']);
		await responder.confirm('cost-analyst');
		await responder.asked(onFromHere);
		await toChecklistFromVerdict(responder);
		await responder.choose(/Done/);
		expect(await responder.screen.ended()).toBe(0);
		const transcript = responder.transcript();
		expect(transcript).toMatch(/You confirmed: denies cost-analyst inside /);
		expect(responder.lastWords()).toMatch(/^CONTAINED \(rehearsal\): cost-analyst was allowed and is denied now/);
		expect(responder.changes().filter(key => /put-inline-policy/.test(key))).toHaveLength(2);
	});

	test('is partly contained where the management account was left open, and says how to close it', async ({sitDown}) => {
		const responder = sitDown(tourniquet('rehearse', 'management-account'));
		await toReach(responder, /cost-analyst/);
		await toClosing(responder, 'cost-analyst');
		responder.screen.press(key.escape);
		await responder.asked(/You stepped back\. The permission sets have not been changed/);
		await responder.choose(/Leave the management account open/);
		expect(await responder.asked(onFromHere)).toMatch(/Partly contained/);
		await toChecklistFromVerdict(responder);
		await responder.moveTo(/Done/);
		responder.screen.press(key.enter);
		expect(await responder.screen.ended()).toBe(3);
		const transcript = responder.transcript();
		expect(transcript).toMatch(/Still open: the management account\. Edit these permission sets by hand, now/);
		expect(transcript).toMatch(/ arn:aws:sso:::permissionSet\//);
		expect(transcript).toMatch(/"aws:userid": "\*:cost-analyst"/);
		expect(responder.lastWords()).toMatch(/^PARTLY CONTAINED \(rehearsal\): /);
		expect(responder.changes()).toEqual(['contain/create-policy', 'contain/attach-policy']);
	});

	test('is said as it was proven by Ctrl-C after the verdict', async ({sitDown}) => {
		const responder = sitDown(tourniquet('rehearse'));
		await toChecklist(responder);
		responder.screen.press(key.ctrlC);
		expect(await responder.screen.ended()).toBe(130);
		expect(responder.lastWords()).toMatch(/^STOPPED \(rehearsal\): The deny p-[a-z0-9]+ is ON and stays on\./);
		expect(responder.lastWords()).not.toMatch(/not proven/);
	});
});

describe.concurrent('a deny that hits everybody', () => {
	test('is offered to be taken off first, and is off when that was chosen', async ({sitDown}) => {
		const responder = sitDown(overReach);
		const offer = await toUndo(responder);
		expect(offer).toMatch(/Over-reach/);
		expect(offer).toMatch(/Take this deny off now\?\n ▶ Yes, take it off now \(recommended\)/);
		await responder.choose(/Yes, take it off now/);
		expect(await responder.asked(/Tick what is done/)).toMatch(/The deny is off again\. test-user is NOT denied now\./);
		await responder.choose(/Done/);
		expect(await responder.screen.ended()).toBe(3);
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
		await responder.asked(/Tick what is done/);
		responder.screen.press(key.ctrlC);
		expect(await responder.screen.ended()).toBe(130);
		expect(responder.lastWords()).toMatch(/^STOPPED \(rehearsal\): The deny was taken off\. Nobody is denied by it\./);
	});

	test('stays on when that was chosen, and says so to the end', async ({sitDown}) => {
		const responder = sitDown(overReach);
		await toUndo(responder);
		await responder.choose(/No, leave it on/);
		await responder.asked(/Tick what is done/);
		await responder.choose(/Done/);
		expect(await responder.screen.ended()).toBe(3);
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
			/Not contained A session under this name was still allowed when the watch ended\. Treat the thief as active\./,
		);
		expect(transcript).not.toMatch(/✔ Contained/);
		expect(responder.lastWords()).toMatch(/^NOT CONTAINED \(rehearsal\): Next: treat the thief as active\./);
	});
});
