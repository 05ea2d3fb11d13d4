import {aws} from './en/aws.ts';
import {byHand} from './en/by-hand.ts';
import {commands} from './en/commands.ts';
import {containment} from './en/containment.ts';
import {damaged} from './en/damaged.ts';
import {eradication} from './en/eradication.ts';
import {incident} from './en/incident.ts';
import {incidents} from './en/incidents.ts';
import {managementAccount} from './en/management-account.ts';
import {rehearsal} from './en/rehearsal.ts';
import {report} from './en/report.ts';
import {reportChecklist} from './en/report-checklist.ts';
import {runbook} from './en/runbook.ts';
import {sandbox} from './en/sandbox.ts';
import {steps} from './en/steps.ts';
import {ui} from './en/ui.ts';
import {verify} from './en/verify.ts';

/** English, and the form that every other language must fill in. */
export const en = {
	aws,
	byHand,
	commands,
	containment,
	damaged,
	eradication,
	incident,
	incidents,
	managementAccount,
	report,
	reportChecklist,
	rehearsal,
	runbook,
	sandbox,
	steps,
	ui,
	verify,
};
