import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import fc from 'fast-check';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {Problem} from '../../src/problem.ts';
import {loadRunbook, readRunbook} from '../../src/runbook/load.ts';

const known = {kinds: new Set(['brief', 'reach', 'follow-up']), conditions: new Set(['management-account-involved']), needs: {}};

const good = `# A procedure
format: 1
id: leaked-session
title: A leaked session
steps:
  - id: brief
    kind: brief
    title: Brief
    why: >
      What this is
      and what helps.
    with: {days: 14, services: [ec2, s3], deep: {nothing: null}}
  - id: after
    kind: follow-up
    title: Follow-up
    why: No API does these.
    when: management-account-involved
    checklist: by-hand
checklists:
  by-hand:
    title: By hand
    items:
      - id: portal
        title: Delete the portal session
        where: IAM Identity Center, Users
        why: New role sessions stop.
        when: management-account-involved
`;

function problemsIn(text: string): string[] {
	const read = readRunbook(text, 'my.yaml', known);
	return 'problems' in read ? read.problems.map(({file, line, column, message}) => `${file}:${line}:${column}: ${message}`) : [];
}

/** The good runbook with one piece of its text replaced, which must be there. */
function changed(...replacements: readonly (readonly [from: string, to: string])[]): string {
	return replacements.reduce((text, [from, to]) => {
		expect(text).toContain(from);
		return text.replace(from, to);
	}, good);
}

describe('a runbook', () => {
	test('is read whole, with its checklists resolved', () => {
		const read = readRunbook(good, 'my.yaml', known);
		const item = {
			id: 'portal',
			title: 'Delete the portal session',
			where: 'IAM Identity Center, Users',
			why: 'New role sessions stop.',
			when: 'management-account-involved',
		};
		expect(read).toEqual({
			runbook: {
				id: 'leaked-session',
				title: 'A leaked session',
				sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
				checklists: [{id: 'by-hand', title: 'By hand', items: [item]}],
				steps: [
					{
						id: 'brief',
						kind: 'brief',
						title: 'Brief',
						why: 'What this is and what helps.',
						with: {days: 14, services: ['ec2', 's3'], deep: {nothing: null}},
						checklist: [],
					},
					{
						id: 'after',
						kind: 'follow-up',
						title: 'Follow-up',
						why: 'No API does these.',
						with: {},
						when: 'management-account-involved',
						checklist: [item],
					},
				],
			},
		});
	});

	test('is told apart from every other by its hash', () => {
		const hash = (text: string) => {
			const read = readRunbook(text, 'my.yaml', known);
			return 'runbook' in read ? read.runbook.sha256 : '';
		};
		expect(hash(good)).toBe(hash(good));
		expect(hash(good)).not.toBe(hash(`${good}#`));
	});

	test('may have Windows line ends and no checklists', () => {
		expect(problemsIn(good.replaceAll('\n', '\r\n'))).toEqual([]);
		expect(problemsIn(changed(['    checklist: by-hand\n', '']).replace(/checklists:[\s\S]*/, ''))).toEqual([]);
	});
});

