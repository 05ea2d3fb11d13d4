import type {ProbeOutcome} from '../../containment/proof/denial.ts';
import {text} from '../../text/index.ts';
import {data, type Marked, marked} from '../marked.ts';
import type {LeakedFinding, LeakedSubject, ProofRow, ProofSide, Report} from '../model.ts';
import type {DocumentBlock} from './blocks.ts';
import {known, when} from './words.ts';

type Row = readonly [string, Marked];

const table = (
	caption: string,
	columns: readonly string[],
	rows: readonly (readonly Marked[])[],
	ids: readonly number[] = [],
): DocumentBlock => ({kind: 'table', caption, columns, rows, ids});
const paragraph = (said: Marked): DocumentBlock => ({kind: 'paragraph', text: said});
const heading = (said: Marked): DocumentBlock => ({kind: 'heading', text: said});

/** Only what is known, in rows. */
const rowsOf = (rows: readonly (readonly [string, Marked | null])[]): readonly Row[] =>
	rows.flatMap(([label, value]): readonly Row[] => (value === null ? [] : [[label, value]]));

const orNull = (value: string | number | null): Marked | null => (value === null || value === '' ? null : data(value));

export function leakedBlocks({leaked, reach}: Report): readonly DocumentBlock[] {
	const {report} = text;
	return [
		paragraph(report.foundHow[leaked.foundHow ?? 'unknown']),
		...(leaked.subjects.length === 0 ? [paragraph(report.nobody)] : leaked.subjects.map(subjectFacts)),
		...leaked.findings.map(findingFacts),
		heading(report.reachTitle),
		...reachBlocks(reach, leaked.subjects.length > 1),
	];
}

function subjectFacts(subject: LeakedSubject): DocumentBlock {
	const {rows, kinds} = text.report;
	return {
		kind: 'facts',
		caption: rows.who,
		rows: rowsOf([
			[rows.who, subject.label],
			[rows.kind, kinds[subject.kind] ?? data(subject.kind)],
			[rows.displayName, orNull(subject.displayName)],
			[rows.userId, orNull(subject.userId)],
			[rows.sessionNames, subject.sessionNames.length === 0 ? null : subject.sessionNames.map(data).join(', ')],
			[rows.account, orNull(subject.accountId)],
			[rows.permissionSet, orNull(subject.permissionSet)],
			[rows.role, orNull(subject.roleName)],
			[rows.accessKey, orNull(subject.accessKeyId)],
		]),
	};
}

function findingFacts(finding: LeakedFinding): DocumentBlock {
	const {rows} = text.report;
	const seen = [finding.firstSeen, finding.lastSeen].filter(at => at !== null);
	const from = [finding.ip, finding.place].filter(part => part !== null);
	return {
		kind: 'facts',
		caption: rows.finding,
		rows: rowsOf([
			[rows.finding, data(finding.id)],
			[rows.type, data(finding.type)],
			[rows.severity, data(finding.severity)],
			[rows.title, orNull(finding.title)],
			[rows.account, `${known(finding.accountId)} ${known(finding.region)}`],
			[rows.seen, seen.length === 0 ? null : [...new Set(seen)].map(when).join(' → ')],
			[rows.raised, finding.createdAt === null ? null : when(finding.createdAt)],
			[rows.count, orNull(finding.count)],
			[rows.call, orNull(finding.call)],
			[rows.from, from.length === 0 ? null : from.map(data).join(' · ')],
			[rows.userAgent, orNull(finding.userAgent)],
		]),
	};
}

function reachBlocks(reach: Report['reach'], several: boolean): readonly DocumentBlock[] {
	const {report} = text;
	if (reach === null) return [paragraph(report.reachUnknown)];
	const {accounts, complete, managementAccount} = reach;
	return [
		...(accounts.length === 0
			? [paragraph(complete ? report.reachNone : report.reachUnknown)]
			: [
					table(
						report.reachTitle,
						several ? [report.rows.who, ...report.columns.reach] : report.columns.reach,
						accounts.map(row => [
							...(several ? [data(row.userName)] : []),
							`${data(row.accountName)} ${data(row.accountId)}`,
							data(row.permissionSet),
							row.viaGroup === null ? report.direct : report.group(data(row.viaGroup)),
						]),
					),
				]),
		...(complete || accounts.length === 0 ? [] : [paragraph(report.reachIncomplete)]),
		paragraph(report.managementAccount(managementAccount.involved, managementAccount.state)),
		...(managementAccount.sets.length === 0
			? []
			: [
					{
						kind: 'list' as const,
						items: managementAccount.sets.map(({name, state, reasons}) => [report.set(data(name), state), ...reasons].join('. ')),
					},
				]),
	];
}

export function proofBlocks({proof}: Report): readonly DocumentBlock[] {
	const {report} = text;
	if (proof.length === 0) return [paragraph(report.noProof)];
	return [
		table(
			report.proofCaption,
			report.columns.proof,
			proof.flatMap(row => [sideCells(row, 'target'), sideCells(row, 'control')]),
		),
	];
}

