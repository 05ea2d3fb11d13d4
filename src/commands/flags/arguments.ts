import {parseArgs} from 'node:util';
import {Problem} from '../../problem.ts';
import {nearest} from '../../runbook/nearest.ts';
import {text} from '../../text/index.ts';

export const commandNames = [
	'respond',
	'rehearse',
	'resume',
	'recover',
	'incidents',
	'report',
	'note',
	'verify',
	'sandbox',
	'runbook',
] as const;
export type CommandName = (typeof commandNames)[number];

/** Every flag, its shape, and the commands that take it. One table for parsing, checking and help. */
export const flags = {
	profile: {type: 'string', of: ['respond', 'resume', 'recover']},
	region: {type: 'string', of: ['respond', 'resume', 'recover']},
	regions: {type: 'string', of: ['respond', 'resume', 'recover']},
	'probe-role': {type: 'string', of: ['respond', 'resume', 'recover', 'rehearse']},
	'probe-account': {type: 'string', multiple: true, of: ['respond', 'rehearse']},
	'findings-role': {type: 'string', of: ['respond', 'resume', 'recover', 'rehearse']},
	'containment-role': {type: 'string', of: ['respond', 'resume', 'recover', 'rehearse']},
	'expect-account': {type: 'string', of: ['respond', 'resume', 'recover']},
	'read-only': {type: 'boolean', of: ['respond', 'resume', 'recover', 'rehearse']},
	explain: {type: 'boolean', of: ['respond', 'rehearse', 'recover']},
	finding: {type: 'string', of: ['respond', 'resume', 'rehearse']},
	user: {type: 'string', of: ['respond', 'resume', 'rehearse']},
	confirm: {type: 'string', of: ['respond', 'resume', 'recover', 'rehearse']},
	'confirm-early': {type: 'string', of: ['recover']},
	done: {type: 'string', multiple: true, of: ['respond', 'resume', 'recover']},
	'take-over': {type: 'boolean', of: ['resume', 'recover', 'note']},
	deadline: {type: 'string', of: ['respond', 'resume', 'recover', 'rehearse']},
	runbook: {type: 'string', of: ['respond', 'resume', 'recover', 'rehearse']},
	'no-input': {type: 'boolean', of: ['respond', 'resume', 'recover', 'rehearse']},
	auto: {type: 'boolean', of: ['rehearse']},
	list: {type: 'boolean', of: ['rehearse']},
	calm: {type: 'boolean', of: ['rehearse']},
	seed: {type: 'string', of: ['rehearse', 'sandbox']},
	speed: {type: 'string', of: ['rehearse']},
	json: {type: 'boolean', of: ['respond', 'resume', 'recover', 'rehearse', 'incidents', 'verify']},
	'state-dir': {type: 'string', of: ['respond', 'resume', 'recover', 'rehearse', 'incidents', 'report', 'note', 'verify']},
	format: {type: 'string', of: ['report']},
	output: {type: 'string', of: ['report']},
	redact: {type: 'boolean', of: ['report']},
	'time-zone': {type: 'string', of: ['report']},
	task: {type: 'string', of: ['note']},
	state: {type: 'string', of: ['note']},
	owner: {type: 'string', of: ['note']},
	due: {type: 'string', of: ['note']},
	fault: {type: 'string', multiple: true, of: ['rehearse', 'sandbox']},
	port: {type: 'string', of: ['sandbox']},
	scenario: {type: 'string', of: ['sandbox']},
	log: {type: 'string', of: ['sandbox']},
	lang: {type: 'string', of: commandNames},
	'no-color': {type: 'boolean', of: commandNames},
	help: {type: 'boolean', short: 'h', of: commandNames},
	version: {type: 'boolean', of: commandNames},
} as const satisfies Record<string, {type: 'string' | 'boolean'; multiple?: true; short?: string; of: readonly CommandName[]}>;

export type FlagName = keyof typeof flags;

/** As AWS names its regions: `us-east-1`, `us-gov-west-1`. */
export const regionName = /^[a-z]{2}(-[a-z]+)+-\d+$/;

