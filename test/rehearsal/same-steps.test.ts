import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {expect, test} from 'vitest';
import {walkThrough, wellAnswered} from '../steps/support.ts';

const source = fileURLToPath(new URL('../../src', import.meta.url));

/** The rooms that a live response and a rehearsal share to the last line. */
const shared = ['steps', 'aws', 'containment', 'runbook'];

/** Where the word is said and nothing is decided: the settings' own type, and what the header shows. */
const said: readonly string[] = [
	"steps/facts.ts: readonly mode: 'live' | 'sandbox';",
	"runbook/front-end.ts: readonly mode: 'live' | 'sandbox';",
];

test('no step, no rule and no adapter asks whether it is in a sandbox', () => {
	const found = shared.flatMap(room =>
		readdirSync(join(source, room), {recursive: true, encoding: 'utf8'})
			.filter(file => /\.tsx?$/.test(file))
			.flatMap(file => {
				const code = readFileSync(join(source, room, file), 'utf8')
					.replace(/\/\*[\s\S]*?\*\//g, '')
					.replace(/^\s*\/\/.*$/gm, '');
				const lines = code.split('\n').filter(line => /sandbox|rehears|\.mode\b/i.test(line));
				return lines.map(line => `${room}/${file}: ${line.trim()}`);
			}),
	);
	expect(found.filter(line => !said.includes(line))).toEqual([]);
});

test('a rehearsal asks AWS the very same as a live response', {timeout: 120_000}, async () => {
	const run = async (mode: 'live' | 'sandbox') => {
		const {sandbox, result, questions} = await walkThrough({ask: wellAnswered('test-user'), settings: {mode}});
		const changes = sandbox.calls.filter(({write}) => write).map(({service, operation}) => `${service}:${operation}`);
		const calls = sandbox.calls.map(({service, operation, region, outcome}) => `${service}:${operation} ${region} ${outcome}`).toSorted();
		// Whether a look is waited for depends on how quick the machine is.
		return {
			calls,
			changes,
			verdict: result.verdict,
			asked: questions.map(({id}) => id.replace(/^finding-early$/, 'finding')).filter(id => !id.endsWith('-early')),
		};
	};
	expect(await run('sandbox')).toEqual(await run('live'));
});