describe('what is wrong is said with its place', () => {
	test.each<[string, string, readonly string[]]>([
		['nothing', '', ['1:1: The file is empty.']],
		['comments only', '# later\n', ['1:1: The file is empty.']],
		['a list', '- a\n', ['1:1: This must be a mapping of keys to values.']],
		['another format', changed(['format: 1', 'format: 2']), ['2:9: This program reads runbooks of format 1.']],
		['a missing key', changed(['    title: Brief\n', '']), ['6:5: “title” is missing.']],
		[
			'a misspelt key',
			changed(['    why: No API', '    wyh: No API']),
			['13:5: “why” is missing.', '16:5: “wyh” is not a key that a runbook has here. Did you mean “why”?'],
		],
		[
			'a misspelt key at the top',
			changed(['checklists:', 'checklist:']),
			[
				'18:16: This runbook has no checklist “by-hand”.',
				'19:1: “checklist” is not a key that a runbook has here. Did you mean “checklists”?',
			],
		],
		[
			'a misspelt key of an item',
			changed(['where: IAM', 'were: IAM']),
			['23:9: “where” is missing.', '25:9: “were” is not a key that a runbook has here. Did you mean “where”?'],
		],
		[
			'a misspelt key of a checklist',
			changed(['    items:', '    itmes:']),
			['21:5: “items” is missing.', '22:5: “itmes” is not a key that a runbook has here. Did you mean “items”?'],
		],
		[
			'a misspelt kind',
			changed(['kind: follow-up', 'kind: followup']),
			['14:11: No step kind is called “followup”. Did you mean “follow-up”?'],
		],
		['a kind far from all', changed(['kind: follow-up', 'kind: lambda']), ['14:11: No step kind is called “lambda”.']],
		[
			'an unknown condition',
			changed(['    when: management-', '    when: managment-']),
			['17:11: No condition is called “managment-account-involved”. Did you mean “management-account-involved”?'],
		],
		[
			'an unknown condition of an item',
			changed(['        when: management-account-involved', '        when: sunday']),
			['27:15: No condition is called “sunday”.'],
		],
		[
			'an unknown checklist',
			changed(['checklist: by-hand', 'checklist: by-hnad']),
			['18:16: This runbook has no checklist “by-hnad”. Did you mean “by-hand”?'],
		],
		['a step id used twice', changed(['id: after', 'id: brief']), ['13:9: The id “brief” is used twice.']],
		[
			'an id in capitals',
			changed(['id: after', 'id: After']),
			['13:9: “After” is not an id: use small letters, digits and single hyphens.'],
		],
		[
			'a checklist id with a space',
			changed(['  by-hand:', '  by hand:'], ['checklist: by-hand', 'checklist: by hand']),
			['20:3: “by hand” is not an id: use small letters, digits and single hyphens.'],
		],
		[
			'a checklist id that JavaScript trips over',
			changed(['  by-hand:', '  constructor:'], ['checklist: by-hand', 'checklist: constructor']),
			['20:3: “constructor” cannot be an id here. Choose another.'],
		],
		['a title in two lines', changed(['title: Brief', 'title: "Brief\\nly"']), ['8:12: This must fit in one line.']],
		['an empty title', changed(['title: Brief', 'title: " "']), ['8:12: This is empty.']],
		[
			'a title that is a number',
			changed(['title: Brief', 'title: 365']),
			['8:12: This must be text. Put it in quotes if it looks like something else.'],
		],
		[
			'a title left out after its colon',
			changed(['title: Brief', 'title:']),
			['8:5: This must be text. Put it in quotes if it looks like something else.'],
		],
		['no steps in the list', good.replace(/steps:[\s\S]*checklists:/, 'steps: []\nchecklists:'), ['5:8: This is empty.']],
		['steps that are no list', good.replace(/steps:[\s\S]*checklists:/, 'steps: none\nchecklists:'), ['5:8: This must be a list.']],
		[
			'a step that is a list',
			good.replace(/ {2}- id: brief[\s\S]*? {2}- id: after/, '  - [brief]\n  - id: after'),
			['6:5: This must be a mapping of keys to values.'],
		],
		[
			'with that is no mapping',
			changed(['with: {days', 'with: [days'], ['nothing: null}}', 'nothing: null}]']),
			['12:11: This must be a mapping of keys to values.'],
		],
		['a key given twice', changed(['    title: Brief\n', '    title: Brief\n    title: Short\n']), ['9:5: This key is given twice.']],
		['a tab', changed(['    title: Brief', '\ttitle: Brief']), ['8:1: A tab cannot indent here. Use spaces.']],
		['a second document', `${good}---\nformat: 1\n`, ['28:1: A runbook is one document; a second one begins here.']],
		[
			'an alias',
			changed(['title: Brief', 'title: &name Brief'], ['title: Follow-up', 'title: *name']),
			['15:12: Aliases are not followed in a runbook. Write it out.'],
		],
		['a tag', changed(['title: Brief', 'title: !!binary QnJpZWY=']), ['8:21: Tags are not used in a runbook. Remove it.']],
		['an unknown tag', changed(['title: Brief', 'title: !env HOME']), ['8:17: Tags are not used in a runbook. Remove it.']],
		['a key that is no text', changed(['days: 14', '14: days']), ['12:12: A key must be text.']],
		[
			'an account id that would lose its zero',
			changed(['days: 14', 'account: 012345678901']),
			['12:21: This number would not be kept digit by digit. Put it in quotes.'],
		],
		[
			'a number too large to be kept',
			changed(['days: 14', 'large: 12345678901234567890']),
			['12:19: This number would not be kept digit by digit. Put it in quotes.'],
		],
		[
			'a number that JSON does not have',
			changed(['days: 14', 'days: .inf']),
			['12:18: This number would not be kept digit by digit. Put it in quotes.'],
		],
		['a quote that is not closed', 'format: 1\nid: "leaked\n', ['3:1: This is not valid YAML: Missing closing "quote.']],
	])('%s', (_, text, expected) => {
		expect(problemsIn(text)).toEqual(expected.map(problem => `my.yaml:${problem}`));
	});

	test('all of it at once, in the order of the file', () => {
		const text = changed(
			['title: A leaked session', 'titel: A leaked session'],
			['kind: brief', 'kind: brie'],
			['days: 14', 'days: 14, days: 15'],
			['title: By hand', 'title: 1'],
		);
		expect(problemsIn(text).map(problem => problem.split(': ')[0])).toEqual([
			'my.yaml:2:1',
			'my.yaml:4:1',
			'my.yaml:7:11',
			'my.yaml:12:22',
			'my.yaml:21:12',
		]);
	});

	test('without letting what it quotes act on a terminal', () => {
		expect(problemsIn(changed(['title: Brief', 'title: Brief\n    "\\e[2J\\u202E": x']))).toEqual([
			'my.yaml:9:5: “\\u{1b}[2J\\u{202e}” is not a key that a runbook has here.',
		]);
	});

	test.each(['[', '{a: ', '- ', '? '])('a hundred thousand of %j', opening => {
		expect(problemsIn(opening.repeat(100_000))).toEqual([expect.stringMatching(/^my\.yaml:1:\d+: This is nested too deeply\.$/)]);
	});

	test('aliases that would unfold into gigabytes', () => {
		const levels = Array.from({length: 20}, (_, level) => `l${level + 1}: &l${level + 1} [${Array(9).fill(`*l${level}`).join(', ')}]`);
		expect(problemsIn(`l0: &l0 x\n${levels.join('\n')}\n`)[0]).toBe('my.yaml:2:10: Aliases are not followed in a runbook. Write it out.');
	});

	test('whatever the text is, it is a runbook or has a place where it is not', () => {
		const lines = good.split('\n');
		const piece = fc.oneof(
			fc.constantFrom(...lines.map(line => `${line}\n`)),
			fc.string({unit: 'binary', maxLength: 6}),
			fc.constantFrom('\t', '"', ': ', '&a ', '*a', '- ', '---\n', '!!set ', '? ', '|\n', '{', ']'),
		);
		fc.assert(
			fc.property(fc.array(piece, {maxLength: 30}), pieces => {
				const text = pieces.join('');
				const read = readRunbook(text, 'my.yaml', known);
				if ('runbook' in read) return;
				expect(read.problems).not.toEqual([]);
				const count = text.split('\n').length;
				for (const {line, column} of read.problems) {
					expect(line).toBeGreaterThan(0);
					expect(line).toBeLessThanOrEqual(count);
					expect(column).toBeGreaterThan(0);
				}
			}),
		);
	});
});