function sideCells(row: ProofRow, session: 'target' | 'control'): readonly Marked[] {
	const {report} = text;
	const {accountName, service, region, under} = row;
	const side: ProofSide = row[session];
	const denied = side.after?.kind === 'denied' && side.deniedInARow > 0;
	return [
		report.place({accountName: data(accountName), service, region, ...(under === null ? {} : {under: data(under)})}),
		report.session[session],
		outcome(side.before),
		`${outcome(side.after)}${denied ? `, ${report.denials(side.deniedInARow)}` : ''}`,
		when(side.deniedSince),
		outcome(side.afterRecovery, report.none),
	];
}

function outcome(of: ProbeOutcome | null, otherwise: string = text.report.notProbed): Marked {
	return of === null ? otherwise : text.containment.outcome(marked(of));
}

export function changesBlocks({changes}: Report): readonly DocumentBlock[] {
	const {report} = text;
	const {policy, permissionSets, accessKeys, calls, reads} = changes;
	return [
		...(policy === null
			? []
			: [
					heading(report.policyTitle),
					paragraph(`${report.policyState[policy.on]}${policy.prepared ? ` ${report.prepared}` : ''}`),
					{
						kind: 'facts' as const,
						caption: report.policyTitle,
						rows: [
							[report.rows.policy, `${data(policy.id)} ${data(policy.name)}`],
							[report.rows.targets, policy.targets.map(data).join(', ')],
							[report.rows.since, when(policy.at)],
							...(policy.offAt === null ? [] : [[report.rows.offSince, when(policy.offAt)] as const]),
						] as const,
					},
					{kind: 'code' as const, text: indented(policy.document), label: report.policyTitle},
				]),
		...permissionSets.flatMap(({name, arn, restored, diff}): readonly DocumentBlock[] => [
			heading(report.setTitle(data(name))),
			paragraph(`${data(arn)}. ${report.setState(restored)} ${report.diffLegend}`),
			{kind: 'code', text: diff.map(line => `${signs[line.kind]} ${line.text}`).join('\n'), label: report.setTitle(name)},
		]),
		...(accessKeys.length === 0
			? []
			: [
					{
						kind: 'list' as const,
						items: accessKeys.map(key => report.key(data(key.accessKeyId), data(key.userName), data(key.accountId), key.active)),
					},
				]),
		heading(report.callsTitle),
		...(calls.length === 0
			? [paragraph(report.noCalls)]
			: [
					table(
						report.callsTitle,
						report.columns.calls,
						calls.map(call => [
							when(call.at),
							`${call.service}:${call.operation}`,
							known(call.accountId),
							call.region,
							call.code === null ? call.outcome : `${call.outcome}: ${data(call.code)}`,
							call.requestIds.map(data).join(', '),
						]),
						[5],
					),
				]),
		paragraph(report.reads(reads)),
	];
}

const signs = {same: ' ', added: '+', removed: '-'} as const;

/** A policy for reading; what is no JSON stays as it is. */
function indented(document: string): string {
	try {
		return JSON.stringify(JSON.parse(document), null, 2);
	} catch {
		return document;
	}
}

export function attackerBlocks({attacker}: Report): readonly DocumentBlock[] {
	const {report} = text;
	if (attacker === null) return [paragraph(report.notSearched)];
	const {sessions, leftBehind, attempted, unsearched, ownAccessKeyIds} = attacker;
	return [
		paragraph(report.searchedAt(attacker.searchedAt, attacker.regions.map(data), attacker.stopped)),
		...(unsearched.length === 0 ? [] : [{kind: 'paragraph' as const, text: report.unsearched(unsearched.length), strong: true}]),
		heading(report.sessionsTitle),
		sessions.length === 0
			? paragraph(report.noSessions)
			: table(
					report.sessionsTitle,
					report.columns.sessions,
					sessions.map(one => [
						when(one.at),
						data(one.how),
						one.roleName === null ? known(one.sessionName) : `${known(one.sessionName)} ${data(one.roleName)}`,
						known(one.accountId),
						known(one.accessKeyId),
						data(one.eventId),
					]),
					[4, 5],
				),
		heading(report.leftTitle),
		leftBehind.length === 0
			? paragraph(report.noLeft)
			: table(
					report.leftTitle,
					report.columns.left,
					leftBehind.map(one => [
						when(one.at),
						data(one.event),
						known(one.resource),
						data(one.accountId),
						data(one.region),
						data(one.eventId),
					]),
					[5],
				),
		...(attempted.length === 0 ? [] : [paragraph(report.attempted(attempted.map(one => ({...one, event: data(one.event)}))))]),
		...(ownAccessKeyIds.length === 0 ? [] : [paragraph(report.ownKeys(ownAccessKeyIds.map(data)))]),
	];
}
