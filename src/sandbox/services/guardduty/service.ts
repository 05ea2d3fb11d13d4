import type {
	GetAdministratorAccountRequest,
	GetDetectorRequest,
	GetFindingsRequest,
	ListDetectorsRequest,
	ListFindingsRequest,
	ListOrganizationAdminAccountsRequest,
} from '@aws-sdk/client-guardduty';
import * as guardduty from '@aws-sdk/client-guardduty';
import type {Detector} from '../../world/world.ts';
import {type Call, defineService, reads} from '../service.ts';
import {jsonWords} from '../words.ts';
import {badRequest, filtered, sorted} from './criteria.ts';

/** Findings in one page, and ids in one GetFindings; GuardDuty API reference. */
const FINDINGS_MAXIMUM = 50;

export const service = defineService({
	name: 'guardduty',
	prefix: 'guardduty',
	client: guardduty.GuardDutyClient,
	words: jsonWords(403, badRequest, () => badRequest('the parameter nextToken is invalid.')),
	// REST requests carry no operation's name: only with all schemas can those we do not have be refused by name.
	furtherSchemas: Object.values(guardduty),
	operations: [
		reads(guardduty.ListDetectors$, (input: ListDetectorsRequest, call) => {
			const ids = call.world.guardDuty.detectors.filter(detector => isHere(detector, call)).map(({id}) => id);
			const page = call.page(ids, {token: input.NextToken, size: input.MaxResults, maximum: 50});
			return {DetectorIds: page.items, NextToken: page.next};
		}),
		reads(guardduty.GetDetector$, (input: GetDetectorRequest, call) => {
			const {accountId, createdAt} = detectorOf(input, call);
			return {
				Status: 'ENABLED',
				ServiceRole: `arn:aws:iam::${accountId}:role/aws-service-role/guardduty.amazonaws.com/AWSServiceRoleForAmazonGuardDuty`,
				FindingPublishingFrequency: 'FIFTEEN_MINUTES',
				CreatedAt: new Date(createdAt).toISOString(),
				UpdatedAt: new Date(createdAt).toISOString(),
				Features: [],
				Tags: {},
			};
		}),
		reads(guardduty.ListFindings$, (input: ListFindingsRequest, call) => {
			const found = sorted(filtered(visibleFindings(input, call), input.FindingCriteria), input.SortCriteria);
			const ids = found.map(({Id}) => Id);
			const page = call.page(ids, {
				token: input.NextToken || undefined,
				size: sizeOf(input.MaxResults),
				maximum: FINDINGS_MAXIMUM,
				emptyFirst: true,
			});
			return {FindingIds: page.items, NextToken: page.next ?? ''};
		}),
		reads(guardduty.GetFindings$, (input: GetFindingsRequest, call) => {
			const ids = new Set(input.FindingIds);
			if (ids.size === 0 || ids.size > FINDINGS_MAXIMUM) throw badRequest('the parameter findingIds has an invalid number of values.');
			const found = visibleFindings(input, call).filter(({Id}) => Id !== undefined && ids.has(Id));
			return {Findings: sorted(found, input.SortCriteria)};
		}),
		reads(guardduty.ListOrganizationAdminAccounts$, (input: ListOrganizationAdminAccountsRequest, call) => {
			const {organization, guardDuty} = call.world;
			if (call.accountId !== organization.managementAccountId) {
				throw badRequest('the current account is not the management account of the organization.');
			}
			const administrators = guardDuty.detectors.length === 0 ? [] : [{AdminAccountId: guardDuty.administratorId, AdminStatus: 'ENABLED'}];
			const page = call.page(administrators, {token: input.NextToken, size: input.MaxResults, maximum: 50});
			return {AdminAccounts: page.items, NextToken: page.next};
		}),
		reads(guardduty.GetAdministratorAccount$, (input: GetAdministratorAccountRequest, call) => {
			const {accountId, createdAt} = detectorOf(input, call);
			const {administratorId} = call.world.guardDuty;
			if (accountId === administratorId) return {};
			return {Administrator: {AccountId: administratorId, RelationshipStatus: 'Enabled', InvitedAt: new Date(createdAt).toISOString()}};
		}),
	],
});

function isHere(detector: Detector, call: Call): boolean {
	return detector.accountId === call.accountId && detector.region === call.region;
}

/** Detectors belong to one account in one region, and answer there alone. */
function detectorOf(input: {DetectorId?: string | undefined}, call: Call): Detector {
	const detector = call.world.guardDuty.detectors.find(({id}) => id === input.DetectorId);
	if (detector === undefined || !isHere(detector, call)) throw badRequest('the input detectorId is not owned by the current account.');
	return detector;
}

/** An account sees its own findings; the delegated administrator sees everybody's. */
function visibleFindings(input: {DetectorId?: string | undefined}, call: Call) {
	const {accountId, region} = detectorOf(input, call);
	const {findings, administratorId} = call.world.guardDuty;
	return findings.filter(finding => finding.Region === region && (accountId === administratorId || finding.AccountId === accountId));
}

function sizeOf(maxResults: number | undefined): number | undefined {
	if (maxResults !== undefined && (maxResults < 1 || maxResults > FINDINGS_MAXIMUM)) {
		throw badRequest('the parameter maxResults is outside the accepted range.');
	}
	return maxResults;
}
