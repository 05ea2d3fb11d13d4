import type {Service} from './service.ts';

/** Each service in a module of its own, so that no client is loaded before somebody calls it. By signing name. */
const MODULES: Readonly<Record<string, () => Promise<{readonly service: Service}>>> = {
	organizations: () => import('./organizations/service.ts'),
	guardduty: () => import('./guardduty/service.ts'),
	sso: () => import('./sso-admin/service.ts'),
	identitystore: () => import('./identitystore.ts'),
	sts: () => import('./sts/service.ts'),
	iam: () => import('./iam/service.ts'),
	ec2: () => import('./ec2.ts'),
	s3: () => import('./s3.ts'),
	cloudtrail: () => import('./cloudtrail/service.ts'),
};

/** The services that the sandbox has, by the prefix of their IAM actions, which is what each of them signs for as well. */
export const servedPrefixes: readonly string[] = Object.keys(MODULES);

/** The service that a request was signed for; undefined for one the sandbox does not have. */
export async function serviceFor(signingName: string): Promise<Service | undefined> {
	const load = Object.hasOwn(MODULES, signingName) ? MODULES[signingName] : undefined;
	return (await load?.())?.service;
}
