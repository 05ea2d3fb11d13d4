import type {View} from '../../runbook/views.ts';

const count = (value: number) => value.toLocaleString('en-US');

/** How long something has taken, for a glance: `12 s`, `3m 12s`, `1h 03m`. `milliseconds` below zero count as none. */
function elapsed(milliseconds: number): string {
	const seconds = Math.max(0, Math.floor(milliseconds / 1000));
	if (seconds < 60) return `${seconds} s`;
	if (seconds < 3600) return `${Math.floor(seconds / 60)}m ${String(seconds % 60).padStart(2, '0')}s`;
	return `${Math.floor(seconds / 3600)}h ${String(Math.floor(seconds / 60) % 60).padStart(2, '0')}m`;
}

/** The time of day on the responder's own clock: `00:41`. */
function timeOfDay(epochMilliseconds: number): string {
	const time = new Date(epochMilliseconds);
	return `${String(time.getHours()).padStart(2, '0')}:${String(time.getMinutes()).padStart(2, '0')}`;
}

/** The same to the second. */
function clockTime(epochMilliseconds: number): string {
	return `${timeOfDay(epochMilliseconds)}:${String(new Date(epochMilliseconds).getSeconds()).padStart(2, '0')}`;
}

const help: View = {
	id: 'help',
	title: 'Help',
	blocks: [
		{kind: 'heading', text: 'Keys'},
		{
			kind: 'facts',
			rows: [
				{label: '↑ ↓', value: 'move in a list; in a checklist also Home and End'},
				{label: 'Enter', value: 'take what the cursor is on; end a text; in a checklist go to Done, and end it there'},
				{label: 'Space', value: 'tick or untick in a checklist; otherwise read on, like PgDn'},
				{label: 'PgUp PgDn', value: 'scroll what is shown above the question'},
				{label: 'Tab', value: 'at a confirmation: open its pages, one after the other'},
				{label: 'Esc', value: 'at a confirmation: step back, nothing is confirmed'},
				{label: 'n or Ctrl-N', value: 'note something, with the time; where letters are text only Ctrl-N. It stands in the report'},
				{label: '? or F1', value: 'this help; in a text field only F1, because ? is text there'},
				{label: 'Ctrl-C', value: 'stop'},
			],
		},
		{kind: 'heading', text: 'SANDBOX and LIVE'},
		{
			kind: 'paragraph',
			text: 'SANDBOX is a rehearsal: AWS is simulated inside this program, and nothing you do reaches a real account. LIVE is the real organization: after the typed confirmation, what you see is what is changed.',
		},
		{kind: 'heading', text: 'Stopping safely'},
		{
			kind: 'paragraph',
			text: 'Ctrl-C is safe at any moment. What was done stays done and is on record; what was not confirmed has not happened. `tourniquet resume` goes on from there, having asked AWS what is really in place.',
		},
	],
};

