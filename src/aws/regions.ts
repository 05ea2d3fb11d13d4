import type {Partition} from './ports.ts';

interface PartitionRegions {
	/** Where region-less calls go. */
	readonly home: string;
	/** On in every account. */
	readonly always: readonly string[];
	/** Off until an account opts in. */
	readonly optIn: readonly string[];
}

/**
 * The regions that have both GuardDuty and IAM Identity Center, by partition (AWS General Reference, "Service endpoints and quotas" of the
 * two services; AWS Account Management guide, "Enable or disable AWS Regions"). Static on purpose: asking EC2 for regions would cost more
 * start-up time than every other client together.
 */
const partitions: Readonly<Record<Partition, PartitionRegions>> = {
	aws: {
		home: 'us-east-1',
		always: [
			'us-east-1',
			'us-east-2',
			'us-west-1',
			'us-west-2',
			'eu-west-1',
			'eu-west-2',
			'eu-west-3',
			'eu-central-1',
			'eu-north-1',
			'ap-northeast-1',
			'ap-northeast-2',
			'ap-northeast-3',
			'ap-southeast-1',
			'ap-southeast-2',
			'ap-south-1',
			'ca-central-1',
			'sa-east-1',
		],
		optIn: [
			'af-south-1',
			'ap-east-1',
			'ap-south-2',
			'ap-southeast-3',
			'ap-southeast-4',
			'ap-southeast-5',
			'ap-southeast-7',
			'ca-west-1',
			'eu-central-2',
			'eu-south-1',
			'eu-south-2',
			'il-central-1',
			'me-central-1',
			'me-south-1',
			'mx-central-1',
		],
	},
	'aws-cn': {home: 'cn-north-1', always: ['cn-north-1', 'cn-northwest-1'], optIn: []},
	'aws-us-gov': {home: 'us-gov-west-1', always: ['us-gov-west-1', 'us-gov-east-1'], optIn: []},
};

/** The partition a region belongs to, told by its name. */
export function partitionOfRegion(region: string): Partition {
	if (region.startsWith('cn-')) return 'aws-cn';
	return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

/** `arn:aws-cn:…` → `aws-cn`; undefined for a partition that this program does not know. */
export function partitionOfArn(arn: string): Partition | undefined {
	const partition = arn.split(':')[1];
	return partition === 'aws' || partition === 'aws-cn' || partition === 'aws-us-gov' ? partition : undefined;
}

/** The region that calls go to when nobody chose one. */
export function homeRegion(partition: Partition): string {
	return partitions[partition].home;
}

/** The regions that are on in every account of the partition. */
export function regionsAlwaysOn(partition: Partition): readonly string[] {
	return partitions[partition].always;
}

/** Every region of the partition, those an account must opt in to included. */
export function allRegions(partition: Partition): readonly string[] {
	return [...partitions[partition].always, ...partitions[partition].optIn];
}
