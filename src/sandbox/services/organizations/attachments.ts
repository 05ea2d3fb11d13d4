import {
	AttachPolicy$,
	type AttachPolicyRequest,
	DetachPolicy$,
	type DetachPolicyRequest,
	DisablePolicyType$,
	type DisablePolicyTypeRequest,
	EnablePolicyType$,
	type EnablePolicyTypeRequest,
} from '@aws-sdk/client-organizations';
import type {Organization} from '../../world/organization.ts';
import {type Call, writes} from '../service.ts';
import {refuse} from './faults.ts';
import {writableBy} from './guards.ts';
import {policyContext, policyNamed, policyResource, requireType, targetNamed} from './policies.ts';
import {rootOutput} from './structure.ts';

/** Policies attached to one root, unit or account; Organizations user guide, "Quotas for AWS Organizations" (since 2026-05). */
const ATTACHMENT_QUOTA = 10;

/** Putting policies into force and taking them out again. */
export const attachments = [
	writes(
		AttachPolicy$,
		(input: AttachPolicyRequest, call) => {
			writableBy(call);
			const policy = policyNamed(call, input.PolicyId);
			const targetId = targetNamed(call, input.TargetId);
			requireEnabled(call);
			const attached = call.world.organization.attachments.get(targetId) ?? new Set();
			if (attached.has(policy.id)) throw refuse.duplicateAttachment();
			if (attached.size >= ATTACHMENT_QUOTA) {
				throw refuse.constraint(
					'MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED',
					'You have attached the maximum number of policies to the specified target.',
				);
			}
			call.chain.attach(policy.id, targetId);
			return {};
		},
		{resource: policyResource, context: policyContext},
	),
	writes(
		DetachPolicy$,
		(input: DetachPolicyRequest, call) => {
			writableBy(call);
			const policy = policyNamed(call, input.PolicyId);
			const targetId = targetNamed(call, input.TargetId);
			const attached = call.world.organization.attachments.get(targetId) ?? new Set();
			if (!attached.has(policy.id)) throw refuse.notAttached();
			if (attached.size === 1) {
				throw refuse.constraint(
					'MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED',
					'You cannot remove the last policy attached to the specified target. You must have at least one attached at all times.',
				);
			}
			call.chain.detach(policy.id, targetId);
			return {};
		},
		{resource: policyResource, context: policyContext},
	),
	writes(EnablePolicyType$, (input: EnablePolicyTypeRequest, call) => {
		const organization = requireRoot(call, input.RootId);
		requireType(call, input.PolicyType);
		if (organization.serviceControlPoliciesEnabled) throw refuse.typeAlreadyEnabled();
		call.chain.switchOn(true);
		return {Root: rootOutput(organization)};
	}),
	writes(DisablePolicyType$, (input: DisablePolicyTypeRequest, call) => {
		const organization = requireRoot(call, input.RootId);
		requireEnabled(call);
		requireType(call, input.PolicyType);
		call.chain.switchOn(false);
		return {Root: rootOutput(organization)};
	}),
];

function requireEnabled({world: {organization}}: Call): void {
	if (!organization.serviceControlPoliciesEnabled) throw refuse.typeNotEnabled();
}

function requireRoot(call: Call, rootId: string | undefined): Organization {
	writableBy(call);
	const {organization} = call.world;
	if (rootId !== organization.root.id) throw refuse.rootNotFound();
	return organization;
}
