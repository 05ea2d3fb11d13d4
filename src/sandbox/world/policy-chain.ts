import type {NamedPolicy, PolicyLevel} from '../authorization/authorize.ts';
import {type PolicyDocument, statementsOf} from '../authorization/policy.ts';
import {type Organization, pathTo, policiesOf, targetsOf} from './organization.ts';
import type {AttachedPolicy, NodePolicies, Place, Propagation} from './propagation.ts';

/** Which service control policies are in force where, and the only way to change that so that it takes its time. */
export class PolicyChain {
	readonly #organization: Organization;
	readonly #propagation: Propagation;
	/** Denies that calls wrote lose their conditions: the mistake that takes a whole company down. */
	readonly #losesConditions: boolean;
	readonly #documents = new Map<string, PolicyDocument>();

	constructor(organization: Organization, propagation: Propagation, losesConditions: boolean) {
		this.#organization = organization;
		this.#propagation = propagation;
		this.#losesConditions = losesConditions;
	}

	/** The levels that bind a principal of the place's account; undefined for the management account, which none binds. */
	levels(place: Place): PolicyLevel[] | undefined {
		if (place.accountId === this.#organization.managementAccountId) return undefined;
		return pathTo(this.#organization, place.accountId).flatMap(nodeId => {
			const policies = this.#propagation.seenFrom(place, nodeId, this.#attached(nodeId));
			return policies === undefined ? [] : [{id: nodeId, policies: policies.map(policy => this.#named(policy))}];
		});
	}

	attach(policyId: string, targetId: string): void {
		this.#propagation.changing(targetId, this.#attached(targetId));
		const attached = this.#organization.attachments.get(targetId) ?? new Set();
		this.#organization.attachments.set(targetId, attached.add(policyId));
	}

	detach(policyId: string, targetId: string): void {
		this.#propagation.changing(targetId, this.#attached(targetId));
		this.#organization.attachments.get(targetId)?.delete(policyId);
	}

	/** Replaces a policy's document wherever it is attached. */
	rewrite(policyId: string, content: string): void {
		const policy = this.#organization.policies.get(policyId);
		if (policy === undefined) return;
		for (const targetId of targetsOf(this.#organization, policyId)) this.#propagation.changing(targetId, this.#attached(targetId));
		policy.content = content;
		policy.writtenByCall = true;
	}

	/** Switches service control policies on or off. Off detaches them all; on attaches `p-FullAWSAccess` alone, everywhere. */
	switchOn(on: boolean): void {
		const {root, units, accounts, attachments} = this.#organization;
		const nodes = [root.id, ...units.keys(), ...accounts.keys()];
		for (const nodeId of nodes) this.#propagation.changing(nodeId, this.#attached(nodeId));
		for (const nodeId of nodes) attachments.set(nodeId, new Set(on ? ['p-FullAWSAccess'] : []));
		this.#organization.serviceControlPoliciesEnabled = on;
	}

	#attached(nodeId: string): NodePolicies {
		if (!this.#organization.serviceControlPoliciesEnabled) return undefined;
		return policiesOf(this.#organization, nodeId).map(({id, arn, content, writtenByCall}) => ({id, arn, content, writtenByCall}));
	}

	#named({id, arn, content, writtenByCall}: AttachedPolicy): NamedPolicy {
		const parsed = this.#documents.get(content) ?? (JSON.parse(content) as PolicyDocument);
		this.#documents.set(content, parsed);
		return {id, arn, document: this.#losesConditions && writtenByCall ? withoutDenyConditions(parsed) : parsed};
	}
}

function withoutDenyConditions(document: PolicyDocument): PolicyDocument {
	const statements = statementsOf(document).map(({Condition, ...rest}) =>
		rest.Effect === 'Deny' || Condition === undefined ? rest : {...rest, Condition},
	);
	return {...document, Statement: statements};
}
