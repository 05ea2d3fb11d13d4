import {describe, expect} from 'vitest';
import {tourniquet} from './program.ts';
import {key, pasted} from './screen.ts';
import {test} from './sit-down.ts';
import {
	checklist,
	closingGate,
	done,
	fromTracesToChecklist,
	fromVerdictToTraces,
	gate,
	toFindings,
	toGate,
	tracesSeen,
	verdictSeen,
} from './walk.ts';

const theDeny = ['contain/create-policy', 'contain/attach-policy'];
/** Two proofs or a provisioning beside the walk itself, all in real time. */
const timeout = 240_000;

describe.concurrent('after the deny, in a terminal of 80 by 24', () => {
	test('the management account is closed by a second confirmation, and then it is contained', {timeout}, async ({sitDown}) => {
		const responder = sitDown(tourniquet('rehearse', 'management-account'));
		const {screen} = responder;
		expect(await toGate(responder, /cost-analyst {2}Exfiltration:S3/)).toMatch(/Put the deny on for cost-analyst\?/);
		await responder.confirm('cost-analyst');

		const shown = await responder.asked(closingGate('cost-analyst'));
		expect(shown).toMatch(/▶ Management account[\s\S]*▲ Still open to cost-analyst: the management account/);
		expect(shown).toMatch(/· AccountsAuditor: no inline policy now, gets the deny/);
		expect(shown).toMatch(/· CostReports: 2 statements stay, the deny is added/);
		expect(shown).toMatch(/denies cost-analyst inside AccountsAuditor, CostReports, and provisions them\s+to 111111111111/);
		// What confirmed the deny confirms nothing here.
		screen.press(key.enter);
		await responder.asked(/Enter alone confirms nothing\. Type cost-analyst first\./);
		screen.press(pasted('cost-analyst\n'));
		await responder.asked(/A paste never confirms/);
		expect(responder.changes()).toEqual(theDeny);
		screen.press(key.tab);
		await responder.asked(/The inline policies, exactly as they will be sent[\s\S]*AccountsAuditor[\s\S]*"Effect":"Deny"/);
		screen.press(key.tab);
		await responder.asked(/aws sso-admin put-inline-policy-to-permission-set/);
		screen.press(key.escape);
		await responder.asked(/Still open to cost-analyst[\s\S]*cost-analyst▌/);
		screen.press(key.enter);

		await responder.decided(/▶ Prove/);
		expect(await responder.asked(verdictSeen)).toMatch(
			/✔ Contained[\s\S]*The management account is closed: 2 permission sets hold the deny, read back\s+and simulated\./,
		);
		await fromVerdictToTraces(responder);
		await fromTracesToChecklist(responder);
		expect(await done(responder)).toBe(0);

		const transcript = responder.transcript();
		expect(transcript.match(/You confirmed: /g)).toHaveLength(2);
		expect(transcript).toMatch(/CostReports: its inline policy, before and after .*"Sid": "KeepTheReports"/);
		expect(transcript).toMatch(/✔ The management account is closed to this user .*AccountsAuditor closed CostReports closed/);
		expect(transcript).not.toMatch(/Deny this person inside each permission set/);
		expect(transcript).toMatch(/also in the inline policies of AccountsAuditor, CostReports, for the management account/);
		expect(responder.lastWords()).toMatch(/^CONTAINED \(rehearsal\): cost-analyst was allowed and is denied now/);
		const [, , ...further] = responder.changes();
		expect(further.toSorted()).toEqual([
			expect.stringMatching(/^management-account\/provision.*/),
			expect.stringMatching(/^management-account\/provision.*/),
			expect.stringMatching(/^management-account\/put.*/),
			expect.stringMatching(/^management-account\/put.*/),
		]);
		expect(responder.journal().at(-1)).toMatchObject({kind: 'closed', verdict: 'contained'});
	});

	test('sessions opened under other names are found, added by a confirmation of their own, and proven', {timeout}, async ({sitDown}) => {
		const responder = sitDown(tourniquet('rehearse', 'role-chaining'));
		const {screen} = responder;
		await toGate(responder);
		await responder.confirm('test-user');
		await responder.decided(/▶ Prove/);
		expect(await responder.asked(verdictSeen)).toMatch(/✔ Contained/);
		await fromVerdictToTraces(responder);
		await responder.choose(/Look in CloudTrail/);

		const shown = await responder.asked(/Add these 3 sessions to the deny\?[\s\S]*To go ahead, type test-user/);
		expect(shown).toMatch(/▲ 3 sessions are alive that the deny misses/);
		expect(shown).toMatch(/release-4711 as deploy-automation · in payments[\s\S]*nightly-sync as data-maintenance · in workloads-test/);
		screen.press(key.enter);
		await responder.asked(/Enter alone confirms nothing\. Type test-user first\./);
		expect(responder.changes()).toEqual(theDeny);
		await responder.confirm('test-user');
		await screen.until(/▶ Traces[\s\S]*of 16 have turned/);
		await responder.decided(/▶ Traces/);
		expect(await responder.asked(tracesSeen)).toMatch(/✔ Contained/);
		await responder.choose(/Go on to what remains/);
		expect(await responder.asked(checklist)).toMatch(/Tick what is done\. The rest stays on the list as open · 1 of 13/);
		expect(await done(responder)).toBe(0);

		const transcript = responder.transcript();
		expect(transcript).toMatch(/They opened 3 other sessions, and left 4 changes behind: each is a task in the follow-up/);
		expect(transcript).toMatch(/· release-4711 as deploy-automation · in payments \(555555555555\)/);
		expect(transcript).toMatch(/· nightly-sync as data-maintenance · in workloads-test \(666666666666\)/);
		// The pipeline whose role it is.
		expect(transcript).not.toMatch(/pipeline-1182/);
		expect(transcript).toMatch(
			/AWS accepted it: the deny names 3 sessions opened from test-user’s as well\. It is proven again now\. Proof · the sessions were added /,
		);
		expect(transcript.match(/test session allowed → DENIED 3 of 3/g)).toHaveLength(8);
		expect(transcript).toMatch(/☐ Set access key AKIA[A-Z0-9]+ of IAM user svc-backup inactive ☐ Remove IAM user svc-backup/);
		expect(responder.lastWords()).toMatch(/^CONTAINED \(rehearsal\): test-user was allowed and is denied now/);
		expect(responder.changes()).toEqual([...theDeny, 'chain/update-policy-1']);
		expect(responder.journal().at(-1)).toMatchObject({kind: 'closed', verdict: 'contained'});
	});

	test('sessions that the deny misses and that were not added keep it from being contained', {timeout}, async ({sitDown}) => {
		const responder = sitDown(tourniquet('rehearse', 'role-chaining'));
		await toGate(responder);
		await responder.confirm('test-user');
		await responder.decided(/▶ Prove/);
		await responder.asked(verdictSeen);
		await fromVerdictToTraces(responder);
		await responder.choose(/Look in CloudTrail/);
		await responder.asked(/Add these 3 sessions to the deny\?/);
		responder.screen.press(key.escape);
		await responder.asked(/3 sessions are still alive that the deny misses\. Try again\?/);
		await responder.choose(/No, leave them open/);
		await responder.asked(tracesSeen);
		await responder.choose(/Go on to what remains/);
		await responder.asked(checklist);
		expect(await done(responder)).toBe(3);
		expect(responder.transcript()).toMatch(
			/You stepped back\. Nothing was confirmed\. You chose: No, leave them open ▲ Partly contained .* · 3 sessions of theirs may be alive that this deny does not hit\./,
		);
		expect(responder.transcript()).toMatch(/Sessions opened from this one are still alive, and this deny does not name them\./);
		expect(responder.lastWords()).toMatch(/^PARTLY CONTAINED \(rehearsal\): .*Next: end the sessions that the deny misses/);
		expect(responder.changes()).toEqual(theDeny);
	});

	test('the access keys of an IAM user are set inactive when that is chosen', {timeout}, async ({sitDown}) => {
		const responder = sitDown(tourniquet('rehearse', 'iam-user-key'));
		await toFindings(responder);
		await responder.choose(/release-bot \(IAM user\)/);
		// Its exact id reaches nothing else, so there is nothing to look at before the preview.
		expect(await responder.asked(/What now\?/)).toMatch(/Everything that uses the keys of release-bot stops too/);
		await responder.choose(/Go on: probe/);
		await responder.asked(gate);
		await responder.confirm('release-bot');
		await responder.decided(/▶ Prove/);
		await responder.asked(verdictSeen);
		await responder.choose(/Go on to what remains/);
		await responder.asked(/▶ Access keys[\s\S]*Set these 2 keys inactive as well\? It can be undone/);
		responder.screen.press(key.enter);
		await responder.asked(/Enter alone confirms nothing\. Type release-bot first\./);
		await responder.confirm('release-bot');
		await responder.asked(/▶ Traces[\s\S]*Look for what their sessions opened/);
		await responder.choose(/Not now/);
		await responder.asked(checklist);
		expect(await done(responder)).toBe(0);
		expect(responder.transcript()).toMatch(/2 of 2 keys of release-bot set inactive\. To undo: .*--status Active .*--status Active/);
		expect(responder.transcript()).toMatch(/inactive access keys AKIA[A-Z0-9]+, AKIA[A-Z0-9]+/);
		expect(responder.changes()).toEqual([
			...theDeny,
			expect.stringMatching(/^access-keys\/set-inactive\/AKIA/),
			expect.stringMatching(/^access-keys\/set-inactive\/AKIA/),
		]);
	});
});
