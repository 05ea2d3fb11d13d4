import {
	DescribeInstances$,
	type DescribeInstancesRequest,
	DescribeRegions$,
	type DescribeRegionsRequest,
	EC2Client,
	type Filter,
} from '@aws-sdk/client-ec2';
import {AwsFault} from '../wire/fault.ts';
import type {Instance} from '../world/world.ts';
import {defineService, reads} from './service.ts';
import {ec2Words} from './words.ts';

export const service = defineService({
	name: 'ec2',
	prefix: 'ec2',
	client: EC2Client,
	words: ec2Words,
	operations: [
		reads(DescribeInstances$, (input: DescribeInstancesRequest, call) => {
			const here = call.world.instances.filter(({accountId, region}) => accountId === call.accountId && region === call.region);
			const wanted = input.InstanceIds ?? [];
			const unknown = wanted.find(id => !here.some(instance => instance.id === id));
			if (unknown !== undefined)
				throw new AwsFault('InvalidInstanceID.NotFound', `The instance ID '${unknown}' does not exist`, {status: 400});
			const found = here.filter(instance => (wanted.length === 0 || wanted.includes(instance.id)) && passes(instance, input.Filters ?? []));
			dryRun(input.DryRun);
			const page = call.page(found, {token: input.NextToken, size: input.MaxResults, maximum: 1000});
			return {Reservations: page.items.map(reservation), NextToken: page.next};
		}),
		reads(DescribeRegions$, (input: DescribeRegionsRequest, call) => {
			if (input.Filters !== undefined) throw notKnown('DescribeRegions', 'Filters');
			dryRun(input.DryRun);
			const wanted = input.RegionNames ?? call.world.regions;
			const unknown = wanted.find(name => !call.world.regions.includes(name));
			if (unknown !== undefined) throw new AwsFault('InvalidParameterValue', `Invalid region name ${unknown}`, {status: 400});
			return {Regions: wanted.map(name => ({RegionName: name, Endpoint: `ec2.${name}.amazonaws.com`, OptInStatus: 'opt-in-not-required'}))};
		}),
	],
});

function passes(instance: Instance, filters: readonly Filter[]): boolean {
	return filters.every(({Name, Values = []}) => {
		if (Name === 'instance-id') return Values.includes(instance.id);
		if (Name === 'tag:Name') return Values.includes(instance.name);
		if (Name === 'instance-state-name') return Values.includes('running');
		throw notKnown('DescribeInstances', `the filter ${Name ?? ''}`);
	});
}

/** EC2 answers a dry run that would have gone through with an error of its own. */
function dryRun(asked: boolean | undefined): void {
	if (asked) throw new AwsFault('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', {status: 412});
}

function notKnown(operation: string, what: string): AwsFault {
	return new AwsFault('NotImplemented', `The sandbox does not know ec2:${operation} with ${what}.`, {status: 501});
}

function reservation(instance: Instance) {
	return {
		OwnerId: instance.accountId,
		Instances: [
			{
				InstanceId: instance.id,
				InstanceType: instance.type,
				LaunchTime: new Date(instance.launchedAt),
				PrivateIpAddress: instance.privateIp,
				State: {Code: 16, Name: 'running'},
				...(instance.profileArn !== undefined && {IamInstanceProfile: {Arn: instance.profileArn}}),
				Tags: [{Key: 'Name', Value: instance.name}],
			},
		],
	};
}
