import type {PolicyDocument} from '../authorization/policy.ts';

const allow = (...actions: string[]): PolicyDocument => ({
	Version: '2012-10-17',
	Statement: [{Effect: 'Allow', Action: actions, Resource: '*'}],
});

/** AWS managed policies that scenarios use, by name. AdministratorAccess is AWS's own; the others are its gist for the services we have. */
export const managedPolicies: Readonly<Record<string, PolicyDocument>> = {
	AdministratorAccess: allow('*'),
	ReadOnlyAccess: allow(
		...['ec2', 's3', 'iam', 'guardduty', 'organizations', 'sso', 'identitystore', 'cloudtrail', 'kms', 'logs'].flatMap(service => [
			`${service}:Describe*`,
			`${service}:Get*`,
			`${service}:List*`,
		]),
	),
};
