import {derive} from '../derive.ts';
import {s3Discovery} from '../s3-discovery.ts';

/** One bill, and no policies of any kind. */
export const consolidatedBilling = derive(s3Discovery, {
	name: 'consolidated-billing',
	rehearsal: {
		...s3Discovery.rehearsal,
		title: 'an organization for one bill only',
		story: [...s3Discovery.rehearsal.story, 'The accounts share a bill and nothing else: all features were never enabled.'],
	},
	organization: {featureSet: 'CONSOLIDATED_BILLING'},
});
