import {expect} from 'vitest';
import {tourniquet} from './program.ts';
import {key} from './screen.ts';
import {test} from './sit-down.ts';
import {toFindings} from './walk.ts';

/** Every part of the finding that would act on a terminal, and C1 and bidi controls whatever they are part of. */
const harmful = /\x1b\[5m|\x1b\[8m|\x1b\]0;owned|\x1b\]8;|\x07|[\u0080-\u009f\u202a-\u202e\u2066-\u2069\u200b-\u200f\ufeff]/;

test.concurrent('a finding full of escape sequences and bidi controls is harmless text, on the list and by itself', async ({sitDown}) => {
	const responder = sitDown(tourniquet('rehearse'), {columns: 100, rows: 40});
	const {screen} = responder;
	await toFindings(responder);
	await responder.moveTo(/data\.team\+etl {2}Exfiltration:S3/);
	const title =
		/The user \\u\{1b\}\[31mAssumedRole\\u\{1b\}\[0m : \\u\{202e\}resu-tset\\u\{202c\} is anomalously invoking S3 APIs\.\\u\{1b\}\]0;owned\\u\{7\}/;
	expect((await screen.until(/Exfiltration:S3[\s\S]*resu-tset/)).replace(/\s+/g, ' ')).toMatch(title);

	screen.press(key.enter);
	await responder.asked(/Go on to the preview/);
	const transcript = responder.transcript();
	expect(transcript).toMatch(new RegExp(`The finding type Exfiltration:S3/AnomalousBehavior .*title ${title.source}`));
	expect(transcript).toMatch(
		/user agent curl\/8 \\u\{1b\}\[8m\\u\{1b\}\]8;;http:\/\/example\.com\\u\{7\}click\\u\{1b\}\]8;;\\u\{7\} \\u\{202e\}gnp\.exe/,
	);
	expect(transcript).toMatch(/The person is data\.team\+etl user name data\.team\+etl/);
	screen.press(key.ctrlC);
	expect(await screen.ended()).toBe(130);
	expect(screen.raw).not.toMatch(harmful);
});
