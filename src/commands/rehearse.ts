import {type Clock, systemClock} from '../clock.ts';
import type {ExitCode} from '../problem.ts';
import {FIRST, listScenarios, loadScenario} from '../rehearsal/library.ts';
import {WalkEnded} from '../runbook/walk.ts';
import {createSandbox, type Sandbox} from '../sandbox/sandbox.ts';
import type {Scenario} from '../sandbox/scenario/scenario.ts';
import {VirtualClock} from '../sandbox/virtual-clock.ts';
import {text} from '../text/index.ts';
import {type Ask, rehearsed, unattended} from './answers.ts';
import type {Arguments} from './arguments.ts';
import {isInteractive, type OpenFrontEnd, openFrontEnd} from './front-ends.ts';
import {known} from './known.ts';
import {chooseScenario} from './rehearsal/choose.ts';
import {awsOptionsOf, settingsOf} from './respond.ts';
import {checkedFault} from './sandbox.ts';
import {walkIncident} from './walk-incident.ts';

/**
 * `tourniquet rehearse [SCENARIO or FILE]`: the same walk against the sandbox inside this process. In a terminal a person chooses the scenario
 * and answers, in real time; without one, or with `--auto`, it plays itself in time that nobody waits for.
 */
export async function rehearseCommand(options: Arguments): Promise<ExitCode> {
	if (options.list) {
		process.stdout.write(`${text.rehearsal.list(await listScenarios())}\n\n${text.rehearsal.listNext}\n`);
		return 0;
	}
	const faults = options.faults.map(checkedFault);
	const automatic = !isInteractive(options);
	const [named] = options.positionals;
	if (automatic || named !== undefined) return play(options, await loadScenario(named ?? FIRST, known.kinds));
	// One screen for the choice and for the walk; whoever has it says what stopping means.
	const stop = new AbortController();
	const holder = {interrupt: () => stop.abort(new WalkEnded('interrupted'))};
	const never: Ask = () => new Promise(() => {});
	const screen = await openFrontEnd(options, options, {clock: systemClock, interrupt: () => holder.interrupt(), nobody: never});
	let scenario: Scenario;
	try {
		scenario = await loadScenario(await chooseScenario(screen, systemClock, stop.signal), known.kinds);
	} catch (error) {
		await screen.close();
		if (error instanceof WalkEnded) return 130;
		throw error;
	}
	return play(options, scenario, context => {
		holder.interrupt = context.interrupt;
		return screen;
	});

	async function play(
		options: Arguments,
		scenario: Scenario,
		taken?: (context: {readonly interrupt: () => void}) => OpenFrontEnd,
	): Promise<ExitCode> {
		const {title, story, finding, tip} = scenario.rehearsal;
		const members = scenario.organization.accounts.length - 1;
		let sandbox: Sandbox | undefined;
		const clock: Clock = automatic ? new VirtualClock({busy: () => (sandbox?.pending ?? 0) > 0}) : systemClock;
		sandbox = createSandbox({clock, scenario, faults, ...(options.seed !== undefined && {seed: options.seed})});
		const {responder, requestHandler} = sandbox;
		const given = options.user === undefined && tip !== undefined ? {...options, user: tip} : options;
		return walkIncident({
			options,
			settings: settingsOf('sandbox', options, {}),
			clock,
			aws: {
				...awsOptionsOf(options, {}),
				regions: options.regions ?? scenario.regions,
				transport: {requestHandler, credentials: async () => responder, region: responder.region},
			},
			given: options,
			nobody: options.noInput
				? unattended(options)
				: rehearsed(given, label => finding !== undefined && label.includes(finding.type) && label.includes(finding.principal)),
			...(taken && {open: async context => taken(context)}),
			preamble: {
				id: 'rehearsal',
				title: text.commands.rehearsalTitle(title),
				blocks: [...story, text.commands.rehearsalSimulated(members)].map(line => ({kind: 'paragraph', text: line})),
			},
		});
	}
}
