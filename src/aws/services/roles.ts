import {
	type EvaluationResult,
	GetAccessKeyLastUsedCommand,
	GetRoleCommand,
	IAMClient,
	SimulatePrincipalPolicyCommand,
} from '@aws-sdk/client-iam';
import {Problem} from '../../problem.ts';
import type {Caller, Role, RolesPort} from '../ports.ts';
import {awsSaid, incompleteAnswer} from '../problems.ts';
import type {Sdk} from '../sdk.ts';
import {everyPage} from '../wire/paging.ts';
import type {RoleSessions} from './role-sessions.ts';

const noEntity = (error: unknown): boolean => awsSaid(error, 'NoSuchEntity', 'NoSuchEntityException');

/** IAM, where roles and keys are looked up. */
export function rolesPort(sdk: Sdk, sessions: RoleSessions, caller: () => Promise<Caller>): RolesPort {
	async function role(accountId: string, RoleName: string): Promise<Role | undefined> {
		const client = sdk.client('IAM', IAMClient, {identity: await sessions.identityIn(accountId)});
		try {
			const {Role} = await client.send(new GetRoleCommand({RoleName}));
			if (!Role?.Arn || !Role.RoleId) throw incompleteAnswer('iam:GetRole');
			// IAM documents 3,600 seconds as the maximum of a role that nobody set one for.
			return {
				arn: Role.Arn,
				name: RoleName,
				roleId: Role.RoleId,
				path: Role.Path ?? '/',
				maxSessionDuration: Role.MaxSessionDuration ?? 3600,
			};
		} catch (error) {
			if (noEntity(error)) return undefined;
			throw error;
		}
	}

	async function userOfAccessKey(AccessKeyId: string): Promise<string | undefined> {
		try {
			const {UserName} = await sdk.client('IAM', IAMClient).send(new GetAccessKeyLastUsedCommand({AccessKeyId}));
			return UserName;
		} catch (error) {
			if (noEntity(error)) return undefined;
			throw error;
		}
	}

	/** The simulator takes users and roles, not sessions; a role's ARN with its path. */
	async function policySource(): Promise<string | undefined> {
		const {arn, accountId} = await caller();
		if (arn.split(':')[5]?.startsWith('user/')) return arn;
		const roleName = /:assumed-role\/([^/]+)\//.exec(arn)?.[1];
		return roleName === undefined ? undefined : (await role(accountId, roleName))?.arn;
	}

	async function simulate(PolicySourceArn: string, ActionNames: string[]): Promise<EvaluationResult[]> {
		return everyPage('iam:SimulatePrincipalPolicy', async Marker => {
			const answer = await sdk.client('IAM', IAMClient).send(new SimulatePrincipalPolicyCommand({PolicySourceArn, ActionNames, Marker}));
			return {items: answer.EvaluationResults, next: answer.IsTruncated ? answer.Marker : undefined};
		});
	}

	return {
		role,
		userOfAccessKey,
		rolesUnder: async () => {
			throw new Error('not built');
		},
		inlinePoliciesOf: async () => {
			throw new Error('not built');
		},
		simulate: async () => {
			throw new Error('not built');
		},
		responderMay: async actions => {
			try {
				const source = await policySource();
				if (source === undefined) return undefined;
				const results = await simulate(source, [...actions]);
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
