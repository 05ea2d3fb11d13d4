import * as v from 'valibot';
import {isCallOfActors} from '../../sandbox/actors/calls.ts';
import {isFault} from '../../sandbox/faults.ts';
import {amount, filled, form, line, list, mapping, named, says, times, truth, words} from './trouble.ts';
import {client, finding, region} from './world-shape.ts';

const id = form('name', /^[a-z0-9]+(?:-[a-z0-9]+)*$/);
const moment = mapping({seconds: v.optional(amount), step: v.optional(words), deny: v.optional(onlyTrue())});

export const rehearsal = mapping({
	title: line,
	difficulty: v.optional(oneOf('difficulty', ['easy', 'medium', 'hard'])),
	teaches: v.optional(line),
	story: filled(words),
	finding: v.optional(mapping({type: words, principal: words})),
	tip: v.optional(words),
});

const act = mapping({
	id: v.optional(id),
	as: words,
	call: form('call', isCallOfActors),
	region: v.optional(region),
	with: v.optional(named(v.unknown())),
	afterSeconds: v.optional(amount),
	everySeconds: v.optional(
		v.pipe(
			amount,
			v.check(seconds => seconds > 0, says({kind: 'not-above-zero'})),
		),
	),
	times: v.optional(times),
	denied: v.optional(words),
	allowed: v.optional(words),
	keeps: v.optional(words),
	gains: v.optional(line),
});

const actor = mapping({
	name: words,
	kind: oneOf('kind', ['attacker', 'innocent', 'colleague']),
	begins: v.optional(moment),
	client: v.optional(client),
	script: filled(act),
});

const inject = mapping({
	id,
	at: moment,
	title: v.optional(line),
	say: v.optional(list(words)),
	throttle: v.optional(mapping({service: words, seconds: amount})),
	expire: v.optional(onlyTrue()),
	finding: v.optional(finding),
});

/** What goes on in the world once somebody rehearses in it. */
export const play = {
	faults: v.optional(list(form('fault', isFault))),
	propagation: v.optional(mapping({minimumSeconds: amount, maximumSeconds: amount, flapping: v.optional(onlyTrue())})),
	actors: v.optional(list(actor)),
	injects: v.optional(list(inject)),
	goal: v.optional(
		mapping({
			verdict: v.optional(oneOf('kind', ['contained', 'partial', 'not-contained', 'not-proven', 'over-reach', 'planned', 'refused'])),
			names: v.optional(list(words)),
			also: v.optional(list(words)),
			beyond: v.optional(list(words)),
			costs: v.optional(list(words)),
			points: v.optional(list(words)),
		}),
	),
};

function onlyTrue() {
	return v.pipe(truth, v.literal(true, says({kind: 'not-a-truth'})));
}

function oneOf<const T extends string>(of: 'difficulty' | 'kind', options: readonly T[]) {
	return v.picklist(options, issue => says({kind: 'form', of, name: String(issue.input)}));
}
