import {
	DeleteInlinePolicyFromPermissionSetCommand,
	DescribePermissionSetProvisioningStatusCommand,
	GetInlinePolicyForPermissionSetCommand,
	ListPermissionSetProvisioningStatusCommand,
	ListPermissionSetsProvisionedToAccountCommand,
	ProvisionPermissionSetCommand,
	PutInlinePolicyToPermissionSetCommand,
	SSOAdminClient,
	type StatusValues,
} from '@aws-sdk/client-sso-admin';
import {checkMerge, type MergedInlinePolicy} from '../../containment/management-account/inline-policy.ts';
import {Problem} from '../../problem.ts';
import {text} from '../../text/index.ts';
import type {Accepted, IdentityCenterInstance, PermissionSetsPort, Provisioning} from '../ports.ts';
import {AwsProblem, awsSaid, incompleteAnswer} from '../problems.ts';
import type {Sdk} from '../sdk.ts';
import {everyPage} from '../wire/paging.ts';

const states: Readonly<Record<StatusValues, Provisioning['state']>> = {
	IN_PROGRESS: 'in-progress',
	SUCCEEDED: 'succeeded',
	FAILED: 'failed',
};

/** Permission sets' inline policies, and their provisioning to accounts, by way of the instance's own region. */
export function permissionSetsPort(sdk: Sdk): PermissionSetsPort {
	const clientIn = (region: string) => sdk.client('SSO Admin', SSOAdminClient, {region});

	async function inlinePolicy({arn, region}: IdentityCenterInstance, PermissionSetArn: string): Promise<string> {
		const {InlinePolicy} = await clientIn(region).send(new GetInlinePolicyForPermissionSetCommand({InstanceArn: arn, PermissionSetArn}));
		// AWS sends the empty text for none. Taking half an answer for none would end in a restore that destroys the original.
		if (InlinePolicy === undefined) throw incompleteAnswer('sso:GetInlinePolicyForPermissionSet');
		return InlinePolicy;
	}

	async function put({arn, region}: IdentityCenterInstance, PermissionSetArn: string, InlinePolicy: string): Promise<Accepted> {
		const {$metadata} = await clientIn(region).send(
			new PutInlinePolicyToPermissionSetCommand({InstanceArn: arn, PermissionSetArn, InlinePolicy}),
		);
		return {requestId: $metadata.requestId ?? ''};
	}

	async function remove(instance: IdentityCenterInstance, PermissionSetArn: string): Promise<Accepted> {
		try {
			const {$metadata} = await clientIn(instance.region).send(
				new DeleteInlinePolicyFromPermissionSetCommand({InstanceArn: instance.arn, PermissionSetArn}),
			);
			return {requestId: $metadata.requestId ?? ''};
		} catch (error) {
			if (!(error instanceof AwsProblem) || !awsSaid(error, 'ResourceNotFoundException')) throw error;
			// The permission set itself may be what is not there: looking again says so.
			if ((await inlinePolicy(instance, PermissionSetArn)) !== '') throw error;
			return {requestId: AwsProblem.saidBy(error).requestId ?? '', already: true};
		}
	}

	return {
		provisionedIn: async ({arn, region}, AccountId) =>
			everyPage('sso:ListPermissionSetsProvisionedToAccount', async NextToken => {
				const answer = await clientIn(region).send(
					new ListPermissionSetsProvisionedToAccountCommand({InstanceArn: arn, AccountId, MaxResults: 100, NextToken}),
				);
				return {items: answer.PermissionSets, next: answer.NextToken};
			}),
		inlinePolicy,
		provisioning: async ({arn, region}, ProvisionPermissionSetRequestId) => {
			const {PermissionSetProvisioningStatus: status} = await clientIn(region).send(
				new DescribePermissionSetProvisioningStatusCommand({InstanceArn: arn, ProvisionPermissionSetRequestId}),
			);
			if (!status?.Status || !Object.hasOwn(states, status.Status)) throw incompleteAnswer('sso:DescribePermissionSetProvisioningStatus');
			return {state: states[status.Status], ...(status.FailureReason ? {reason: status.FailureReason} : {})};
		},
		provisioningsSince: async ({arn: InstanceArn, region}, permissionSetArn, accountId, since) => {
			const client = clientIn(region);
			const all = await everyPage('sso:ListPermissionSetProvisioningStatus', async NextToken => {
				const answer = await client.send(new ListPermissionSetProvisioningStatusCommand({InstanceArn, MaxResults: 100, NextToken}));
				return {items: answer.PermissionSetsProvisioningStatus, next: answer.NextToken};
			});
			// The listing names no permission set. AWS's times are whole seconds on some of its pages.
			const recent = all.filter(({CreatedDate}) => CreatedDate !== undefined && CreatedDate.getTime() >= since - 1000);
			const whole = await Promise.all(
				recent.map(({RequestId}) =>
					client.send(new DescribePermissionSetProvisioningStatusCommand({InstanceArn, ProvisionPermissionSetRequestId: RequestId})),
				),
			);
			return whole.flatMap(({PermissionSetProvisioningStatus: status}) =>
				status?.RequestId !== undefined && status.PermissionSetArn === permissionSetArn && status.AccountId === accountId
					? [status.RequestId]
					: [],
			);
		},

		putInlinePolicy: async (instance, permissionSetArn, merged) => put(instance, permissionSetArn, lastGate(merged)),
		restoreInlinePolicy: async (instance, permissionSetArn, saved) =>
			saved === '' ? remove(instance, permissionSetArn) : put(instance, permissionSetArn, saved),
		provision: async ({arn, region}, PermissionSetArn, TargetId) => {
			const {PermissionSetProvisioningStatus: status, $metadata} = await clientIn(region).send(
				new ProvisionPermissionSetCommand({InstanceArn: arn, PermissionSetArn, TargetType: 'AWS_ACCOUNT', TargetId}),
			);
			if (!status?.RequestId) throw incompleteAnswer('sso:ProvisionPermissionSet');
			return {requestId: $metadata.requestId ?? '', provisioningId: status.RequestId};
		},
	};
}

/** Whatever happened to the value on its way here, only the saved policy with our deny added to it is ever sent. */
function lastGate(merged: MergedInlinePolicy): string {
	if (checkMerge(merged)) return merged.document;
	const {message, next} = text.aws.notOurMerge();
	throw new Problem('not-our-deny', message, next, 4);
}
