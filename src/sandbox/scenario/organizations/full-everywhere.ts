import {derive} from '../derive.ts';
import {s3Discovery} from '../s3-discovery.ts';
import type {ServiceControlPolicyData} from '../scenario.ts';
import {guardrails} from './guardrails.ts';

const {rootId, units, accounts} = s3Discovery.organization;
const below = [...units, ...accounts].map(({id}) => id);
const everywhere = guardrails(8, [rootId, ...below]);
const lastSlot: ServiceControlPolicyData = {
	id: 'p-guardrail0',
	name: 'keep-the-directory',
	description: '',
	document: {Version: '2012-10-17', Statement: [{Effect: 'Deny', Action: 'ds:DeleteDirectory', Resource: '*'}]},
	// The root's last slot is taken by the base's own policy.
	targets: below,
};

/** The root, every unit and every account have ten policies. */
export const fullEverywhere = derive(s3Discovery, {
	name: 'full-everywhere',
	rehearsal: {
		...s3Discovery.rehearsal,
		title: 'no room anywhere',
		story: [
			...s3Discovery.rehearsal.story,
			'The root, every unit and every account of the organization have as many service control policies attached as AWS allows.',
		],
	},
	organization: {policies: [...everywhere, lastSlot]},
});
