import {
	GetFindingsCommand,
	GuardDutyClient,
	ListDetectorsCommand,
	ListFindingsCommand,
	ListOrganizationAdminAccountsCommand,
} from '@aws-sdk/client-guardduty';
import {type Finding, findingFrom} from '../../containment/principal/finding.ts';
import type {FindingsPort} from '../ports.ts';
import {incompleteAnswer} from '../problems.ts';
import type {Sdk} from '../sdk.ts';
import {everyPage} from '../wire/paging.ts';
import type {RoleSessions} from './role-sessions.ts';

/** GetFindings takes no more ids at a time (GuardDuty API reference). */
const idsAtOnce = 50;

/** GuardDuty, one region at a time. */
export function findingsPort(sdk: Sdk, sessions: RoleSessions): FindingsPort {
	return {
		delegatedAdministrator: async region => {
			const client = sdk.client('GuardDuty', GuardDutyClient, {region});
			const administrators = await everyPage('guardduty:ListOrganizationAdminAccounts', async NextToken => {
				const answer = await client.send(new ListOrganizationAdminAccountsCommand({NextToken}));
				return {items: answer.AdminAccounts, next: answer.NextToken};
			});
			const administrator = administrators.find(({AdminStatus}) => AdminStatus === 'ENABLED');
			if (administrator && !administrator.AdminAccountId) throw incompleteAnswer('guardduty:ListOrganizationAdminAccounts');
			return administrator?.AdminAccountId;
		},
		recent: async ({region, accountId}, since) => {
			const identity = accountId === undefined ? sdk.responder : await sessions.identityIn(accountId);
			const client = sdk.client('GuardDuty', GuardDutyClient, {region, identity});
			const detectors = await everyPage('guardduty:ListDetectors', async NextToken => {
				const answer = await client.send(new ListDetectorsCommand({NextToken}));
				return {items: answer.DetectorIds, next: answer.NextToken};
			});
			const findings = await Promise.all(detectors.map(detector => findingsOf(client, detector, region, since)));
			return {detector: detectors.length > 0, findings: newestFirst(findings.flat())};
		},
	};
}

async function findingsOf(client: GuardDutyClient, DetectorId: string, region: string, since: number): Promise<Finding[]> {
	// No severity and no service.archived among the criteria: most findings on stolen credentials are Medium or Low, and archived ones count too.
	const FindingCriteria = {Criterion: {updatedAt: {GreaterThanOrEqual: since}}};
	const ids = await everyPage('guardduty:ListFindings', async NextToken => {
		const answer = await client.send(
			new ListFindingsCommand({
				DetectorId,
				FindingCriteria,
				SortCriteria: {AttributeName: 'updatedAt', OrderBy: 'DESC'},
				MaxResults: idsAtOnce,
				NextToken,
			}),
		);
		return {items: answer.FindingIds, next: answer.NextToken};
	});
	const batches = Array.from({length: Math.ceil(ids.length / idsAtOnce)}, (_, index) =>
		ids.slice(index * idsAtOnce, (index + 1) * idsAtOnce),
	);
	const answers = await Promise.all(batches.map(FindingIds => client.send(new GetFindingsCommand({DetectorId, FindingIds}))));
	return answers.flatMap(({Findings}) => {
		if (!Findings) throw incompleteAnswer('guardduty:GetFindings');
		return Findings.map(raw => {
			const finding = findingFrom(raw, region);
			if (!finding) throw incompleteAnswer('guardduty:GetFindings');
			return finding;
		});
	});
}

const newestFirst = (findings: readonly Finding[]): Finding[] => [...findings].sort((a, b) => b.updatedAt - a.updatedAt);