describe('a runbook file', () => {
	let folder = '';
	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'tourniquet-runbook-'));
	});
	afterAll(() => rm(folder, {recursive: true}));

	async function loaded(name: string, content: string | Uint8Array) {
		const file = join(folder, name);
		await writeFile(file, content);
		return loadRunbook(file, known).catch((error: unknown) => error);
	}

	test('is loaded, with or without a byte order mark', async () => {
		expect(await loaded('good.yaml', good)).toMatchObject({id: 'leaked-session'});
		expect(await loaded('marked.yaml', `\ufeff${good}`)).toMatchObject({id: 'leaked-session'});
	});

	test('with problems is refused with all of them', async () => {
		const problem = await loaded('bad.yaml', changed(['kind: brief', 'kind: brie'], ['id: after', 'id: brief']));
		const file = join(folder, 'bad.yaml');
		expect(problem).toBeInstanceOf(Problem);
		expect(problem).toMatchObject({code: 'runbook-invalid', exit: 2});
		expect(String((problem as Problem).message).split('\n')).toEqual([
			`The runbook ${file} cannot be used:`,
			`  ${file}:7:11: No step kind is called “brie”. Did you mean “brief”?`,
			`  ${file}:13:9: The id “brief” is used twice.`,
		]);
	});

	test.each<[string, Uint8Array, string]>([
		['Latin-1', Buffer.from('format: 1\ntitle: Grüße\n', 'latin1'), '2:10'],
		['UTF-16', Buffer.from('\ufeffformat: 1\n', 'utf16le'), '1:1'],
		['a cut-off character', Buffer.from('id: ü').subarray(0, 5), '1:5'],
	])('in %s is refused at the first byte that is not UTF-8', async (_, bytes, place) => {
		const problem = await loaded('latin.yaml', bytes);
		expect(problem).toMatchObject({code: 'runbook-invalid', exit: 2});
		expect(String((problem as Problem).message)).toContain(`${join(folder, 'latin.yaml')}:${place}: This is not UTF-8 text.`);
	});

	test('larger than 1 MiB is refused, one that large is read', async () => {
		const padded = (size: number) => `${good}#${'x'.repeat(size - good.length - 1)}`;
		expect(await loaded('largest.yaml', padded(1024 * 1024))).toMatchObject({id: 'leaked-session'});
		expect(await loaded('larger.yaml', padded(1024 * 1024 + 1))).toMatchObject({
			code: 'runbook-unreadable',
			exit: 2,
			message: expect.stringContaining('larger than 1 MiB'),
		});
		await expect(loadRunbook('/dev/zero', known)).rejects.toMatchObject({
			code: 'runbook-unreadable',
			message: expect.stringContaining('larger than 1 MiB'),
		});
	});

	test('that is missing, a folder or in the way is refused with the reason', async () => {
		await expect(loadRunbook(join(folder, 'none.yaml'), known)).rejects.toMatchObject({
			code: 'runbook-unreadable',
			exit: 2,
			message: expect.stringContaining('There is no runbook at'),
		});
		await expect(loadRunbook(folder, known)).rejects.toMatchObject({
			code: 'runbook-unreadable',
			exit: 2,
			message: expect.stringContaining('is a folder'),
		});
		await expect(loadRunbook(join(folder, 'good.yaml', 'x'), known)).rejects.toMatchObject({
			code: 'runbook-unreadable',
			exit: 2,
			message: expect.stringContaining('cannot be read'),
		});
	});
});

