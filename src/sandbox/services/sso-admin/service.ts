import {SSOAdminClient} from '@aws-sdk/client-sso-admin';
import {defineService} from '../service.ts';
import {jsonWords} from '../words.ts';
import {assignments} from './assignments.ts';
import {refuse} from './guards.ts';
import {inlinePolicies} from './inline-policies.ts';
import {instances} from './instances.ts';
import {permissionSets} from './permission-sets.ts';
import {provisioning} from './provisioning.ts';

export const service = defineService({
	name: 'sso-admin',
	prefix: 'sso',
	client: SSOAdminClient,
	words: jsonWords(400, refuse.invalid),
	operations: [...instances, ...permissionSets, ...inlinePolicies, ...provisioning, ...assignments],
});
