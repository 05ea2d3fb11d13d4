import {type Finding, severityLabel} from '../containment/principal/finding.ts';
import {type Principal, principalsOf, readSubject} from '../containment/principal/principal.ts';
import {Problem} from '../problem.ts';
import type {Json} from '../runbook/json.ts';
import type {Choice, TextQuestion} from '../runbook/questions.ts';
import type {Block} from '../runbook/views.ts';
import {text} from '../text/index.ts';
import type {Facts, FindingsLook, IncidentStep, IncidentWalk} from './facts.ts';
import {accountName} from './looks/accounts.ts';

const known = 'known';

/** Which finding, or which person: leaves `facts.finding` or `facts.given`. */
export const findings: IncidentStep = async walk => {
	const look = walk.facts.findingsLook;
	if (look === undefined) throw new Error('the findings step needs the brief step before it');
	const iKnow: Choice = {id: known, label: text.steps.findings.known, detail: text.steps.findings.knownDetail};

	let picked: string | undefined;
	if (!look.finished()) {
		walk.show({
			id: 'sources',
			live: true,
			blocks: [{kind: 'paragraph', text: text.steps.findings.looking(walk.ports.session.regions.length)}],
		});
		picked = await walk.askUnless(
			{kind: 'choose', id: 'finding-early', title: text.steps.findings.earlyQuestion, choices: [iKnow], flag: '--user'},
			look.done,
			['finding', 'subject'],
		);
	}
	while (picked !== known) {
		const answer = await look.done;
		walk.show({id: 'sources', blocks: sourcesBlocks(answer)});
		const chosen = await walk
			.ask({
				kind: 'choose',
				id: 'finding',
				title: answer.findings.length === 0 ? text.steps.findings.noneQuestion : text.steps.findings.question,
				flag: '--finding',
				// Whose access ends is nothing to take a default for.
				recommended: 'none',
				choices: [...answer.findings.map(finding => choiceOf(walk, finding)), iKnow],
			})
			.catch((error: unknown) => {
				throw orUnseen(error, answer);
			});
		picked = chosen;
		if (chosen === known) break;
		// Kept as evidence: on resume the finding may be archived or out of the window.
		const found = await walk
			.observe('finding', text.steps.waiting.finding, async () => {
				const finding = answer.findings.find(candidate => candidate.id === chosen);
				if (finding === undefined) throw new Gone();
				return finding as unknown as Json;
			})
			.catch((error: unknown) => {
				if (error instanceof Gone) return undefined;
				throw error;
			});
		if (found !== undefined) {
			walk.facts.finding = found as unknown as Finding;
			walk.show({id: 'finding', title: text.steps.findings.chosen, blocks: findingBlocks(walk, walk.facts.finding)});
			return;
		}
		walk.show({id: 'gone', tone: 'warning', blocks: [{kind: 'paragraph', tone: 'warning', text: text.steps.findings.gone}]});
	}
	walk.facts.given = await walk.ask(whoIsIt('subject'));
};

/** @param id one that a flag answers, or one that only a person does */
export function whoIsIt(id: 'subject' | 'subject-again'): TextQuestion {
	return {
		kind: 'text',
		id,
		title: text.steps.findings.subject,
		placeholder: text.steps.findings.subjectPlaceholder,
		multiline: true,
		flag: '--user',
		check: typed => {
			const subject = readSubject(typed);
			return subject.kind === 'refused' ? text.containment.subjectRefused(subject.reason) : undefined;
		},
	};
}

/** Where somebody could not look, a finding that is not listed may be there all the same: that is no slip of the responder's. */
function orUnseen(error: unknown, {sources}: FindingsLook): unknown {
	const failed = sources.find(source => source.state === 'failed');
	if (failed?.problem === undefined || !(error instanceof Problem) || error.code !== 'finding-not-found') return error;
	const {message, next} = failed.problem;
	return new Problem(
		error.code,
		text.steps.findings.mayBeUnseen(error.message, failed.where, message),
		text.steps.findings.mayBeUnseenNext(next),
		5,
		{cause: error},
	);
}

/** The finding that an earlier sitting chose is not listed any more. */
class Gone extends Error {}

/** One line for each source that answered or failed; silent regions are summed up. */
function sourcesBlocks(look: FindingsLook): Block[] {
	const silent = look.sources.filter(source => source.state === 'no-detector').length;
	const failed = look.sources.filter(source => source.state === 'failed');
	return [
		{
			kind: 'paragraph',
			text: text.steps.findings.summary(look.findings.length, look.sources.length - silent - failed.length, silent),
			tone: 'quiet',
		},
		...failed.map(
			(source): Block => ({
				kind: 'paragraph',
				tone: 'warning',
				text: text.steps.findings.failed(source.where, source.problem?.message ?? ''),
			}),
		),
	];
}

function choiceOf(walk: IncidentWalk, finding: Finding): Choice {
	const marks = [finding.sample ? text.steps.findings.sample : '', finding.archived ? text.steps.findings.archived : ''].filter(
		mark => mark !== '',
	);
	return {
		id: finding.id,
		label: [
			...marks,
			text.steps.findings.severity(severityLabel(finding.severity), finding.severity),
			text.steps.age(walk.clock.now() - finding.updatedAt),
			principalsOf(finding, organizationAccounts(walk.facts)).map(text.containment.principalLabel).join(' + '),
			finding.type,
		].join('  '),
		detail: `${accountName(walk.facts, finding.accountId)} · ${finding.region} · ${finding.title}`,
	};
}

export function findingBlocks(walk: IncidentWalk, finding: Finding): Block[] {
	const rows: {label: string; value: string}[] = [
		{label: text.steps.findings.rows.type, value: finding.type},
		{label: text.steps.findings.rows.severity, value: text.steps.findings.severity(severityLabel(finding.severity), finding.severity)},
		{
			label: text.steps.findings.rows.seen,
			value: text.steps.findings.seen(walk.clock.now() - finding.updatedAt, finding.updatedAt, finding.count),
		},
		{
			label: text.steps.findings.rows.where,
			value: `${accountName(walk.facts, finding.accountId)} ${finding.accountId} · ${finding.region}`,
		},
		{label: text.steps.findings.rows.title, value: finding.title},
	];
	const {action} = finding;
	if (action?.api !== undefined)
		rows.push({label: text.steps.findings.rows.call, value: [action.serviceName, action.api].filter(Boolean).join(' ')});
	if (action?.remoteIp !== undefined) {
		rows.push({
			label: text.steps.findings.rows.from,
			value: [action.remoteIp, action.city, action.country, action.network].filter(Boolean).join(' · '),
		});
	}
	if (action?.userAgent !== undefined) rows.push({label: text.steps.findings.rows.userAgent, value: action.userAgent});
	return [{kind: 'facts', rows}];
}

/** Undefined while the organization's accounts are not known: then nothing is called foreign. */
export function organizationAccounts(facts: Facts): ReadonlySet<string> | undefined {
	const accounts = facts.accountsLook?.soFar();
	return accounts === undefined || accounts.size === 0 ? undefined : new Set(accounts.keys());
}

/** The principals behind what was chosen or typed that is already known without asking AWS. */
export function principalsOfFindings(walk: IncidentWalk, list: readonly Finding[]): readonly Principal[] {
	return list.flatMap(finding => principalsOf(finding, organizationAccounts(walk.facts)));
}
