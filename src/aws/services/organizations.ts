import {
	AttachPolicyCommand,
	CreatePolicyCommand,
	DeletePolicyCommand,
	DescribeOrganizationCommand,
	DescribePolicyCommand,
	DetachPolicyCommand,
	ListAccountsCommand,
	ListAccountsForParentCommand,
	ListOrganizationalUnitsForParentCommand,
	ListPoliciesCommand,
	ListPoliciesForTargetCommand,
	ListRootsCommand,
	ListTagsForResourceCommand,
	ListTargetsForPolicyCommand,
	type Account as OrganizationsAccount,
	OrganizationsClient,
	type PolicySummary as OrganizationsPolicySummary,
	type Root as OrganizationsRoot,
	UpdatePolicyCommand,
} from '@aws-sdk/client-organizations';
import {type CheckedDeny, checkDeny} from '../../containment/policy/deny-policy.ts';
import {Problem} from '../../problem.ts';
import {text} from '../../text/index.ts';
import type {Accepted, Account, OrganizationsPort, PolicySummary, Root} from '../ports.ts';
import {AwsProblem, awsSaid, incompleteAnswer} from '../problems.ts';
import type {Sdk} from '../sdk.ts';
import {everyPage} from '../wire/paging.ts';

const controlPolicies = 'SERVICE_CONTROL_POLICY';

/** AWS Organizations. Its endpoint is one for each partition; the SDK's endpoint rules find it from any region. */
export function organizationsPort(sdk: Sdk): OrganizationsPort {
	const client = () => sdk.client('Organizations', OrganizationsClient);
	return {
		describe: async () => {
			const {Organization} = await client().send(new DescribeOrganizationCommand({}));
			if (!Organization?.Id || !Organization.MasterAccountId) throw incompleteAnswer('organizations:DescribeOrganization');
			return {
				id: Organization.Id,
				managementAccountId: Organization.MasterAccountId,
				featureSet: Organization.FeatureSet === 'CONSOLIDATED_BILLING' ? 'CONSOLIDATED_BILLING' : 'ALL',
			};
		},
		root: async () => {
			const roots = await everyPage('organizations:ListRoots', async NextToken => {
				const answer = await client().send(new ListRootsCommand({NextToken}));
				return {items: answer.Roots, next: answer.NextToken};
			});
			return rootFrom(roots[0]);
		},
		accounts: async () => {
			const accounts = await everyPage('organizations:ListAccounts', async NextToken => {
				const answer = await client().send(new ListAccountsCommand({NextToken}));
				return {items: answer.Accounts, next: answer.NextToken};
			});
			return accounts.map(account => accountFrom('organizations:ListAccounts', account));
		},
		organizationalUnitsIn: async ParentId => {
			const units = await everyPage('organizations:ListOrganizationalUnitsForParent', async NextToken => {
				const answer = await client().send(new ListOrganizationalUnitsForParentCommand({ParentId, NextToken}));
				return {items: answer.OrganizationalUnits, next: answer.NextToken};
			});
			return units.map(({Id, Name}) => {
				if (!Id) throw incompleteAnswer('organizations:ListOrganizationalUnitsForParent');
				return {id: Id, name: Name ?? Id};
			});
		},
		accountsIn: async ParentId => {
			const accounts = await everyPage('organizations:ListAccountsForParent', async NextToken => {
				const answer = await client().send(new ListAccountsForParentCommand({ParentId, NextToken}));
				return {items: answer.Accounts, next: answer.NextToken};
			});
			return accounts.map(account => accountFrom('organizations:ListAccountsForParent', account));
		},
		policiesOn: async TargetId => {
			const policies = await everyPage('organizations:ListPoliciesForTarget', async NextToken => {
				const answer = await client().send(new ListPoliciesForTargetCommand({TargetId, Filter: controlPolicies, NextToken}));
				return {items: answer.Policies, next: answer.NextToken};
			});
			return policies.map(policy => summaryFrom('organizations:ListPoliciesForTarget', policy));
		},
		policies: async () => {
			const policies = await everyPage('organizations:ListPolicies', async NextToken => {
				const answer = await client().send(new ListPoliciesCommand({Filter: controlPolicies, NextToken}));
				return {items: answer.Policies, next: answer.NextToken};
			});
			return policies.map(policy => summaryFrom('organizations:ListPolicies', policy));
		},
		policy: async PolicyId => {
			try {
				const {Policy} = await client().send(new DescribePolicyCommand({PolicyId}));
				if (!Policy?.PolicySummary || Policy.Content === undefined) throw incompleteAnswer('organizations:DescribePolicy');
				return {...summaryFrom('organizations:DescribePolicy', Policy.PolicySummary), document: Policy.Content};
			} catch (error) {
				if (awsSaid(error, 'PolicyNotFoundException')) return undefined;
				throw error;
			}
		},
		tagsOf: async ResourceId => {
			const tags = await ofPolicy('TargetNotFoundException', () =>
				everyPage('organizations:ListTagsForResource', async NextToken => {
					const answer = await client().send(new ListTagsForResourceCommand({ResourceId, NextToken}));
					return {items: answer.Tags, next: answer.NextToken};
				}),
			);
			return Object.fromEntries(
				tags.map(({Key, Value}) => {
					if (Key === undefined) throw incompleteAnswer('organizations:ListTagsForResource');
					return [Key, Value ?? ''];
				}),
			);
		},
		targetsOf: async PolicyId => {
			const targets = await ofPolicy('PolicyNotFoundException', () =>
				everyPage('organizations:ListTargetsForPolicy', async NextToken => {
					const answer = await client().send(new ListTargetsForPolicyCommand({PolicyId, NextToken}));
					return {items: answer.Targets, next: answer.NextToken};
				}),
			);
			return targets.map(({TargetId}) => {
				if (!TargetId) throw incompleteAnswer('organizations:ListTargetsForPolicy');
				return TargetId;
			});
		},

		createPolicy: async ({name, description, deny, tags}) => {
			const content = lastGate(deny);
			const {Policy, $metadata} = await client().send(
				new CreatePolicyCommand({
					Name: name,
					Description: description,
					Content: content,
					Type: controlPolicies,
					Tags: Object.entries(tags).map(([Key, Value]) => ({Key, Value})),
				}),
			);
			const summary = Policy?.PolicySummary;
			if (!summary?.Id || !summary.Arn) throw incompleteAnswer('organizations:CreatePolicy');
			return {...accepted($metadata), policyId: summary.Id, arn: summary.Arn};
		},
		updatePolicy: async (PolicyId, deny) => {
			const {$metadata} = await client().send(new UpdatePolicyCommand({PolicyId, Content: lastGate(deny)}));
			return accepted($metadata);
		},
		attachPolicy: async (PolicyId, TargetId) => {
			try {
				const {$metadata} = await client().send(new AttachPolicyCommand({PolicyId, TargetId}));
				return accepted($metadata);
			} catch (error) {
				return alreadySo(error, 'DuplicatePolicyAttachmentException');
			}
		},
		detachPolicy: async (PolicyId, TargetId) => {
			try {
				const {$metadata} = await client().send(new DetachPolicyCommand({PolicyId, TargetId}));
				return accepted($metadata);
			} catch (error) {
				return alreadySo(error, 'PolicyNotAttachedException');
			}
		},
		deletePolicy: async PolicyId => {
			try {
				const {$metadata} = await client().send(new DeletePolicyCommand({PolicyId}));
				return accepted($metadata);
			} catch (error) {
				return alreadySo(error, 'PolicyNotFoundException');
			}
		},
	};
}

