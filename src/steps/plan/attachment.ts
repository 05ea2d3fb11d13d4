import type {PolicySummary, Root} from '../../aws/ports.ts';
import {SCP_ATTACHMENT_QUOTA} from '../../containment/guards/guards.ts';
import {type Coverage, coverage, preparedTag} from '../../containment/policy/coverage.ts';
import type {Plan} from '../../containment/policy/plan.ts';
import {Problem} from '../../problem.ts';
import {text} from '../../text/index.ts';
import type {IncidentWalk} from '../facts.ts';
import {eachOf} from '../looks/look.ts';

export interface ReadAttachment {
	readonly attachment: Pick<Plan, 'way' | 'targetIds' | 'replaces'>;
	/** Of the prepared policy that is filled. */
	readonly preparedName?: string;
	/** By target: ids of the policies attached to it now. */
	readonly policiesOnTargets: Readonly<Record<string, readonly string[]>>;
	readonly onRoot: readonly PolicySummary[];
	/** What would free a slot, where there is none. */
	readonly full: (Coverage & {readonly way: 'none'})['full'];
}

/**
 * Where the deny can be attached, by what is attached now. A root that has room is all that is read. Where nothing has room the root is
 * tried all the same: AWS knows its quota, and what it does not take is deleted again.
 * @param ownPolicyId is not counted: it is what this plan made
 */
export async function readAttachment(walk: IncidentWalk, root: Root, ownPolicyId?: string): Promise<ReadAttachment> {
	const {organization, rootIsFull} = walk.facts;
	const port = walk.ports.organizations;
	// Without the features or the policy type nothing is attached anywhere, and the guards say so.
	const none = organization?.featureSet !== 'ALL' || root.serviceControlPolicies === 'disabled';
	const policiesOn = async (target: string) => (await port.policiesOn(target)).filter(policy => policy.id !== ownPolicyId);
	const onRoot = none ? [] : await walk.read(text.steps.waiting.policiesOnRoot, () => policiesOn(root.id));
	const quota = rootIsFull === true ? Math.min(SCP_ATTACHMENT_QUOTA, onRoot.length) : SCP_ATTACHMENT_QUOTA;
	const atRoot: ReadAttachment = {
		attachment: {way: 'root', targetIds: [root.id]},
		policiesOnTargets: {[root.id]: onRoot.map(policy => policy.id)},
		onRoot,
		full: [],
	};
	if (onRoot.length < quota) return atRoot;
	try {
		return await walk.read(text.steps.waiting.belowRoot, async () => {
			const [units, accounts, prepared] = await Promise.all([
				port.organizationalUnitsIn(root.id),
				port.accountsIn(root.id),
				preparedAmong(walk, onRoot),
			]);
			const kinds = [
				...units.map(({id}) => ({id, kind: 'organizational-unit' as const})),
				...accounts.map(({id}) => ({id, kind: 'account' as const})),
			];
			const children: {id: string; kind: 'organizational-unit' | 'account'; policies: readonly PolicySummary[]}[] = [];
			await eachOf(kinds, 4, async child => {
				children.push({...child, policies: await policiesOn(child.id)});
			});
			const order = new Map(kinds.map(({id}, index) => [id, index]));
			children.sort((a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0));
			const managementAccountId = organization?.managementAccountId ?? '';
			const found = coverage({root: {id: root.id, policies: onRoot}, children, managementAccountId, quota, prepared});
			return attachmentFrom(found, {atRoot, children, prepared});
		});
	} catch (error) {
		if (!(error instanceof Problem)) throw error;
		walk.facts.problems.push(error);
		return atRoot;
	}
}

type Prepared = {readonly id: string; readonly name: string; readonly document: string};

function attachmentFrom(
	found: Coverage,
	read: {
		readonly atRoot: ReadAttachment;
		readonly children: readonly {readonly id: string; readonly policies: readonly PolicySummary[]}[];
		readonly prepared: readonly Prepared[];
	},
): ReadAttachment {
	const {atRoot, children, prepared} = read;
	switch (found.way) {
		case 'root':
			return atRoot;
		case 'prepared': {
			const {policyId, placeholder, targets} = found;
			const name = prepared.find(policy => policy.id === policyId)?.name ?? policyId;
			return {
				...atRoot,
				attachment: {way: 'prepared', targetIds: targets, replaces: {policyId, document: placeholder}},
				preparedName: name,
			};
		}
		case 'below-root':
			return {
				...atRoot,
				attachment: {way: 'below-root', targetIds: found.targets},
				policiesOnTargets: Object.fromEntries(
					children.filter(({id}) => found.targets.includes(id)).map(({id, policies}) => [id, policies.map(policy => policy.id)]),
				),
			};
		case 'none':
			return {...atRoot, full: found.full};
	}
}

/** The policies on the root that were prepared beforehand, by their tag. */
async function preparedAmong(walk: IncidentWalk, onRoot: readonly PolicySummary[]): Promise<readonly Prepared[]> {
	const port = walk.ports.organizations;
	const found: Prepared[] = [];
	for (const {id, name} of onRoot.filter(policy => !policy.awsManaged)) {
		if (!Object.hasOwn(await port.tagsOf(id), preparedTag)) continue;
		const policy = await port.policy(id);
		if (policy !== undefined) found.push({id, name, document: policy.document});
	}
	return found;
}
