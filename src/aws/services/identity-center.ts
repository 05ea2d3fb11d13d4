import {Problem} from '../../problem.ts';
import type {IdentityCenterInstance, IdentityCenterPort} from '../ports.ts';
import {AwsProblem} from '../problems.ts';
import {allRegions, partitionOfRegion} from '../regions.ts';
import type {Sdk} from '../sdk.ts';
import {identityStore} from './identity-store.ts';
import {ssoAdmin} from './sso-admin.ts';

/** What a region answers that is switched off, does not have the service, or cannot be reached: Identity Center may be in another one. */
const elsewhere: ReadonlySet<string> = new Set([
	'credentials-refused',
	'region-not-enabled',
	'unreachable',
	'timeout',
	'not-supported',
	'not-what-aws-sends',
]);

/** Of these, what a region that has it answers as well when something stands in between. */
const mayHideIt: ReadonlySet<string> = new Set(['unreachable', 'timeout', 'not-what-aws-sends']);

/** AWS, or what stands in its place, refused. An answer that came and lacks what AWS always sends may be half of the one looked for. */
const isElsewhere = (failure: Problem): boolean => failure instanceof AwsProblem && elsewhere.has(failure.code);

/**
 * IAM Identity Center with its identity store.
 * @param managementAccount the organization's management account, which owns the organization's instance; undefined when it cannot be known
 */
export function identityCenterPort(
	sdk: Sdk,
	regions: readonly string[],
	managementAccount: () => Promise<string | undefined>,
): IdentityCenterPort {
	const {instancesIn, assignmentsOf, permissionSet} = ssoAdmin(sdk);

	/** An account may have an instance of its own, which assigns no access to accounts. */
	async function organizationInstanceIn(region: string): Promise<IdentityCenterInstance | undefined> {
		const instances = await instancesIn(region);
		if (instances.length === 0) return undefined;
		const owner = await managementAccount();
		return instances.find(({ownerAccountId}) => ownerAccountId === undefined || owner === undefined || ownerAccountId === owner);
	}

	async function instance(): Promise<IdentityCenterInstance | undefined> {
		const {region} = sdk.settings;
		const failures: Problem[] = [];
		/** In the regions that the responder works in, where it is most likely to be. */
		const hidden: Problem[] = [];
		let answered = false;
		const lookIn = async (candidate: string): Promise<IdentityCenterInstance | undefined> => {
			try {
				const found = await organizationInstanceIn(candidate);
				answered = true;
				return found;
			} catch (error) {
				if (!(error instanceof Problem)) throw error;
				failures.push(error);
				if (mayHideIt.has(error.code) && (candidate === region || regions.includes(candidate))) hidden.push(error);
				return undefined;
			}
		};
		const asked = new Set<string>();
		for (const round of [[region], regions, allRegions(partitionOfRegion(region))]) {
			const candidates = round.filter(candidate => !asked.has(candidate));
			for (const candidate of candidates) asked.add(candidate);
			const found = await firstFound(candidates.map(lookIn));
			if (found) return found;
		}
		// A region that was kept from answering may hold the instance: "there is none" would be a guess.
		const kept = failures.find(failure => !isElsewhere(failure)) ?? hidden[0] ?? (answered ? undefined : failures[0]);
		if (kept) throw kept;
		return undefined;
	}

	return {instance, assignmentsOf, permissionSet, ...identityStore(sdk)};
}

/** The first to find something, without waiting for the slower ones; undefined when none does. */
async function firstFound<T>(looks: readonly Promise<T | undefined>[]): Promise<T | undefined> {
	return new Promise((resolve, reject) => {
		for (const look of looks) look.then(found => found !== undefined && resolve(found), reject);
		Promise.all(looks).then(() => resolve(undefined), reject);
	});
}
