import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {type CommandName, commandNames, type FlagName, flags, readArguments} from '../../src/commands/flags/arguments.ts';
import {Problem} from '../../src/problem.ts';
import {commands} from '../../src/text/en/commands.ts';

const nothingGiven = {
	positionals: [],
	help: false,
	version: false,
	readOnly: false,
	explain: false,
	takeOver: false,
	noInput: false,
	auto: false,
	list: false,
	calm: false,
	json: false,
	faults: [],
	noColor: false,
};

function problemOf(argv: readonly string[]): Problem {
	try {
		readArguments(argv);
	} catch (error) {
		if (error instanceof Problem) return error;
		throw error;
	}
	throw new Error('it was understood');
}

describe('what is understood', () => {
	test.each<[string, readonly string[], object]>([
		['nothing at all', [], {command: 'respond'}],
		['flags without a command', ['--user', 'test-user'], {command: 'respond', user: 'test-user'}],
		['a command', ['rehearse'], {command: 'rehearse'}],
		['a word after it', ['resume', '20260101-0000'], {command: 'resume', positionals: ['20260101-0000']}],
		['two words after it', ['runbook', 'check', 'drill.yaml'], {command: 'runbook', positionals: ['check', 'drill.yaml']}],
		['flags before the words', ['rehearse', '--auto', 's3-discovery'], {command: 'rehearse', auto: true, positionals: ['s3-discovery']}],
		['a value behind an equals sign', ['--user=a=b', '--confirm=a=b'], {command: 'respond', user: 'a=b', confirm: 'a=b'}],
		['a value that looks like a flag', ['--user=--json'], {command: 'respond', user: '--json'}],
		['the last of several values', ['--user', 'one', '--user', 'two'], {command: 'respond', user: 'two'}],
		['an empty name, to be refused by name', ['--user', '', '--confirm', ''], {command: 'respond', user: '', confirm: ''}],
		['an empty finding, to be looked for in vain', ['--finding', ''], {command: 'respond', finding: ''}],
		['a name as it is, to its last space', ['--user', ' x\n'], {command: 'respond', user: ' x\n'}],
		['regions', ['--regions', 'us-east-1, us-gov-west-1'], {command: 'respond', regions: ['us-east-1', 'us-gov-west-1']}],
		['a region', ['--region', 'cn-north-1'], {command: 'respond', region: 'cn-north-1'}],
		[
			'accounts, together and one by one',
			['--probe-account', '222222222222,333333333333', '--probe-account', '444444444444'],
			{command: 'respond', probeAccounts: ['222222222222', '333333333333', '444444444444']},
		],
		['the account expected', ['--expect-account', '111111111111'], {command: 'respond', expectAccount: '111111111111'}],
		['the longest deadline', ['--deadline', '86400'], {command: 'respond', deadlineSeconds: 86_400}],
		['any free port', ['sandbox', '--port', '0'], {command: 'sandbox', port: 0}],
		['the last port', ['sandbox', '--port', '65535'], {command: 'sandbox', port: 65_535}],
		['faults', ['sandbox', '--fault', 'one', '--fault', 'two'], {command: 'sandbox', faults: ['one', 'two']}],
		['the language there is', ['--lang', 'en'], {command: 'respond'}],
		[
			'every switch',
			['rehearse', '--read-only', '--no-input', '--auto', '--json', '--no-color'],
			{command: 'rehearse', readOnly: true, noInput: true, auto: true, json: true, noColor: true},
		],
		[
			'every name',
			['--profile', 'a', '--probe-role', 'b', '--findings-role', 'c', '--runbook', 'd', '--state-dir', 'e'],
			{command: 'respond', profile: 'a', probeRole: 'b', findingsRole: 'c', runbook: 'd', stateDir: 'e'},
		],
		['help without the words a command needs', ['runbook', '-h'], {command: 'runbook', help: true}],
		['the version, of anything', ['sandbox', '--version'], {command: 'sandbox', version: true}],
	])('%s', (_, argv, expected) => {
		expect(readArguments(argv)).toStrictEqual({...nothingGiven, ...expected});
	});
});

