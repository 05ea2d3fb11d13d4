import {text} from '../../text/index.ts';

/** Every service that is called, by the SDK's id of it; STS first, because it is asked first. */
export const serviceIds = ['STS', 'Organizations', 'GuardDuty', 'SSO Admin', 'identitystore', 'IAM', 'EC2', 'S3', 'CloudTrail'] as const;
export type ServiceId = (typeof serviceIds)[number];

/**
 * Where calls go that do not go to AWS's own endpoints: the one address that all services share, or else every address with its services.
 * Undefined when all calls go to AWS.
 */
export function endpointsElsewhere(endpoint: (serviceId: ServiceId) => string | undefined): string | undefined {
	const addresses = new Map<string, ServiceId[]>();
	for (const serviceId of serviceIds) {
		const address = endpoint(serviceId);
		if (address !== undefined) addresses.set(address, [...(addresses.get(address) ?? []), serviceId]);
	}
	const elsewhere = [...addresses];
	if (elsewhere.length === 0) return undefined;
	return elsewhere
		.map(([address, services]) => (services.length === serviceIds.length ? address : text.aws.endpointOf(address, services)))
		.join(', ');
}
