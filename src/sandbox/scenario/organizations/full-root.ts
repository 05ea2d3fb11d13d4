import {derive} from '../derive.ts';
import {s3Discovery} from '../s3-discovery.ts';
import {guardrails} from './guardrails.ts';

const {rootId, policies} = s3Discovery.organization;

/** The root has ten policies: `p-FullAWSAccess`, the base's own and eight more. One member account lies directly below it. */
export const fullRoot = derive(s3Discovery, {
	name: 'full-root',
	rehearsal: {
		...s3Discovery.rehearsal,
		title: 'no room at the root',
		story: [
			...s3Discovery.rehearsal.story,
			'The organization’s root has as many service control policies attached as AWS allows. The units below it have room.',
		],
	},
	organization: {
		policies: guardrails(9 - policies.length, [rootId]),
		accounts: [{id: '888888888888', name: 'newcomer', parent: rootId}],
	},
});
