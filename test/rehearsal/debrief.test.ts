import {expect, test} from 'vitest';
import {type Played, scoreOf} from '../../src/rehearsal/score.ts';
import {text} from '../../src/text/index.ts';
import {s3Discovery} from '../scenarios.ts';
import {debriefed, happening, played} from './made-up.ts';

test('every call of the attacker is accounted for, those that failed of themselves too', () => {
	const happened = [
		happening(10, {}),
		happening(20, {outcome: 'error'}),
		happening(30, {outcome: 'error'}),
		happening(40, {outcome: 'denied'}),
	];
	expect(debriefed({happened})).toContain('4 calls: 1 went through, 1 was denied, 2 failed for other reasons.');
	expect(debriefed({happened: [happening(10, {})]})).toContain('1 call: 1 went through, 0 were denied.');
});

test('whoever was denied and is not the thief is an innocent who was hit, and that is said before anything else', () => {
	const stillWorks = played.stillWorks.map(session => ({...session, works: session.as === 'test-user'}));
	const night = {...played, names: ['ops-admin'], happened: [happening(10, {}), happening(250, {})], stillWorks};
	const score = scoreOf(night);
	expect(score.innocents).toEqual({calls: 0, denied: 0, hit: ['ops-admin'], people: ['ops-admin'], foreseen: 0});
	expect(score.outcome).toBe('wrong-person-thief-in');
	const said = debriefed(night);
	expect(said[0]).toBe('The wrong person was denied: ops-admin, who is innocent. The thief still works.');
	expect(said.join('\n')).not.toContain('No innocent was denied');
	expect(said).toContain('The deny was for ops-admin, who is innocent: it denies everything they do.');
	expect(text.rehearsal.debrief.last(score)).toBe(
		`rehearsal: ${score.points} of 100 points: the wrong person was denied, the thief still works`,
	);
});

test('the first line and the last say how it ended, whatever that is', () => {
	const open = played.stillWorks.map(session => ({...session, works: session.as === 'test-user'}));
	const closed = played.stillWorks.map(session => ({...session, works: false}));
	const well = {...played, stillWorks: closed, happened: [happening(10, {})], verdict: 'contained', openTasks: []};
	const refused = {...s3Discovery, goal: {verdict: 'refused', names: ['test-user']}} as const;
	const said = (night: Partial<Played>) => {
		const score = scoreOf({...played, ...night});
		return [debriefed(night)[0], text.rehearsal.debrief.last(score).replace(/^.*points: /, '')];
	};
	expect(said(well)).toEqual(['The thief is out.', 'the thief is out']);
	expect(said({...well, names: ['test-user', 'ops-admin']})[1]).toBe('somebody innocent was denied, the thief is out');
	expect(said({...played, stillWorks: closed})[1]).toBe('the thief is out, and innocents were denied with them');
	expect(said({...well, records: [], stillWorks: open})).toEqual([
		'Nobody was denied. The thief still works.',
		'nobody was denied, the thief still works',
	]);
	expect(said({...well, records: [], happened: [], stillWorks: []})[1]).toBe('nobody was denied');
	expect(said({...well, stillWorks: open})[1]).toBe('the thief still works');
	expect(said({...well, scenario: refused, records: [], stillWorks: open, verdict: 'refused'})).toEqual([
		'The thief still works, as after a good response here too.',
		'the thief still works, as after a good response here too',
	]);
	expect(said({...well, happened: [], stillWorks: []})[0]).toBe('No attacker was at work.');
});
