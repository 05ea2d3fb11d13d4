import {Writable} from 'node:stream';
import {describe, expect, test} from 'vitest';
import {openTranscript} from '../../src/ui/plain.ts';
import {hostile} from './arbitraries.ts';
import {enter, header, never, numbered} from './support.tsx';

function transcript(width?: number) {
	let written = '';
	const out = new Writable({
		write(chunk, _encoding, done) {
			written += String(chunk);
			done();
		},
	});
	const front = openTranscript({out, ...(width === undefined ? {} : {width}), answer: async () => 'yes' as never});
	return {front, written: () => written};
}

describe('the walk without a terminal', () => {
	test('reads from top to bottom', async () => {
		const {front, written} = transcript();
		front.header(header);
		enter(front, 'Reach', 'What can they reach?');
		front.show(numbered('reach', 2, {title: 'Two accounts', tone: 'warning'}));
		await front.ask({kind: 'choose', id: 'go', title: 'Go on?', choices: [{id: 'yes', label: 'Yes, go on'}]}, never());
		enter(front, 'Preview');
		expect(written()).toBe(`TOURNIQUET  SANDBOX · nothing here touches AWS
you are ir-responder in management account 111111111111 · o-sandbox · eu-west-1
· incident 20261123-0041-7f3a

== Step 4 of 10: Reach ==
What can they reach?

▲ Two accounts
  · reach line 1
  · reach line 2

Question: Go on?
You chose: Yes, go on

== Step 5 of 10: Preview ==
`);
	});

	test('says a header again only when it says something new', () => {
		const {front, written} = transcript(200);
		front.header({...header, caller: 'someone'});
		front.header({...header, caller: 'someone'});
		front.header({...header, caller: 'someone-else'});
		expect(written().match(/SANDBOX/g)).toHaveLength(1);
		expect(written().match(/you are someone/g)).toHaveLength(2);
	});

	test('writes a live view once it has settled, and now and then that it goes on', () => {
		const {front, written} = transcript();
		enter(front, 'Prove');
		for (let turned = 1; turned <= 100; turned += 1) {
			front.show({...numbered('board', 1, {live: true}), blocks: [{kind: 'paragraph', text: `${turned} have turned.`}]});
		}
		front.show(numbered('board', 1));
		front.show(numbered('board', 1));
		expect(written().match(/have turned/g)).toHaveLength(7);
		expect(written().match(/board line 1/g)).toHaveLength(1);
	});

	test('writes a live view that never settled when its step ends', () => {
		const {front, written} = transcript();
		enter(front, 'Prove');
		front.show(numbered('board', 1, {live: true}));
		expect(written()).not.toContain('board line 1');
		front.close();
		expect(written()).toContain('board line 1');
	});

	test('says what it waits for, less and less often', () => {
		const {front, written} = transcript();
		for (let call = 0; call < 100; call += 1) front.waiting([{what: `asking for page ${call}`, since: 0}]);
		front.waiting([{what: 'asking for page 0', since: 0}]);
		expect(written().match(/… asking for page/g)).toHaveLength(7);
	});

	test('writes no escape codes and no colour, whatever is shown', () => {
		const {front, written} = transcript();
		front.header({...header, caller: hostile});
		front.enter({id: 'x', title: hostile, why: hostile});
		front.show({id: hostile, title: hostile, tone: 'danger', blocks: [{kind: 'code', text: hostile}]});
		front.waiting([{what: hostile, since: 0}]);
		expect(written().replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
	});

	test('lets a refused answer end it', async () => {
		const front = openTranscript({
			out: new Writable({write: (_chunk, _encoding, done) => done()}),
			answer: () => Promise.reject(new Error('no flag answers this')),
		});
		await expect(front.ask({kind: 'text', id: 'who', title: 'Who?'}, never())).rejects.toThrow('no flag answers this');
	});
});
