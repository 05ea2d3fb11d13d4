import {derive} from '../derive.ts';
import {s3Discovery} from '../s3-discovery.ts';
import type {ServiceControlPolicyData} from '../scenario.ts';
import {guardrails} from './guardrails.ts';

const {rootId, policies} = s3Discovery.organization;

/** A deny for nobody, attached beforehand so that an update is all it takes: Identity Center user guide, "Use a Deny policy". */
const prepared: ServiceControlPolicyData = {
	id: 'p-prepared01',
	name: 'tourniquet-prepared',
	description: 'Denies nobody until an incident needs it.',
	document: {
		Version: '2012-10-17',
		Statement: [
			{
				Effect: 'Deny',
				Action: '*',
				Resource: '*',
				Condition: {StringEquals: {'identitystore:UserId': '00000000-0000-0000-0000-000000000000'}},
			},
		],
	},
	targets: [rootId],
	tags: {'tourniquet:prepared': 'true'},
};

/** The root has ten policies, and one of them was prepared for this day. */
export const preparedPolicy = derive(s3Discovery, {
	name: 'prepared-policy',
	rehearsal: {
		...s3Discovery.rehearsal,
		title: 'a policy prepared beforehand',
		story: [
			...s3Discovery.rehearsal.story,
			'The organization’s root has as many service control policies attached as AWS allows, and one of them was prepared for a night like this.',
		],
	},
	organization: {policies: [prepared, ...guardrails(8 - policies.length, [rootId])]},
});
