import {execFile} from 'node:child_process';
import {existsSync} from 'node:fs';
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {createRequire} from 'node:module';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {promisify} from 'node:util';
import {type Browser, chromium} from 'playwright-core';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {rendered, renderedSummary} from '../../src/report/rendered.ts';
import {scenarios} from '../scenarios.ts';
import {newIncident} from '../steps/support.ts';
import {hostile} from './hostile.ts';
import {append, asRehearsal, firstRehearsal, noted, reported, takenOff, walkedIn} from './support.ts';

const executablePath = '/usr/bin/chromium';
const pdftotext = '/usr/bin/pdftotext';
const run = promisify(execFile);
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe says, as far as it is read here. */
interface Found {
	readonly violations: readonly {readonly id: string; readonly impact: string; readonly nodes: readonly {readonly html: string}[]}[];
}

const there = existsSync(executablePath);
if (!there)
	process.stdout.write('Chromium is not installed (apt-get install chromium): the tests of the HTML report in a browser are skipped\n');

describe.skipIf(!there)('the HTML report in Chromium', () => {
	let browser: Browser;
	let folder: string;
	const pages = new Map<string, string>();

	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'tourniquet-report-'));
		const chaining = scenarios.get('role-chaining');
		if (chaining === undefined) throw new Error('no scenario');
		const incident = await walkedIn([{user: 'test-user', confirm: 'test-user'}], newIncident({scenario: chaining}));
		for (const said of hostile) append(incident, noted('follow-up', {text: said}));
		const whole = reported(asRehearsal((await walkedIn([firstRehearsal, takenOff])).journal));
		const documents = {
			rehearsal: rendered(whole, 'html'),
			hostile: rendered(reported(incident.journal), 'html'),
			summary: renderedSummary([whole, reported(incident.journal)], 'html'),
		};
		for (const [name, html] of Object.entries(documents)) {
			const file = join(folder, `${name}.html`);
			await writeFile(file, html);
			pages.set(name, pathToFileURL(file).href);
		}
		browser = await chromium.launch({
			executablePath,
			args: [
				'--headless',
				'--no-sandbox',
				'--disable-gpu',
				'--disable-quic',
				'--no-first-run',
				'--disable-background-networking',
				'--disable-component-update',
				'--disable-sync',
			],
		});
	}, 120_000);

	afterAll(async () => {
		await browser?.close();
		await rm(folder, {recursive: true, force: true});
	});

	const sizes = {phone: {width: 360, height: 740}, desktop: {width: 1280, height: 900}};
	const cases = ['rehearsal', 'hostile', 'summary'].flatMap(name =>
		(['phone', 'desktop'] as const).flatMap(size => (['light', 'dark'] as const).map(colorScheme => ({name, size, colorScheme}))),
	);

	test.each(cases)(
		'$name, $size, $colorScheme: no error, no request, nothing wider than the window, nothing serious for axe',
		async ({name, size, colorScheme}) => {
			const context = await browser.newContext({viewport: sizes[size], colorScheme});
			try {
				const page = await context.newPage();
				const heard: string[] = [];
				const requests: string[] = [];
				page.on('console', message => heard.push(message.text()));
				page.on('pageerror', error => heard.push(error.message));
				page.on('dialog', dialog => heard.push(dialog.message()));
				page.on('request', request => requests.push(request.url()));
				await page.goto(pages.get(name) ?? '');
				expect(heard).toEqual([]);
				expect(requests).toEqual([pages.get(name)]);
				expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(sizes[size].width);
				await page.evaluate(axe);
				const {violations} = (await page.evaluate('axe.run(document, {resultTypes: ["violations"]})')) as Found;
				const serious = violations.filter(({impact}) => impact === 'serious' || impact === 'critical');
				expect(serious.map(({id, nodes}) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
			} finally {
				await context.close();
			}
		},
	);

	test.each(['phone', 'desktop'] as const)('%s: the word that it is a rehearsal stays in sight', async size => {
		const page = await browser.newPage({viewport: sizes[size]});
		await page.goto(pages.get('rehearsal') ?? '');
		await page.evaluate('window.scrollTo(0, document.body.scrollHeight / 2)');
		const top = await page.evaluate("document.querySelector('.banner').getBoundingClientRect().top");
		expect(top).toBeGreaterThanOrEqual(0);
		expect(top).toBeLessThan(50);
		await page.close();
	});

	test('the picture has a text alternative that says every moment in it', async () => {
		const page = await browser.newPage();
		await page.goto(pages.get('rehearsal') ?? '');
		const [alternative, moments] = (await page.evaluate(
			`[document.querySelector('svg[role=img] desc').textContent, [...document.querySelectorAll('svg .at')].map(at => at.textContent)]`,
		)) as [string, string[]];
		expect(moments.length).toBeGreaterThan(7);
		for (const moment of moments) expect(alternative).toContain(moment);
		await page.close();
	});

	test.skipIf(!existsSync(pdftotext))('printed, every page says that it is a rehearsal, and which', async () => {
		const page = await browser.newPage();
		await page.goto(pages.get('rehearsal') ?? '');
		const file = join(folder, 'rehearsal.pdf');
		await page.pdf({path: file, preferCSSPageSize: true});
		const {stdout} = await run(pdftotext, ['-layout', file, '-']);
		const printed = stdout.split('\f').slice(0, -1);
		expect(printed.length).toBeGreaterThan(5);
		for (const [index, said] of printed.entries()) {
			expect(said).toContain('REHEARSAL');
			expect(said).toContain('20261123-0041-7f3a');
			expect(said).toContain(`${index + 1} / ${printed.length}`);
		}
		await page.close();
	});
});
