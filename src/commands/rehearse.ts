import {systemClock} from '../clock.ts';
import type {ExitCode} from '../problem.ts';
import {FIRST, listScenarios, loadScenario} from '../rehearsal/library.ts';
import {WalkEnded} from '../runbook/walk.ts';
import type {Scenario} from '../sandbox/scenario/scenario.ts';
import {text} from '../text/index.ts';
import {type Ask, rehearsed, unattended} from './flags/answers.ts';
import type {Arguments} from './flags/arguments.ts';
import {signedInAgain} from './rehearsal/again.ts';
import {chooseScenario} from './rehearsal/choose.ts';
import {debriefed} from './rehearsal/closing.ts';
import {Stage} from './rehearsal/stage.ts';
import {awsOptionsOf, settingsOf} from './respond.ts';
import {checkedFault} from './sandbox.ts';
import {isInteractive, type OpenFrontEnd, openFrontEnd} from './walking/front-ends.ts';
import {known} from './walking/known.ts';
import {type IncidentRun, walkIncident} from './walking/walk-incident.ts';

/** One screen for the choice and for every sitting, and who learns of it when it is interrupted. */
interface Screen {
	front?: OpenFrontEnd;
	interrupt: () => void;
}

/**
 * `tourniquet rehearse [SCENARIO or FILE]`: the same walk against the sandbox inside this process. In a terminal a person chooses the scenario
 * and answers, in real time; without one, or with `--auto`, it plays itself in time that nobody waits for.
 */
export async function rehearseCommand(options: Arguments): Promise<ExitCode> {
	if (options.list) {
		process.stdout.write(`${text.rehearsal.list(await listScenarios())}\n\n${text.rehearsal.listNext}\n`);
		return 0;
	}
	// What cannot be used is said before anything is on the screen.
	options.faults.map(checkedFault);
	const [named] = options.positionals;
	if (named !== undefined) return play(options, await loadScenario(named, known.kinds));
	if (!isInteractive(options)) return play(options, await loadScenario(FIRST, known.kinds));
	const stop = new AbortController();
	const screen: Screen = {interrupt: () => stop.abort(new WalkEnded('interrupted'))};
	const nobody: Ask = () => new Promise(() => {});
	const front = await openFrontEnd(options, options, {clock: systemClock, interrupt: () => screen.interrupt(), nobody});
	screen.front = front;
	try {
		const scenario = await loadScenario(await chooseScenario(front, systemClock, stop.signal), known.kinds);
		return await play(options, scenario, screen);
	} catch (error) {
		await front.close().catch(() => {});
		if (error instanceof WalkEnded) return 130;
		throw error;
	}
}

async function play(options: Arguments, scenario: Scenario, screen: Screen = {interrupt: () => {}}): Promise<ExitCode> {
	const automatic = !isInteractive(options);
	const {seed = 1, speed = 1} = options;
	const stage = new Stage({scenario, faults: options.faults.map(checkedFault), seed, automatic, speed});
	const run = runOf(options, stage, seed, screen);
	let again: string | undefined;
	const sitting = (resume?: string): Promise<ExitCode> => {
		again = undefined;
		return walkIncident({
			...run,
			...(resume === undefined ? {} : {resume}),
			aws: {...run.aws, transport: {...transportOf(stage), region: stage.session.region}},
			ended: async end => {
				if (await signedInAgain(stage, end, automatic)) {
					again = end.incident;
					return {goesOn: true};
				}
				return debriefed({stage, seed, stateDir: options.stateDir, automatic}, end);
			},
		});
	};
	if (!options.calm) stage.play.begin();
	let exit = await sitting();
	while (again !== undefined) exit = await sitting(again);
	return exit;
}

function transportOf(stage: Stage) {
	const {session} = stage;
	return {requestHandler: stage.sandbox.requestHandler, credentials: async () => session};
}

function runOf(options: Arguments, stage: Stage, seed: number, screen: Screen): Omit<IncidentRun, 'ended' | 'resume'> {
	const {scenario} = stage;
	const {title, story, finding, tip} = scenario.rehearsal;
	const members = scenario.organization.accounts.length - 1;
	const given = options.user === undefined && tip !== undefined ? {...options, user: tip} : options;
	const isGood = (label: string) => finding !== undefined && label.includes(finding.type) && label.includes(finding.principal);
	return {
		options,
		settings: settingsOf('sandbox', options, {}),
		clock: stage.clock,
		aws: {...awsOptionsOf(options, {}), regions: options.regions ?? scenario.regions},
		given: options,
		nobody: options.noInput ? unattended(options) : stage.thoughtOver(rehearsed(given, isGood)),
		around: frontEnd => stage.around(frontEnd),
		note: {key: 'rehearsal', value: {scenario: scenario.name, seed}},
		open: async context => {
			screen.interrupt = context.interrupt;
			screen.front ??= await openFrontEnd(options, options, {...context, interrupt: () => screen.interrupt()});
			return screen.front;
		},
		preamble: {
			id: 'rehearsal',
			title: text.commands.rehearsalTitle(title),
			blocks: [...story, text.commands.rehearsalSimulated(members)].map(line => ({kind: 'paragraph', text: line})),
		},
	};
}
