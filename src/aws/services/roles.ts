import {
	type ContextEntry,
	type EvaluationResult,
	GetAccessKeyLastUsedCommand,
	GetRoleCommand,
	GetRolePolicyCommand,
	IAMClient,
	type Role as IamRole,
	ListRolePoliciesCommand,
	ListRolesCommand,
	type PolicyEvaluationDecisionType,
	SimulatePrincipalPolicyCommand,
} from '@aws-sdk/client-iam';
import {Problem} from '../../problem.ts';
import type {Caller, InlinePolicy, Role, RolesPort, Simulation} from '../ports.ts';
import {awsSaid, incompleteAnswer} from '../problems.ts';
import type {Sdk} from '../sdk.ts';
import {everyPage, markerOf} from '../wire/paging.ts';
import type {RoleSessions} from './role-sessions.ts';

const decisions: Readonly<Record<PolicyEvaluationDecisionType, 'allowed' | 'explicit-deny' | 'implicit-deny'>> = {
	allowed: 'allowed',
	explicitDeny: 'explicit-deny',
	implicitDeny: 'implicit-deny',
};

const noEntity = (error: unknown): boolean => awsSaid(error, 'NoSuchEntity', 'NoSuchEntityException');

/** IAM, where roles and keys are looked up. */
export function rolesPort(sdk: Sdk, sessions: RoleSessions, caller: () => Promise<Caller>): RolesPort {
	const clientIn = async (accountId: string) => sdk.client('IAM', IAMClient, {identity: await sessions.identityIn(accountId)});

	async function role(accountId: string, RoleName: string): Promise<Role | undefined> {
		const client = await clientIn(accountId);
		const answer = await unlessMissing(client.send(new GetRoleCommand({RoleName})));
		return answer && roleFrom('iam:GetRole', answer.Role);
	}

	async function rolesUnder(accountId: string, PathPrefix: string): Promise<readonly Role[]> {
		const client = await clientIn(accountId);
		const roles = await everyPage('iam:ListRoles', async Marker => {
			const answer = await client.send(new ListRolesCommand({PathPrefix, Marker}));
			return {items: answer.Roles, next: markerOf('iam:ListRoles', answer)};
		});
		return roles.map(found => roleFrom('iam:ListRoles', found));
	}

	async function inlinePoliciesOf(accountId: string, RoleName: string): Promise<readonly InlinePolicy[] | undefined> {
		const client = await clientIn(accountId);
		const names = await unlessMissing(
			everyPage('iam:ListRolePolicies', async Marker => {
				const answer = await client.send(new ListRolePoliciesCommand({RoleName, Marker}));
				return {items: answer.PolicyNames, next: markerOf('iam:ListRolePolicies', answer)};
			}),
		);
		const policies = await Promise.all(
			(names ?? []).map(async (PolicyName): Promise<InlinePolicy | undefined> => {
				// What was removed since it was listed is not there.
				const answer = await unlessMissing(client.send(new GetRolePolicyCommand({RoleName, PolicyName})));
				return answer && {name: PolicyName, document: decoded(answer.PolicyDocument)};
			}),
		);
		return names && policies.filter(policy => policy !== undefined);
	}

	async function userOfAccessKey(AccessKeyId: string): Promise<string | undefined> {
		const answer = await unlessMissing(sdk.client('IAM', IAMClient).send(new GetAccessKeyLastUsedCommand({AccessKeyId})));
		return answer?.UserName;
	}

	/** The simulator takes users and roles, not sessions; a role's ARN with its path. */
	async function policySource(): Promise<string | undefined> {
		const {arn, accountId} = await caller();
		if (arn.split(':')[5]?.startsWith('user/')) return arn;
		const roleName = /:assumed-role\/([^/]+)\//.exec(arn)?.[1];
		return roleName === undefined ? undefined : (await role(accountId, roleName))?.arn;
	}

	async function evaluate(
		client: IAMClient,
		PolicySourceArn: string,
		ActionNames: string[],
		ContextEntries?: ContextEntry[],
	): Promise<EvaluationResult[]> {
		return everyPage('iam:SimulatePrincipalPolicy', async Marker => {
			const answer = await client.send(new SimulatePrincipalPolicyCommand({PolicySourceArn, ActionNames, ContextEntries, Marker}));
			return {items: answer.EvaluationResults, next: markerOf('iam:SimulatePrincipalPolicy', answer)};
		});
	}

	async function simulate({accountId, roleArn, action, context}: Simulation): Promise<'allowed' | 'explicit-deny' | 'implicit-deny'> {
		const [result, ...more] = await evaluate(await clientIn(accountId), roleArn, [action], contextEntries(context));
		const decision = result?.EvalDecision;
		const isForAction = more.length === 0 && result?.EvalActionName?.toLowerCase() === action.toLowerCase();
		if (!isForAction || !decision || !Object.hasOwn(decisions, decision)) throw incompleteAnswer('iam:SimulatePrincipalPolicy');
		return decisions[decision];
	}

	return {
		role,
		rolesUnder,
		inlinePoliciesOf,
		userOfAccessKey,
		simulate,
		responderMay: async actions => {
			try {
				const source = await policySource();
				if (source === undefined) return undefined;
				const results = await evaluate(sdk.client('IAM', IAMClient), source, [...actions]);
				return Object.fromEntries(
					results.flatMap(({EvalActionName, EvalDecision}) =>
						EvalActionName ? [[EvalActionName, EvalDecision === 'allowed' ? ('allowed' as const) : ('denied' as const)]] : [],
					),
				);
			} catch (error) {
				// Advice only: a simulator that does not answer takes nothing away.
				if (error instanceof Problem) return undefined;
				throw error;
			}
		},
	};
}

/** Undefined when IAM has nothing of that name. */
async function unlessMissing<Answer>(asked: Promise<Answer>): Promise<Answer | undefined> {
	try {
		return await asked;
	} catch (error) {
		if (noEntity(error)) return undefined;
		throw error;
	}
}

function roleFrom(call: string, role: IamRole | undefined): Role {
	if (!role?.Arn || !role.RoleId || !role.RoleName) throw incompleteAnswer(call);
	// IAM documents 3,600 seconds as the maximum of a role that nobody set one for.
	const {Arn, RoleName, RoleId, Path = '/', MaxSessionDuration = 3600} = role;
	return {arn: Arn, name: RoleName, roleId: RoleId, path: Path, maxSessionDuration: MaxSessionDuration};
}

/** IAM sends policies percent-encoded as RFC 3986 says (IAM API, GetRolePolicy): a plus sign is a plus sign. */
function decoded(document: string | undefined): string {
	if (!document) throw incompleteAnswer('iam:GetRolePolicy');
	try {
		return decodeURIComponent(document);
	} catch {
		throw incompleteAnswer('iam:GetRolePolicy');
	}
}

function contextEntries(context: Readonly<Record<string, string>>): ContextEntry[] {
	return Object.entries(context).map(([ContextKeyName, value]) => ({
		ContextKeyName,
		ContextKeyValues: [value],
		ContextKeyType: ContextKeyName.toLowerCase() === 'aws:tokenissuetime' ? 'date' : 'string',
	}));
}
