import type {AwsOptions} from '../aws/open.ts';
import {systemClock} from '../clock.ts';
import {type ExitCode, Problem} from '../problem.ts';
import type {Settings} from '../steps/facts.ts';
import {text} from '../text/index.ts';
import {unattended} from './flags/answers.ts';
import type {Arguments} from './flags/arguments.ts';
import {type Configuration, readConfiguration} from './flags/configuration.ts';
import {recovery, type Script} from './walking/scripts.ts';
import {walkIncident} from './walking/walk-incident.ts';

/** How long an unattended run waits for what the person can reach before it goes on to the deny. */
const patienceMs = 30_000;

/** `tourniquet respond`: a new incident, live. */
export async function respondCommand(options: Arguments): Promise<ExitCode> {
	return live(options);
}

/** `tourniquet resume INCIDENT`: the same incident, where its journal stops. */
export async function resumeCommand(options: Arguments): Promise<ExitCode> {
	const [incident] = options.positionals;
	if (incident === undefined) throw new Problem('which-incident', text.commands.whichIncident, text.commands.noIncidentNext, 2);
	return live(options, incident);
}

/** `tourniquet recover INCIDENT`: what an incident made is taken off again, and everything given back. */
export async function recoverCommand(options: Arguments): Promise<ExitCode> {
	const [incident] = options.positionals;
	if (incident === undefined) throw new Problem('which-incident', text.commands.whichToRecover, text.commands.noIncidentNext, 2);
	return live(options, incident, recovery);
}

async function live(options: Arguments, resume?: string, script?: Script): Promise<ExitCode> {
	const configuration = await readConfiguration(process.env);
	return walkIncident({
		options,
		settings: settingsOf('live', options, configuration),
		clock: systemClock,
		aws: awsOptionsOf(options, configuration),
		given: options,
		nobody: unattended(options, signal => systemClock.sleep(patienceMs, signal)),
		...(resume === undefined ? {} : {resume}),
		...(script === undefined ? {} : {script}),
	});
}

export function settingsOf(mode: Settings['mode'], options: Arguments, configuration: Configuration): Settings {
	return {
		mode,
		protectedPrincipals: configuration.protected ?? [],
		readOnly: options.readOnly || options.explain,
		...(options.explain ? {explain: true} : {}),
		...(options.expectAccount === undefined ? {} : {expectAccount: options.expectAccount}),
		...(options.probeAccounts === undefined ? {} : {probeAccounts: options.probeAccounts}),
		...(options.deadlineSeconds === undefined ? {} : {deadlineSeconds: options.deadlineSeconds}),
	};
}

/** Flags win over the configuration file. */
export function awsOptionsOf(options: Arguments, configuration: Configuration): Omit<AwsOptions, 'clock' | 'onCall' | 'mfaCode'> {
	const probeRole = options.probeRole ?? configuration.probeRole;
	const findingsRole = options.findingsRole ?? configuration.findingsRole;
	const containmentRole = options.containmentRole ?? configuration.containmentRole;
	const regions = options.regions ?? configuration.regions;
	const {externalId} = configuration;
	return {
		readOnly: options.readOnly || options.explain,
		...(options.profile === undefined ? {} : {profile: options.profile}),
		...(options.region === undefined ? {} : {region: options.region}),
		...(regions === undefined ? {} : {regions}),
		...(probeRole === undefined ? {} : {probeRole}),
		...(findingsRole === undefined ? {} : {findingsRole}),
		...(containmentRole === undefined ? {} : {containmentRole}),
		...(externalId === undefined ? {} : {externalId}),
	};
}
