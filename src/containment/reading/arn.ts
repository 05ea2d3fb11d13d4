/** The parts of an ARN of one of the partitions this program knows. */
export interface Arn {
	readonly partition: 'aws' | 'aws-cn' | 'aws-us-gov';
	readonly service: string;
	readonly region: string;
	readonly accountId: string;
	/** Everything after the fifth colon. */
	readonly resource: string;
}

/** Undefined for anything that is not an ARN of a partition this program knows. */
export function readArn(text: string): Arn | undefined {
	const [prefix, partition, service = '', region = '', accountId = '', ...resource] = text.split(':');
	if (prefix !== 'arn' || resource.length === 0) return undefined;
	if (partition !== 'aws' && partition !== 'aws-cn' && partition !== 'aws-us-gov') return undefined;
	return {partition, service, region, accountId, resource: resource.join(':')};
}

/** The last part of a path such as `role/aws-reserved/sso.amazonaws.com/<name>`. */
export function lastPart(path: string): string {
	return path.slice(path.lastIndexOf('/') + 1);
}
