import {OrganizationsClient} from '@aws-sdk/client-organizations';
import {defineService} from '../service.ts';
import {jsonWords} from '../words.ts';
import {attachments} from './attachments.ts';
import {refuse} from './faults.ts';
import {policies} from './policies.ts';
import {structure} from './structure.ts';

export const service = defineService({
	name: 'organizations',
	prefix: 'organizations',
	client: OrganizationsClient,
	words: jsonWords(
		400,
		message => refuse.input('INVALID_PATTERN', message),
		() => refuse.input('INVALID_PAGINATION_TOKEN', 'You provided a NextToken that is not valid.'),
	),
	operations: [...structure, ...policies, ...attachments],
});