describe('what is not understood', () => {
	test.each<[string, readonly string[]]>([
		['unknown-command', ['respnd']],
		['unknown-command', ['']],
		['unknown-flag', ['--nonsense']],
		['unknown-flag', ['--no-help']],
		['unknown-flag', ['-v']],
		['unknown-flag', ['--__proto__']],
		['flag-not-here', ['rehearse', '--profile', 'a']],
		['flag-not-here', ['incidents', '--read-only']],
		['flag-not-here', ['resume', '--explain']],
		['bad-flag', ['--user']],
		['bad-flag', ['--user', '--json']],
		['bad-flag', ['--json=yes']],
		['bad-flag', ['--profile', '']],
		['bad-flag', ['--state-dir=']],
		['bad-flag', ['sandbox', '--fault', 'one', '--fault', '']],
		['wrong-words', ['respond', 'test-user']],
		['wrong-words', ['--', 'respond']],
		['wrong-words', ['resume', 'one', 'two']],
		['wrong-words', ['runbook', 'check']],
		['wrong-words', ['sandbox', 's3-discovery']],
		['unknown-language', ['--lang', 'xx']],
		['bad-account', ['--expect-account', '12345678901']],
		['bad-account', ['--expect-account', '1111111111111']],
		['bad-account', ['--expect-account', '١١١١١١١١١١١١']],
		['bad-account', ['--probe-account', '222222222222,']],
		['bad-region', ['--region', 'US-EAST-1']],
		['bad-region', ['--region', 'us-east-1.example.com']],
		['bad-region', ['--regions', 'us-east-1,,eu-west-1']],
		['bad-number', ['--deadline', '0']],
		['bad-number', ['--deadline', '86401']],
		['bad-number', ['--deadline', '1.5']],
		['bad-number', ['--deadline', '1e3']],
		['bad-number', ['--deadline', ' 10']],
		['bad-number', ['sandbox', '--port', 'abc']],
		['bad-number', ['sandbox', '--port', '65536']],
		['bad-number', ['sandbox', '--port', '0x50']],
	])('%s: %j', (code, argv) => {
		expect(problemOf(argv)).toMatchObject({code, exit: 2, next: commands.seeHelp});
	});

	test.each([
		[['rehaerse'], 'Did you mean rehearse?'],
		[['--confrim', 'x'], 'Did you mean --confirm?'],
		[['--proflie', 'x'], 'Did you mean --profile?'],
	])('but nearly: %j', (argv, said) => {
		expect(problemOf(argv).message).toContain(said);
	});

	test('is a usage problem whatever was typed, and never a defect', () => {
		const word = fc.oneof(
			fc.string(),
			fc.constantFrom(...commandNames, ...Object.keys(flags).map(name => `--${name}`), '-h', '--', '-', '--=', '--user='),
		);
		fc.assert(
			fc.property(fc.array(word, {maxLength: 6}), argv => {
				try {
					expect(commandNames).toContain(readArguments(argv).command);
				} catch (error) {
					expect(error).toBeInstanceOf(Problem);
					expect(error).toMatchObject({exit: 2});
				}
			}),
		);
	});
});

describe('every flag', () => {
	const names = Object.keys(flags) as FlagName[];
	const example: Partial<Record<FlagName, string>> = {
		region: 'eu-west-1',
		regions: 'eu-west-1',
		'expect-account': '111111111111',
		'probe-account': '111111111111',
		deadline: '10',
		port: '1',
		seed: '7',
		speed: '4',
		lang: 'en',
	};
	const words: Partial<Record<CommandName, readonly string[]>> = {runbook: ['check', 'drill.yaml'], note: ['20261123-0041-7f3a']};

	test.each(names)('--%s goes with its own commands and no other', name => {
		for (const command of commandNames) {
			const value = flags[name].type === 'string' ? [example[name] ?? 'x'] : [];
			const argv = [command, ...(words[command] ?? []), `--${name}`, ...value];
			if ((flags[name].of as readonly CommandName[]).includes(command)) expect(readArguments(argv).command).toBe(command);
			else expect(problemOf(argv)).toMatchObject({code: 'flag-not-here'});
		}
	});

	test('is in the help', () => {
		expect(Object.keys(commands.help.flags).sort()).toEqual([...names].sort());
	});
});
