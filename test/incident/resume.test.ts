import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {Journal} from '../../src/incident/journal.ts';
import {readJournal} from '../../src/incident/read.ts';
import {ScriptedFrontEnd, StillClock, type TestStep, walkThrough} from '../runbook/scripted.ts';
import {temporaryFolder} from './temporary.ts';

test('a walk whose file was cut off at any byte is resumed from it, and acts once', async () => {
	const folder = await temporaryFolder();
	const file = join(folder, 'whole.jsonl');
	const sitting = {version: '0.1.0', runbook: {id: 'leaked-session', sha256: ''}};
	const whole = await walked(await Journal.create(file, {...sitting, incident: '20261123-0041-7f3a', mode: 'sandbox'}, new StillClock()));
	expect(whole).toEqual({attached: true, acts: 1});
	const bytes = await readFile(file);
	const begun = bytes.indexOf('\n');
	// Every seventh byte falls into each record, at its start, middle and end, often enough.
	const lengths = Array.from({length: Math.floor((bytes.length - begun) / 7)}, (_, index) => bytes.length - 1 - 7 * index);
	await Promise.all(
		lengths.map(async length => {
			const cut = join(folder, `${length}.jsonl`);
			await writeFile(cut, bytes.subarray(0, length));
			const intended = bytes.subarray(0, length).includes('"kind":"intent"');
			// The power went after the act when its intent can be read, and before it otherwise.
			const attached = intended && (await readJournal(cut)).records.some(({kind}) => kind === 'intent');
			const resumed = await walked(await Journal.open(cut, sitting, new StillClock()), attached);
			expect(resumed).toEqual({attached: true, acts: attached ? 0 : 1});
			const {intact, records} = await readJournal(cut);
			expect(intact).toBe(true);
			expect(records.filter(({kind}) => kind === 'answer')).toHaveLength(1);
			expect(records.filter(({kind}) => kind === 'outcome')).toHaveLength(1);
		}),
	);
});

/** Walks one change in a world where it may have been made already. */
async function walked(journal: Journal, made = false) {
	const world = {attached: made, acts: 0};
	const contain: TestStep = async walk => {
		await walk.ask({kind: 'confirm', id: 'confirm', title: 'Type the name', phrase: 'test-user', act: 'deny test-user', pages: []});
		await walk.write('attach', {
			what: 'attaching',
			intent: {policyId: 'p-12345678'},
			act: async () => {
				world.attached = true;
				world.acts++;
				return {requestId: 'r-1'};
			},
			reconcile: async () => (world.attached ? {requestId: ''} : undefined),
		});
		walk.note('verdict', 'contained');
	};
	await walkThrough({contain}, {journal, frontEnd: new ScriptedFrontEnd(() => 'confirmed')});
	await journal.close();
	return world;
}
