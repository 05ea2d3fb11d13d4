import type {IdentityCenterData} from './scenario.ts';

/** Who is in the directory, and what they reach. */
export const identityCenter: IdentityCenterData = {
	region: 'eu-west-1',
	instanceId: 'ssoins-6804a1b2c3d4e5f6',
	identityStoreId: 'd-9067f7d4c0',
	users: [
		{id: '9067f7d4-c0a1-70e8-5d2b-3f6a1c9e8b24', userName: 'test-user', displayName: 'Test User'},
		{id: '9067f7d4-70f1-4c52-9a3e-d81b60c7e935', userName: 'test-user2', displayName: 'Test User'},
		{id: '9067f7d4c0-1b2e7f60-58d4-4e0b-a1c9-6f3d82b7e510', userName: 'test.user', displayName: 'Test User (contractor)', disabled: true},
		{id: '9067f7d4-40b1-70d6-2c8f-e5a903b7d168', userName: 'ops-admin', displayName: 'Operations Administrator'},
		{id: '9067f7d4-e031-70aa-b7d5-19c4f8e26a03', userName: 'data.team+etl', displayName: 'Data Team (ETL)'},
		{id: '9067f7d4-90c1-704b-8e16-a27d5b3f9c08', userName: 'ir-responder', displayName: 'Incident Responder'},
		{id: '9067f7d4-20e1-7093-6ab4-c81f0d7e5392', userName: 'sec-admin', displayName: 'Security Administrator'},
		{id: '9067f7d4-b0d1-7037-f952-4e6a8c1d0b7e', userName: 'break-glass', displayName: 'Break Glass'},
	],
	groups: [
		{id: '9067f7d4-a0f1-70c5-3b8e-7d2f916c0e4a', name: 'data-engineers', members: ['test-user', 'data.team+etl']},
		{id: '9067f7d4-50a1-702d-e6c7-b914f3a8d05c', name: 'platform-admins', members: ['ops-admin', 'break-glass']},
		{id: '9067f7d4-d0b1-7068-1f4a-95e7c3b6280d', name: 'security', members: ['sec-admin', 'ir-responder']},
		{
			id: '9067f7d4-60c1-70f9-a8d3-2c5b7e1f4096',
			name: 'everyone',
			members: ['test-user', 'test-user2', 'ops-admin', 'data.team+etl', 'sec-admin'],
		},
	],
	permissionSets: [
		{
			name: 'AdministratorAccess',
			description: 'Everything, for as short as possible.',
			sessionDuration: 'PT1H',
			managedPolicies: ['AdministratorAccess'],
		},
		{name: 'ReadOnlyAccess', description: 'Look, touch nothing.', sessionDuration: 'PT4H', managedPolicies: ['ReadOnlyAccess']},
		{
			name: 'DataEngineer',
			description: 'Buckets, tables and the jobs that fill them.',
			sessionDuration: 'PT12H',
			managedPolicies: ['ReadOnlyAccess'],
			inlinePolicy: {
				Version: '2012-10-17',
				Statement: [
					{Sid: 'Data', Effect: 'Allow', Action: ['s3:*', 'glue:*', 'athena:*', 'sts:AssumeRole'], Resource: '*'},
					{Sid: 'KeepTheLake', Effect: 'Deny', Action: 's3:DeleteBucket', Resource: '*'},
				],
			},
		},
	],
	assignments: [
		{account: '444444444444', permissionSet: 'DataEngineer', user: 'test-user'},
		{account: '777777777777', permissionSet: 'AdministratorAccess', user: 'test-user'},
		{account: '444444444444', permissionSet: 'DataEngineer', group: 'data-engineers'},
		{account: '555555555555', permissionSet: 'ReadOnlyAccess', group: 'data-engineers'},
		{account: '666666666666', permissionSet: 'DataEngineer', group: 'data-engineers'},
		{account: '777777777777', permissionSet: 'ReadOnlyAccess', group: 'everyone'},
		{account: '111111111111', permissionSet: 'AdministratorAccess', group: 'platform-admins'},
		{account: '444444444444', permissionSet: 'AdministratorAccess', group: 'platform-admins'},
		{account: '222222222222', permissionSet: 'AdministratorAccess', group: 'security'},
		{account: '333333333333', permissionSet: 'ReadOnlyAccess', group: 'security'},
		{account: '666666666666', permissionSet: 'ReadOnlyAccess', user: 'test-user2'},
	],
};
