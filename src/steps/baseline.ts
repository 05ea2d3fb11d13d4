import {probeMatrix} from '../containment/proof/matrix.ts';
import {type Cell, emptyCell} from '../containment/proof/proof.ts';
import {text} from '../text/index.ts';
import type {IncidentStep, IncidentWalk} from './facts.ts';
import {probeBaseline, provable} from './probing/baseline.ts';
import {board} from './probing/board.ts';
import {openPairs} from './probing/sessions.ts';
import {stringsIn} from './script.ts';
import {probedNames} from './subjects.ts';

/** What each session was allowed before anything was changed. Failing here stops nothing: it only means that nothing can be proven there. */
export const baseline: IncidentStep = async walk => {
	const {facts} = walk;
	const accounts = (await facts.probeAccountsLook?.done) ?? [];
	const services = stringsIn(walk.step.with.services);
	const cells = probeMatrix({accounts, regions: probeRegions(walk), names: probedNames(walk)})
		.filter(cell => services.length === 0 || services.includes(cell.service))
		.map(emptyCell);
	// Where the deny holds the test sessions' own ids, they had to be opened before it was written.
	const opened = facts.proof.pairs;
	const rest = probedNames(walk).filter(name => !opened.some(pair => pair.under === name));
	const pairs = [...opened, ...(await openPairs(walk, accounts, rest))];
	const show = (cells: readonly Cell[], live: boolean) => walk.show(board(cells, {title: text.steps.baseline.title, live}));
	facts.proof.pairs = pairs;
	facts.proof.cells = await probeBaseline(walk, {pairs, cells, show: cells => show(cells, true)});
	const allowed = provable(facts.proof.cells);
	const of = facts.proof.cells.length;
	const whole = of > 0 && allowed === of;
	show(facts.proof.cells, false);
	walk.show({
		id: 'baseline-said',
		tone: whole ? 'good' : 'warning',
		blocks: [
			{
				kind: 'paragraph',
				tone: whole ? 'good' : 'warning',
				text: whole ? text.steps.baseline.whole(allowed) : text.steps.baseline.notWhole(allowed, of),
			},
		],
	});
};

/** The finding's region first, and the partition's first region, where its global services answer. */
export function probeRegions(walk: IncidentWalk): readonly string[] {
	const first = {aws: 'us-east-1', 'aws-cn': 'cn-north-1', 'aws-us-gov': 'us-gov-west-1'}[walk.facts.caller?.partition ?? 'aws'];
	const seen = walk.facts.finding?.region ?? '';
	return [...new Set([/^[a-z]{2}(-[a-z]+)+-\d+$/.test(seen) ? seen : walk.ports.session.region, first])];
}
