import type {Clock} from '../../clock.ts';
import {listScenarios} from '../../rehearsal/library.ts';
import {text} from '../../text/index.ts';
import type {OpenFrontEnd} from '../walking/front-ends.ts';

/** Which night to rehearse, asked of the person at the screen. Rejects with the signal's reason when they stop instead. */
export async function chooseScenario({frontEnd}: OpenFrontEnd, clock: Clock, signal: AbortSignal): Promise<string> {
	const listed = await listScenarios();
	const {choosing} = text.rehearsal;
	const width = Math.max(...listed.map(({name}) => name.length));
	frontEnd.header({mode: 'sandbox', startedAt: clock.now(), incident: choosing.notBegun});
	frontEnd.enter({id: 'rehearsal', title: choosing.title, why: choosing.why});
	return frontEnd.ask(
		{
			kind: 'choose',
			id: 'scenario',
			title: choosing.which,
			choices: listed.map(({name, title, difficulty, teaches}) => ({
				id: name,
				label: choosing.label(name.padEnd(width), difficulty, title),
				...(teaches === undefined ? {} : {detail: teaches}),
			})),
		},
		signal,
	);
}