/** What was asked for, checked as far as it can be without asking anybody. */
export interface Arguments {
	readonly command: CommandName;
	readonly positionals: readonly string[];
	readonly help: boolean;
	readonly version: boolean;
	readonly profile?: string;
	readonly region?: string;
	readonly regions?: readonly string[];
	readonly probeRole?: string;
	readonly probeAccounts?: readonly string[];
	readonly findingsRole?: string;
	readonly containmentRole?: string;
	readonly expectAccount?: string;
	readonly readOnly: boolean;
	readonly explain: boolean;
	readonly takeOver: boolean;
	readonly finding?: string;
	/** Kept exactly as given, the empty string included: a bad name must be refused, never ignored. */
	readonly user?: string;
	readonly confirm?: string;
	readonly confirmEarly?: string;
	/** Ids of checklist items. */
	readonly done?: readonly string[];
	readonly deadlineSeconds?: number;
	readonly runbook?: string;
	readonly noInput: boolean;
	readonly auto: boolean;
	readonly list: boolean;
	/** Nobody is at work but the responder. */
	readonly calm: boolean;
	/** Fixes everything that chance decides in a rehearsal. */
	readonly seed?: number;
	/** How many times faster than real time. */
	readonly speed?: number;
	readonly json: boolean;
	readonly stateDir?: string;
	readonly format?: string;
	readonly output?: string;
	readonly redact?: true;
	readonly timeZone?: string;
	readonly task?: string;
	readonly taskState?: string;
	readonly owner?: string;
	readonly due?: string;
	readonly faults: readonly string[];
	readonly port?: number;
	readonly scenario?: string;
	readonly log?: string;
	readonly noColor: boolean;
}

const positionalsOf: Record<CommandName, {readonly least: number; readonly most: number}> = {
	respond: {least: 0, most: 0},
	rehearse: {least: 0, most: 1},
	resume: {least: 0, most: 1},
	recover: {least: 0, most: 1},
	incidents: {least: 0, most: 0},
	report: {least: 0, most: 1000},
	note: {least: 1, most: 1000},
	verify: {least: 0, most: 1},
	sandbox: {least: 0, most: 0},
	runbook: {least: 2, most: 2},
};

/** Refused later, by whoever knows why. */
const keptEmpty: readonly FlagName[] = ['user', 'confirm', 'confirm-early', 'finding'];

const usage = (code: string, message: string, next = text.commands.seeHelp) => new Problem(code, message, next, 2);