describe('the order of the steps', () => {
	const ordered = {...known, needs: {reach: ['brief'], 'follow-up': ['reach']}};
	const step = (id: string, kind: string, more = '') => `  - {id: ${id}, kind: ${kind}, title: T, why: W${more}}\n`;
	const runbookOf = (...steps: readonly string[]) => `format: 1\nid: a\ntitle: T\nsteps:\n${steps.join('')}`;
	const told = (text: string) => {
		const read = readRunbook(text, 'r.yaml', ordered);
		return 'problems' in read ? read.problems.map(({line, column, message}) => `${line}:${column} ${message}`) : 'fine';
	};

	test('is fine when everything a step goes on from comes before it', () => {
		expect(told(runbookOf(step('a', 'brief'), step('b', 'reach'), step('c', 'follow-up', ', when: management-account-involved')))).toBe(
			'fine',
		);
	});

	test.each([
		[
			'missing',
			runbookOf(step('b', 'reach')),
			'5:19 A step of kind “reach” goes on from a step of kind “brief”, which must come before it.',
		],
		[
			'later',
			runbookOf(step('b', 'reach'), step('a', 'brief')),
			'5:19 A step of kind “reach” goes on from a step of kind “brief”, which must come before it.',
		],
		['twice', runbookOf(step('a', 'brief'), step('b', 'brief')), '6:19 There is a step of kind “brief” already; it is walked once.'],
		[
			'left out by a condition',
			runbookOf(step('a', 'brief', ', when: management-account-involved'), step('b', 'reach')),
			'5:44 Later steps go on from “brief”, so it cannot be left out by a condition.',
		],
	])('what a step goes on from is %s', (_, text, problem) => {
		expect(told(text)).toContain(problem);
	});
});
