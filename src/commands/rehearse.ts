import {type Clock, systemClock} from '../clock.ts';
import type {ExitCode} from '../problem.ts';
import {createSandbox, type Sandbox} from '../sandbox/sandbox.ts';
import {s3Discovery} from '../sandbox/scenario/s3-discovery.ts';
import {VirtualClock} from '../sandbox/virtual-clock.ts';
import {text} from '../text/index.ts';
import {rehearsed, unattended} from './answers.ts';
import type {Arguments} from './arguments.ts';
import {isInteractive} from './front-ends.ts';
import {awsOptionsOf, settingsOf} from './respond.ts';
import {checkedFault, scenarioNamed} from './sandbox.ts';
import {walkIncident} from './walk-incident.ts';

/**
 * `tourniquet rehearse [SCENARIO]`: the same walk against the sandbox inside this process. In a terminal a person answers, in real time; without
 * one, or with `--auto`, it plays itself in time that nobody waits for.
 */
export async function rehearseCommand(options: Arguments): Promise<ExitCode> {
	const scenario = scenarioNamed(options.positionals[0]) ?? s3Discovery;
	const {title, story, finding} = scenario.rehearsal;
	const members = scenario.organization.accounts.length - 1;
	const faults = options.faults.map(checkedFault);
	const automatic = !isInteractive(options);
	let sandbox: Sandbox | undefined;
	const clock: Clock = automatic ? new VirtualClock({busy: () => (sandbox?.pending ?? 0) > 0}) : systemClock;
	sandbox = createSandbox({clock, scenario, faults});
	const {responder, requestHandler} = sandbox;
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
			: rehearsed(options, label => label.includes(finding.type) && label.includes(finding.principal)),
		preamble: {
			id: 'rehearsal',
			title: text.commands.rehearsalTitle(title),
			blocks: [...story, text.commands.rehearsalSimulated(members)].map(line => ({kind: 'paragraph', text: line})),
		},
	});
}
