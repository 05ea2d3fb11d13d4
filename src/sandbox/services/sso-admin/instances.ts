import {DescribeInstance$, type DescribeInstanceRequest, ListInstances$, type ListInstancesRequest} from '@aws-sdk/client-sso-admin';
import {type Call, reads} from '../service.ts';
import {instanceNamed} from './guards.ts';

/** Finding the instance. */
export const instances = [
	reads(ListInstances$, (input: ListInstancesRequest, call) => {
		const {identityCenter} = call.world;
		const found = call.region === identityCenter.region ? [instanceOutput(call)] : [];
		const page = call.page(found, {token: input.NextToken, size: input.MaxResults, maximum: 10});
		return {Instances: page.items, NextToken: page.next};
	}),
	reads(DescribeInstance$, (input: DescribeInstanceRequest, call) => {
		instanceNamed(input, call);
		return {...instanceOutput(call), PermissionSetsEnabled: true};
	}),
];

function instanceOutput({world: {identityCenter, organization}}: Call) {
	return {
		InstanceArn: identityCenter.instanceArn,
		IdentityStoreId: identityCenter.identityStoreId,
		OwnerAccountId: organization.managementAccountId,
		CreatedDate: new Date(identityCenter.createdAt),
		Status: 'ACTIVE',
		PrimaryRegion: identityCenter.region,
		Regions: [{RegionName: identityCenter.region, Status: 'ACTIVE'}],
	};
}
