import {fileURLToPath} from 'node:url';
import {describe, expect, test} from 'vitest';
import {sha256} from '../../src/incident/chain.ts';
import {readJournal} from '../../src/incident/read.ts';
import {formats, rendered} from '../../src/report/rendered.ts';
import {reported} from './support.ts';

/** Kept, not walked anew: what goes on side by side in a walk comes into a journal in any order. */
const {records, problems} = await readJournal(fileURLToPath(new URL('golden/first-rehearsal.jsonl', import.meta.url)));
if (problems.length > 0) throw new Error('the kept journal does not hold');

describe('the first rehearsal, in every format', () => {
	/** Look at the difference before it is taken over with `vitest -u`: this is what is handed to auditors. */
	test.each(formats)('%s is the document that was reviewed', async format => {
		await expect(rendered(reported(records), format)).toMatchFileSnapshot(
			fileURLToPath(new URL(`golden/first-rehearsal.${format}`, import.meta.url)),
		);
	});

	test('the same journal makes the same bytes, whatever the machine’s zone and language are', () => {
		const before = formats.map(format => sha256(rendered(reported(records), format)));
		const kept = {...process.env};
		try {
			process.env.TZ = 'Pacific/Auckland';
			process.env.LANG = 'ar_EG.UTF-8';
			expect(formats.map(format => sha256(rendered(reported(records), format)))).toEqual(before);
		} finally {
			process.env = kept;
		}
	});
});
