import type {Happening as Said} from '../../runbook/front-end.ts';
import type {Tone} from '../../runbook/views.ts';
import type {Happening} from '../../sandbox/actors/play.ts';
import type {Scenario} from '../../sandbox/scenario/scenario.ts';
import {text} from '../../text/index.ts';

/** An actor's call as the screen says it. */
export function inWords(happening: Happening, {organization}: Pick<Scenario, 'organization'>): Said {
	const {at, actor, call, account, outcome} = happening;
	const where = organization.accounts.find(({id}) => id === account)?.name ?? account;
	const by = byWhat(happening);
	return {
		at,
		who: actor,
		what: call,
		where,
		outcome: text.rehearsal.feed.outcome[outcome],
		...(by !== undefined && {by}),
		tone: toneOf(happening),
	};
}

function byWhat({outcome, deniedBy}: Happening): string | undefined {
	if (outcome !== 'denied' || deniedBy === undefined) return undefined;
	return deniedBy.policyId ?? text.rehearsal.feed.by[deniedBy.kind];
}

/** What is good for the responder: the attacker denied, everybody else not. */
function toneOf({kind, outcome}: Happening): Tone {
	if (kind === 'attacker') return outcome === 'allowed' ? 'danger' : 'good';
	return outcome === 'denied' ? 'warning' : 'quiet';
}