/** @throws Problem with exit 2 that says which word is wrong. */
export function readArguments(argv: readonly string[]): Arguments {
	const first = argv[0];
	const named = first !== undefined && !first.startsWith('-');
	if (named && !isCommand(first)) {
		throw usage('unknown-command', text.commands.unknownCommand(first, nearest(first, commandNames)));
	}
	const command: CommandName = named && isCommand(first) ? first : 'respond';
	const {values, positionals} = parse(named ? argv.slice(1) : argv);
	const given = values as Partial<Record<FlagName, string | boolean | string[]>>;
	for (const name of Object.keys(given) as FlagName[]) {
		if (!(flags[name].of as readonly CommandName[]).includes(command))
			throw usage('flag-not-here', text.commands.flagNotHere(`--${name}`, command, flags[name].of));
		// What an unset shell variable leaves behind must not mean “the default”.
		if (!keptEmpty.includes(name) && [given[name]].flat().includes('')) throw usage('bad-flag', text.commands.badFlag(name, true));
	}
	const one = (name: FlagName) => given[name] as string | undefined;
	const yes = (name: FlagName) => given[name] === true;
	const many = (name: FlagName) => given[name] as string[] | undefined;
	const helpOnly = yes('help') || yes('version');
	const {least, most} = positionalsOf[command];
	if (!helpOnly && (positionals.length < least || positionals.length > most))
		throw usage('wrong-words', text.commands.wrongWords(command, positionals.slice(most)));
	if (one('lang') !== undefined && one('lang') !== 'en') throw usage('unknown-language', text.commands.unknownLanguage(one('lang') ?? ''));
	const deadline = one('deadline');
	const port = one('port');
	const seed = one('seed');
	const speed = one('speed');
	const expectAccount = one('expect-account');
	if (expectAccount !== undefined && !/^\d{12}$/.test(expectAccount))
		throw usage('bad-account', text.commands.badAccount('--expect-account', expectAccount));
	const probeAccounts = many('probe-account')?.flatMap(list => list.split(','));
	for (const account of probeAccounts ?? [])
		if (!/^\d{12}$/.test(account)) throw usage('bad-account', text.commands.badAccount('--probe-account', account));
	const regions = one('regions')
		?.split(',')
		.map(region => region.trim());
	for (const region of [...(regions ?? []), ...(one('region') === undefined ? [] : [one('region') ?? ''])]) {
		if (!regionName.test(region)) throw usage('bad-region', text.commands.badRegion(region));
	}
	return {
		command,
		positionals,
		help: yes('help'),
		version: yes('version'),
		...defined({
			profile: one('profile'),
			region: one('region'),
			regions,
			probeRole: one('probe-role'),
			probeAccounts,
			findingsRole: one('findings-role'),
			containmentRole: one('containment-role'),
			expectAccount,
			finding: one('finding'),
			user: one('user'),
			confirm: one('confirm'),
			confirmEarly: one('confirm-early'),
			done: many('done')?.flatMap(list => list.split(',')),
			deadlineSeconds: deadline === undefined ? undefined : wholeNumber('--deadline', deadline, 1, 86_400),
			runbook: one('runbook'),
			stateDir: one('state-dir'),
			format: one('format'),
			output: one('output'),
			timeZone: one('time-zone'),
			task: one('task'),
			taskState: one('state'),
			owner: one('owner'),
			due: one('due'),
			redact: yes('redact') ? (true as const) : undefined,
			port: port === undefined ? undefined : wholeNumber('--port', port, 0, 65_535),
			scenario: one('scenario'),
			seed: seed === undefined ? undefined : wholeNumber('--seed', seed, 1, 1_000_000),
			speed: speed === undefined ? undefined : wholeNumber('--speed', speed, 1, 60),
			log: one('log'),
		}),
		readOnly: yes('read-only'),
		explain: yes('explain'),
		takeOver: yes('take-over'),
		noInput: yes('no-input'),
		auto: yes('auto'),
		list: yes('list'),
		calm: yes('calm'),
		json: yes('json'),
		faults: many('fault') ?? [],
		noColor: yes('no-color'),
	};
}

function isCommand(word: string): word is CommandName {
	return (commandNames as readonly string[]).includes(word);
}

function parse(argv: readonly string[]) {
	const options = Object.fromEntries(
		Object.entries(flags).map(([name, flag]) => [
			name,
			{type: flag.type, ...('multiple' in flag ? {multiple: true} : {}), ...('short' in flag ? {short: flag.short} : {})},
		]),
	);
	try {
		return parseArgs({args: [...argv], options, allowPositionals: true, strict: true});
	} catch (error) {
		const [, dashes = '', unknown] = /Unknown option '(--?)([^'=\s]+)/.exec(error instanceof Error ? error.message : '') ?? [];
		if (unknown !== undefined)
			throw usage('unknown-flag', text.commands.unknownFlag(`${dashes}${unknown}`, nearest(unknown, Object.keys(flags))));
		const flag = /'(?:-\w, )?--([\w-]+)/.exec(error instanceof Error ? error.message : '')?.[1] ?? '';
		throw usage('bad-flag', text.commands.badFlag(flag, flag in flags && flags[flag as FlagName].type === 'string'));
	}
}

function wholeNumber(flag: string, value: string, least: number, most: number): number {
	const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
	if (!(number >= least && number <= most)) throw usage('bad-number', text.commands.badNumber(flag, value, least, most));
	return number;
}

/** Leaves out what was not given: with exact optional properties, absent and undefined are not the same. */
function defined<T extends object>(values: T): {[K in keyof T]?: Exclude<T[K], undefined>} {
	return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
		[K in keyof T]?: Exclude<T[K], undefined>;
	};
}
