import type {OrganizationData} from '../../scenario/scenario.ts';
import {type Organization, organizationArn} from '../organization.ts';
import {type Beginning, LONG_AGO_MS} from './beginning.ts';

const FULL_ACCESS = {
	id: 'p-FullAWSAccess',
	arn: 'arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess',
	name: 'FullAWSAccess',
	description: 'Allows access to every operation',
	content: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}',
	awsManaged: true,
	writtenByCall: false,
};

/**
 * The tree, with `p-FullAWSAccess` and the scenario's own policies attached where service control policies are switched on. That an
 * organization with consolidated billing alone lists no policies at all is an inference: none of AWS's pages says what it lists.
 */
export function buildOrganization(data: OrganizationData, {now}: Beginning): Organization {
	const {featureSet = 'ALL'} = data;
	const enabled = featureSet === 'ALL' && data.serviceControlPolicies !== 'disabled';
	const organization: Organization = {
		id: data.id,
		featureSet,
		managementAccountId: data.managementAccount,
		root: {id: data.rootId, name: 'Root'},
		serviceControlPoliciesEnabled: enabled,
		units: new Map(data.units.map(({id, name, parent}) => [id, {id, name, parentId: parent}])),
		accounts: new Map(
			data.accounts.map(({id, name, parent, suspended = false}) => [
				id,
				{id, name, email: `aws+${name}@example.com`, parentId: parent, joinedAt: now - LONG_AGO_MS, suspended},
			]),
		),
		policies: new Map(featureSet === 'ALL' ? [[FULL_ACCESS.id, {...FULL_ACCESS, tags: new Map()}]] : []),
		attachments: new Map(),
		delegatedAdministrators: new Map(data.delegatedAdministrators.map(({account, services}) => [account, services])),
	};
	for (const nodeId of [organization.root.id, ...organization.units.keys(), ...organization.accounts.keys()]) {
		organization.attachments.set(nodeId, new Set(enabled ? [FULL_ACCESS.id] : []));
	}
	for (const {id, name, description, document, targets, tags = {}} of featureSet === 'ALL' ? data.policies : []) {
		const content = JSON.stringify(document);
		const arn = organizationArn(organization, 'policy', id);
		const policy = {id, arn, name, description, content, awsManaged: false, tags: new Map(Object.entries(tags)), writtenByCall: false};
		organization.policies.set(id, policy);
		for (const target of enabled ? targets : []) organization.attachments.get(target)?.add(id);
	}
	return organization;
}