/** What the screen itself says. */
export const ui = {
	elapsed,
	help,
	header: {
		name: 'TOURNIQUET',
		sandbox: 'SANDBOX',
		live: 'LIVE',
		sandboxMeans: 'nothing here touches AWS',
		readOnly: 'READ-ONLY',
		elsewhere: (endpoint: string) => `not AWS itself: ${endpoint}`,
		account: (id: string, name?: string) => (name === undefined ? `account ${id}` : `account ${id} ${name}`),
		started: (at: number) => `started ${timeOfDay(at)}`,
		whoYouAre: (caller: string) => `you are ${caller}`,
		inAccount: (id: string, management: boolean | undefined) => (management ? `in management account ${id}` : `in account ${id}`),
		callerUnknown: 'who you are to AWS is not known yet',
		incident: (id: string) => `incident ${id}`,
		stepOf: (position: number, total: number) => `step ${position} of ${total}`,
	},
	content: {
		above: (lines: number) => `${count(lines)} above`,
		moreNotices: (notices: number) => `and ${count(notices)} more ${notices === 1 ? 'notice' : 'notices'}`,
		below: (lines: number) => `${count(lines)} more ${lines === 1 ? 'line' : 'lines'}`,
	},
	feed: {
		title: 'Meanwhile',
		by: (what: string) => `by ${what}`,
		time: clockTime,
	},
	waiting: {
		others: (number: number) => `and ${count(number)} more`,
	},
	hints: {
		choose: ['↑↓ choose', 'Enter select'],
		text: ['Enter done'],
		longText: ['Enter twice or Ctrl-D done'],
		stepBack: 'Esc back',
		pages: (labels: readonly string[]) => `Tab ${labels.join(' · ')}`,
		anyPage: 'Tab pages',
		closePage: 'Esc close page',
		checklist: ['↑↓ move', 'Space tick', 'Enter to Done'],
		scroll: 'PgUp PgDn scroll',
		help: '? help',
		helpInText: 'F1 help',
		closeHelp: 'Esc close help',
		note: 'n note',
		keepNote: 'Enter keep note',
		dropNote: 'Esc drop it',
		stop: 'Ctrl-C stop',
	},
	choose: {
		recommended: '(recommended)',
	},
	list: {
		position: (position: number, total: number) => `${count(position)} of ${count(total)}`,
	},
	text: {
		size: (characters: number, lines: number) =>
			lines > 1
				? `${count(characters)} characters in ${count(lines)} lines; the last ones are shown`
				: `${count(characters)} characters; the last ones are shown`,
	},
	confirm: {
		prompt: (phrase: string) => `To go ahead, type ${phrase} and then press Enter:`,
		wrong: (phrase: string) => `That is not ${phrase}. Nothing was done. Correct it, or press Esc to step back.`,
		empty: (phrase: string) => `Enter alone confirms nothing. Type ${phrase} first.`,
		pasted: 'Pasted. A paste never confirms: press Enter yourself.',
		together: 'Enter came together with other input, so it confirmed nothing. Press Enter once more.',
	},
	lineMode: {
		back: 'back',
		number: (most: number) => (most === 1 ? 'Type 1 and press Enter:' : `Type a number from 1 to ${count(most)} and press Enter:`),
		text: 'Type it and press Enter:',
		textOrJson: 'Type it and press Enter; after pasted JSON, press Enter once more:',
		page: (key: string, label: string) => `(:${key} shows ${label})`,
		phrase: (phrase: string) => `To go ahead, type ${phrase} and press Enter. To step back, type back:`,
		enterAlone: 'Now press Enter once more to apply it, or type anything to stop:',
		notConfirmed: 'Nothing was done.',
		ticked: 'Type the numbers of what is done, with spaces between them, and press Enter:',
	},
	checklist: {
		where: 'Where',
		why: 'Why',
		done: (ticked: number, total: number) =>
			ticked === total ? `Done · all ${count(total)} ticked` : `Done · ${count(ticked)} of ${count(total)} ticked; the rest stay open`,
	},
	board: {
		asOf: (title: string, at: number) => `${title}, as of ${clockTime(at)}`,
	},
	backBoard: {
		columns: {where: 'where', session: 'session', turned: 'while on → now', control: 'control'},
		outcome: {allowed: 'allowed', denied: 'DENIED', inconclusive: 'unclear'},
		watching: (back: number, of: number, left: number) =>
			`${count(back)} of ${count(of)} are back. Watched for another ${elapsed(left)} at most. Ctrl-C stops watching and changes nothing.`,
	},
	note: {title: 'Note, kept with the time and shown in the report'},
	answered: {
		noted: (said: string) => `You noted: ${said}`,
		chose: (label: string) => `You chose: ${label}`,
		typed: (text: string) => `You typed: ${text}`,
		typedLong: (characters: number, beginning: string) => `You gave ${count(characters)} characters: ${beginning}…`,
		confirmed: (act: string) => `You confirmed: ${act}`,
		steppedBack: 'You stepped back. Nothing was confirmed.',
		ticked: (ticked: number, total: number) =>
			ticked === total ? `You ticked all ${count(total)}.` : `You ticked ${count(ticked)} of ${count(total)}; the rest stay open.`,
	},
	plain: {
		step: (position: number, total: number, title: string) => `Step ${position} of ${total}: ${title}`,
		asked: (title: string) => `Question: ${title}`,
	},
};
