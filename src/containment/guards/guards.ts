import {detachable} from '../policy/coverage.ts';
import {SCP_CHARACTER_QUOTA} from '../policy/deny-policy.ts';
import type {GuardFacts, GuardResult} from './facts.ts';
import {notYou, protectedPrincipal, whoElse} from './who-is-hit.ts';

/** Policies attached to one root, OU or account, FullAWSAccess among them (Organizations user guide, "Quotas", since 2026-05-15; 5 before). */
export const SCP_ATTACHMENT_QUOTA = 10;

/** Every guard's result, in the order they are shown; no `expected-account` where none was expected. */
export function guardResults(facts: GuardFacts): readonly GuardResult[] {
	return [
		notYou(facts),
		protectedPrincipal(facts),
		whoElse(facts),
		managementAccountCaller(facts),
		featureSet(facts),
		policyType(facts),
		slot(facts),
		size(facts),
		permissions(facts),
		...expectedAccount(facts),
	];
}

function managementAccountCaller({caller, managementAccountId}: GuardFacts): GuardResult {
	if (managementAccountId === undefined)
		return {guard: 'management-account-caller', outcome: 'unknown', data: {callerAccountId: caller.accountId}};
	const outcome = caller.accountId === managementAccountId ? 'pass' : 'warn';
	return {guard: 'management-account-caller', outcome, data: {callerAccountId: caller.accountId, managementAccountId}};
}

function featureSet({featureSet}: GuardFacts): GuardResult {
	if (featureSet === undefined) return {guard: 'feature-set', outcome: 'unknown', data: {}};
	return {guard: 'feature-set', outcome: featureSet === 'ALL' ? 'pass' : 'refuse', data: {featureSet}};
}

function policyType({serviceControlPolicies: state}: GuardFacts): GuardResult {
	if (state === undefined) return {guard: 'policy-type', outcome: 'unknown', data: {}};
	const outcomes = {enabled: 'pass', pending: 'warn', disabled: 'refuse'} as const;
	return {guard: 'policy-type', outcome: outcomes[state], data: {state}};
}

/**
 * A full root is only a warning: the quota has changed before, and AWS knows its own. What cannot be attached is deleted again. So are targets
 * below the root: they cover every account of today, and none that comes or moves tomorrow.
 */
function slot({policiesOnRoot, attachment}: GuardFacts): GuardResult {
	const {way, targetIds} = attachment;
	if (policiesOnRoot === undefined) {
		return {guard: 'slot', outcome: 'unknown', data: {quota: SCP_ATTACHMENT_QUOTA, detachable: [], way, targetIds}};
	}
	const attached = policiesOnRoot.length;
	const fits = way === 'prepared' || (way === 'root' && attached < SCP_ATTACHMENT_QUOTA);
	return {
		guard: 'slot',
		outcome: fits ? 'pass' : 'warn',
		data: {attached, quota: SCP_ATTACHMENT_QUOTA, detachable: detachable(policiesOnRoot), way, targetIds},
	};
}

/** Only a warning: the quota has changed before, and AWS knows its own. */
function size({deny}: GuardFacts): GuardResult {
	const characters = deny.document.length;
	return {guard: 'size', outcome: characters <= SCP_CHARACTER_QUOTA ? 'pass' : 'warn', data: {characters, quota: SCP_CHARACTER_QUOTA}};
}

/** Only a warning: the simulator knows nothing of permissions that are limited to certain resources, and AWS decides. */
function permissions({permissions}: GuardFacts): GuardResult {
	if (permissions === undefined) return {guard: 'permissions', outcome: 'unknown', data: {denied: []}};
	const denied = Object.keys(permissions).filter(action => permissions[action] === 'denied');
	return {guard: 'permissions', outcome: denied.length > 0 ? 'warn' : 'pass', data: {denied}};
}

function expectedAccount({caller, expectedAccountId}: GuardFacts): GuardResult[] {
	if (expectedAccountId === undefined) return [];
	const outcome = expectedAccountId === caller.accountId ? 'pass' : 'refuse';
	return [{guard: 'expected-account', outcome, data: {callerAccountId: caller.accountId, expectedAccountId}}];
}
