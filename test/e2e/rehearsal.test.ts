import {describe, expect} from 'vitest';
import {tourniquet} from './program.ts';
import {repository} from './responder.ts';
import {key, longPatience} from './screen.ts';
import {test} from './sit-down.ts';
import {toEnd} from './walk.ts';

const everyStep = [
	'Brief',
	'Finding',
	'Who',
	'Reach',
	'Preview',
	'Baseline',
	'Contain',
	'Management account',
	'Prove',
	'Access keys',
	'Traces',
	'Follow-up',
	'Summary',
];
/** Not for a person who does not reach the management account. */
const notWalked = ['Management account', 'Access keys'];
const steps = everyStep.filter(step => !notWalked.includes(step));

/** What sets a colour, in the foreground or behind. */
const colour = /\x1b\[(?:\d+;)*(?:3\d|4[0-8]|9[0-7]|10[0-7])(?:;\d+)*m/;

describe.concurrent('a rehearsal in a terminal', () => {
	test.for([
		{title: 'at 80 by 24', columns: 80, rows: 24, environment: {}},
		{title: 'at 60 by 20', columns: 60, rows: 20, environment: {}},
		{title: 'in a shell that has CI set', columns: 80, rows: 24, environment: {CI: 'true'}},
		{title: 'with NO_COLOR', columns: 80, rows: 24, environment: {NO_COLOR: '1'}},
	])('comes to contained with arrows, Enter and one name typed, $title', async (seat, {sitDown}) => {
		const responder = sitDown(tourniquet('rehearse'), seat);
		expect(await toEnd(responder)).toBe(0);

		const transcript = responder.transcript();
		for (const step of steps) expect(transcript.split(`── ${step} ──`)).toHaveLength(2);
		for (const step of notWalked) expect(transcript).not.toContain(`── ${step} ──`);
		const headings = steps.map(step => transcript.indexOf(`── ${step} ──`));
		expect(headings).toEqual(headings.toSorted((a, b) => a - b));
		expect(transcript).toMatch(/The finding type Discovery:S3\/AnomalousBehavior severity Low 2 last seen/);
		expect(transcript).toMatch(/The person is test-user user name test-user user id 9067f7d4-c0a1-70e8-5d2b-3f6a1c9e8b24/);
		expect(transcript).toMatch(/The management account is not involved/);
		expect(transcript).toMatch(/This denies everything test-user does, in all 6 member accounts/);
		expect(transcript).toMatch(/aws:userid like \*:test-user aws:SourceIdentity is test-user/);
		expect(transcript.match(/DENIED 3 of 3/g)).toHaveLength(8);
		expect(transcript).toMatch(/✔ Contained Everywhere it was probed/);
		expect(transcript).toMatch(
			/You chose: Look in CloudTrail What CloudTrail shows of their sessions 2 access keys of theirs followed, .* CloudTrail shows no other session that they opened there, and no change that they made\./,
		);
		expect(transcript).toMatch(/You ticked 0 of 9; the rest stay open\./);
		expect(responder.lastWords()).toMatch(/^CONTAINED \(rehearsal\): test-user was allowed and is denied now/);

		// The frame is gone; what it showed is in the transcript, once.
		expect(transcript).not.toMatch(/TOURNIQUET {1,2}SANDBOX|Ctrl-C stop/);
		if ('NO_COLOR' in seat.environment) expect(responder.screen.raw).not.toMatch(colour);
		else expect(responder.screen.raw).toMatch(colour);
		expect(responder.changes()).toEqual(['contain/create-policy', 'contain/attach-policy']);
		expect(responder.journal().at(-1)).toMatchObject({kind: 'closed', verdict: 'contained'});
	});

	test('comes to contained one line at a time where the cursor cannot move', async ({sitDown}) => {
		const responder = sitDown(tourniquet('rehearse'), {environment: {TERM: 'dumb'}});
		const {screen} = responder;
		const answer = async (question: RegExp, typed: string) => {
			await screen.untilPrinted(question);
			screen.press(`${typed}${key.enter}`);
		};
		await answer(/Ready\?[\s\S]*number from 1 to 2/, '1');
		await answer(/Which finding brought you here\?[\s\S]*number from 1 to 10/, '1');
		await answer(/Go on to the preview[\s\S]*Type 1/, '1');
		await answer(/What now\?[\s\S]*number from 1 to 2/, '1');
		await answer(/To go ahead, type test-user/, 'test-user');
		await answer(/press Enter once more/, '');
		await screen.untilPrinted(/✔ Contained/, longPatience);
		await answer(/Seen it\?[\s\S]*Go on to what remains to be done[\s\S]*Type 1/, '1');
		await answer(/left behind\?[\s\S]*number from 1 to 2/, '1');
		await answer(/What CloudTrail shows of their sessions[\s\S]*Seen it\?[\s\S]*Type 1/, '1');
		await answer(/Tick what is done[\s\S]*Type the numbers/, '1 2');
		expect(await screen.ended()).toBe(0);

		expect(screen.raw).not.toContain('\x1b');
		const transcript = responder.transcript();
		for (const [index, step] of everyStep.entries())
			expect(transcript.split(`== Step ${index + 1} of 13: ${step} ==`)).toHaveLength(notWalked.includes(step) ? 1 : 2);
		expect(transcript.match(/allowed → DENIED 3 of 3/g)).toHaveLength(8);
		expect(transcript).toMatch(/You ticked 2 of 9; the rest stay open\./);
		expect(responder.lastWords()).toMatch(/^CONTAINED \(rehearsal\): /);
	});

	test('begins with npm start', async ({sitDown}) => {
		const responder = sitDown(['npm', 'start'], {folder: repository, environment: {npm_config_update_notifier: 'false'}});
		expect(await responder.asked(/Which night do you want to rehearse\?/)).toMatch(/SANDBOX[\s\S]*▶ s3-discovery/);
		await responder.choose(/s3-discovery/);
		await responder.asked(/Ready\?/);
		await responder.choose(/Leave without changing anything/);
		expect(await responder.screen.ended()).toBe(0);
		expect(responder.transcript()).toMatch(/node dist\/cli\.js rehearse .*You chose: Leave without changing anything/);
		expect(responder.lastWords()).toMatch(/^PLANNED — nothing was changed \(rehearsal\): /);
		expect(responder.changes()).toEqual([]);
	});
});
