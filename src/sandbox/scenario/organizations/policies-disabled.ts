import {derive} from '../derive.ts';
import {s3Discovery} from '../s3-discovery.ts';

/** All features, and service control policies were never switched on. */
export const policiesDisabled = derive(s3Discovery, {
	name: 'policies-disabled',
	rehearsal: {
		...s3Discovery.rehearsal,
		title: 'service control policies are switched off',
		story: [...s3Discovery.rehearsal.story, 'Nobody has ever switched service control policies on in this organization.'],
	},
	organization: {serviceControlPolicies: 'disabled'},
});
