import {type AuthorizationRequest, matchesStatement, type NamedPolicy} from '../../../src/sandbox/authorization/authorize.ts';
import type {Condition, Statement} from '../../../src/sandbox/authorization/policy.ts';

/** A call by a role session in a member account; `changes` replaces whole members. */
export function aRequest(changes: Partial<AuthorizationRequest> = {}): AuthorizationRequest {
	return {
		account: '222222222222',
		action: 'ec2:DescribeInstances',
		resource: '*',
		context: {'aws:userid': 'AROAEXAMPLEEXAMPLE:test-user'},
		...changes,
	};
}

/** Whether the condition, on an otherwise all-matching statement, holds in this context. */
export function holds(condition: Condition, context: AuthorizationRequest['context'], version?: string): boolean {
	const statement: Statement = {Effect: 'Deny', Action: '*', Resource: '*', Condition: condition};
	return matchesStatement(statement, aRequest({context}), version);
}

export const allowAll: Statement = {Effect: 'Allow', Action: '*', Resource: '*'};

export function aPolicy(id: string, ...statements: Statement[]): NamedPolicy {
	return {id, document: {Version: '2012-10-17', Statement: statements}};
}

export const fullAccess: NamedPolicy = aPolicy('p-FullAWSAccess', allowAll);
