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

/** The service that a request was signed for; undefined for one the sandbox does not have. */
export async function serviceFor(signingName: string): Promise<Service | undefined> {
	const load = Object.hasOwn(MODULES, signingName) ? MODULES[signingName] : undefined;
	return (await load?.())?.service;
}
