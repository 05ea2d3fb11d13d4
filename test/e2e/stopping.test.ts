import {describe, expect} from 'vitest';
import {tourniquet} from './program.ts';
import {type Responder, verdictIn} from './responder.ts';
import {key} from './screen.ts';
import {test} from './sit-down.ts';
import {closingGate, toChecklist, toFindings, toGate, toPreview, toProof, toReach, toTraces, toVerdict} from './walk.ts';

/** Runs the program below a shell that says afterwards how it left the terminal. */
const thenLookAtTheTerminal = (command: readonly string[]) => [
	'bash',
	'-c',
	'"$@"; code=$?; stty -a; echo "exit code $code"',
	'bash',
	...command,
];

/** While the program is stopped this takes the terminal as a shell does, and lets the program go on. */
const shellBetween = `
	trap "stty sane; clear; echo \\"a line of the shell's own\\"; kill -CONT \\$program" USR1
	"$@" <&0 & program=$!
	echo "shell $$"
	while kill -0 $program 2>/dev/null; do wait $program; code=$?; done
	exit $code`;

const nothing = /^STOPPED \(rehearsal\): Nothing is in force from this run\.$/;
const unproven = /^STOPPED \(rehearsal\): The deny p-[a-z0-9]+ is ON and stays on\. It was not proven in this run\.$/;
const stillOpen =
	/^STOPPED \(rehearsal\): The deny p-[a-z0-9]+ is ON and stays on\. It was not proven in this run\. It does not bind the management account: that is still open to them\.$/;
const on = /^STOPPED \(rehearsal\): The deny p-[a-z0-9]+ is ON and stays on\. What its proof showed: Not contained\.$/;
/** The verdict comes at once, and the deny is on. */
const unenforced = ['--fault', 'scp-not-enforced', '--deadline', '1'];

describe.concurrent('Ctrl-C', () => {
	test.for([
		{at: 'the brief', go: (responder: Responder) => responder.asked(/Ready\?/), said: nothing},
		{at: 'the findings', go: toFindings, said: nothing},
		{
			at: 'the field for who it is',
			go: async (responder: Responder) => {
				await toFindings(responder);
				await responder.choose(/I already know who it is/);
				await responder.asked(/Who is it\?/);
				await responder.type('test');
			},
			said: nothing,
		},
		{
			at: 'the choice among several people',
			go: async (responder: Responder) => {
				await toFindings(responder);
				await responder.choose(/AttackSequence/);
				await responder.asked(/This is about more than one principal/);
			},
			said: nothing,
		},
		{at: 'the reach', go: (responder: Responder) => toReach(responder), said: nothing},
		{at: 'the preview', go: (responder: Responder) => toPreview(responder), said: nothing},
		{
			at: 'the gate, with the name typed',
			go: async (responder: Responder) => {
				await toGate(responder);
				await responder.type('test-user');
			},
			said: nothing,
		},
		{
			at: 'the gate of the management account',
			go: async (responder: Responder) => {
				await toGate(responder, /ops-admin {2}PrivilegeEscalation/);
				await responder.confirm('ops-admin');
				await responder.asked(closingGate('ops-admin'));
				await responder.type('ops-admin');
			},
			said: stillOpen,
		},
		{at: 'the watch for the proof', go: (responder: Responder) => toProof(responder), said: unproven},
		{at: 'the verdict', flags: unenforced, go: (responder: Responder) => toVerdict(responder), said: on},
		{at: 'whether to look for traces', flags: unenforced, go: (responder: Responder) => toTraces(responder), said: on},
		{at: 'the checklist', flags: unenforced, go: (responder: Responder) => toChecklist(responder), said: on},
	])('at $at stops, says what is in force and gives the terminal back', async ({flags = [], go, said}, {sitDown}) => {
		const responder = sitDown(thenLookAtTheTerminal(tourniquet('rehearse', ...flags)));
		const {screen} = responder;
		await go(responder);
		screen.press(key.ctrlC);
		await screen.untilPrinted(/exit code \d+/);
		const lines = screen.lines();
		expect(lines.at(-1)).toBe('exit code 130');

		const settings = lines.findIndex(line => /^speed \d+ baud/.test(line));
		expect(verdictIn(lines.slice(0, settings).filter(line => line !== ''))).toMatch(said);
		const stty = lines
			.slice(settings)
			.join(' ')
			.split(/[\s;]+/);
		for (const setting of ['icanon', 'echo', 'isig', 'icrnl', 'opost']) expect(stty).toContain(setting);
		expect(screen.raw.lastIndexOf('\x1b[?25h')).toBeGreaterThan(screen.raw.lastIndexOf('\x1b[?25l'));
		expect(screen.raw.lastIndexOf('\x1b[?2004l')).toBeGreaterThan(screen.raw.lastIndexOf('\x1b[?2004h'));
		expect(screen.raw).not.toContain('\x1b[?1049h');

		// Reading it throws unless every record is whole.
		expect(responder.journal().map(({kind}) => kind)).toContain('closed');
		expect(responder.changes()).toEqual(said === nothing ? [] : ['contain/create-policy', 'contain/attach-policy']);
	});
});

describe.concurrent('a terminal', () => {
	test('that is closed while the proof is watched: the walk ends as by Ctrl-C, and its journal says so', async ({sitDown}) => {
		const responder = sitDown(tourniquet('rehearse'));
		await toProof(responder);
		responder.screen.hangUp();
		await expect.poll(() => responder.journal().at(-1)?.kind, {timeout: 30_000}).toBe('closed');
		expect(responder.journal().at(-2)).toMatchObject({kind: 'step', step: 'prove', state: 'ended', because: 'interrupted'});
		expect(responder.changes()).toEqual(['contain/create-policy', 'contain/attach-policy']);
	});

	test('that a shell had meanwhile is drawn anew when the program goes on, and takes the name', async ({sitDown}) => {
		const responder = sitDown(['bash', '-c', shellBetween, 'bash', ...tourniquet('rehearse')]);
		const {screen} = responder;
		await toGate(responder);
		const shell = Number(/^shell (\d+)$/m.exec(screen.scrollback())?.[1]);
		process.kill(responder.holder().pid, 'SIGSTOP');
		process.kill(shell, 'SIGUSR1');
		// What the shell wrote is drawn over at once.
		await expect.poll(() => screen.raw, {timeout: 30_000}).toContain("a line of the shell's own");
		await screen.until(/TOURNIQUET {2}SANDBOX[\s\S]*To go ahead, type/);
		await responder.confirm('test-user');
		await screen.until(/▶ Prove[\s\S]*have turned/);
		screen.press(key.ctrlC);
		expect(await screen.ended()).toBe(130);
		expect(responder.lastWords()).toMatch(unproven);
	});
});