/** Whatever happened to the value on its way here, only the one shape is ever sent. */
function lastGate(deny: CheckedDeny): string {
	const checked = checkDeny(deny.document);
	if (checked.ok) return checked.deny.document;
	const {message, next} = text.aws.notOurShape(checked.refusal.code);
	throw new Problem('not-our-deny', message, next, 4);
}

const accepted = (metadata: {readonly requestId?: string | undefined}): Accepted => ({requestId: metadata.requestId ?? ''});

/** A listing of a policy's own; a policy that does not exist, by the code that this listing has for it, has nothing. */
async function ofPolicy<Item>(missing: string, list: () => Promise<Item[]>): Promise<Item[]> {
	try {
		return await list();
	} catch (error) {
		if (awsSaid(error, missing)) return [];
		throw error;
	}
}

/** What AWS says when things already are as they should be, the second time a change is sent above all. */
function alreadySo(error: unknown, code: string): Accepted {
	if (awsSaid(error, code) && error instanceof AwsProblem) return {requestId: AwsProblem.saidBy(error).requestId ?? '', already: true};
	throw error;
}

function rootFrom(root: OrganizationsRoot | undefined): Root {
	if (!root?.Id || !root.Arn) throw incompleteAnswer('organizations:ListRoots');
	const type = root.PolicyTypes?.find(({Type}) => Type === controlPolicies);
	const state = type === undefined ? 'disabled' : type.Status === 'ENABLED' ? 'enabled' : 'pending';
	return {id: root.Id, arn: root.Arn, serviceControlPolicies: state};
}

function accountFrom(call: string, {Id, Name, State, Status}: OrganizationsAccount): Account {
	if (!Id) throw incompleteAnswer(call);
	// `Status` is what `State` replaces; endpoints that are not up to date send only the former.
	return {id: Id, name: Name ?? Id, active: (State ?? Status) === 'ACTIVE'};
}

function summaryFrom(call: string, {Id, Arn, Name, Description, AwsManaged}: OrganizationsPolicySummary): PolicySummary {
	if (!Id) throw incompleteAnswer(call);
	return {id: Id, arn: Arn ?? '', name: Name ?? '', description: Description ?? '', awsManaged: AwsManaged === true};
}
