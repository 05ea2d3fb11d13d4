import {text} from '../../text/index.ts';
import {once} from '../once.ts';
import type {CredentialProvider, RequestHandler, Sdk} from '../sdk.ts';
import {serviceIds} from './endpoints.ts';
import {endpointOf, readSharedConfig, regionOf, signInFor} from './profiles.ts';

/** In place of the network and of the machine's configuration: the rehearsal's sandbox. */
export interface Transport {
	readonly requestHandler: RequestHandler;
	readonly credentials: CredentialProvider;
	readonly region: string;
}

/** Where calls go and who signs them. */
export interface Surroundings {
	readonly region: string;
	readonly requestHandler?: RequestHandler;
	endpoint(serviceId: string): string | undefined;
	/** What renews the credentials. */
	readonly signIn: string;
	/** Every call of this makes a chain of its own, which keeps what it found. */
	credentials(sdk: Sdk): CredentialProvider;
}

export interface Asked {
	readonly profile?: string;
	readonly region?: string;
	readonly mfaCode?: (serial: string) => Promise<string>;
}

export function surroundingsOf({requestHandler, credentials, region}: Transport, asked: Asked): Surroundings {
	return {
		region: asked.region ?? region,
		requestHandler,
		endpoint: () => undefined,
		signIn: text.aws.signInAnyhow,
		credentials: () => credentials,
	};
}

/** The machine's own: environment and shared configuration, as the files are now. */
export async function machineSurroundings({profile, region, mfaCode}: Asked): Promise<Surroundings> {
	const config = await readSharedConfig(profile);
	const signIn = signInFor(config);
	// A wrong address should stop before anything else was tried.
	for (const serviceId of serviceIds) endpointOf(config, serviceId);
	return {
		region: regionOf(config, region),
		endpoint: serviceId => endpointOf(config, serviceId),
		signIn,
		credentials: sdk => {
			const chain = once(async () => (await import('./credentials.ts')).responderCredentials(sdk, config, signIn, mfaCode));
			const provider: CredentialProvider = async properties => (await chain.get())(properties);
			// The SDK would keep them a second time, by the machine's time instead of the clock.
			return Object.assign(provider, {memoized: true});
		},
	};
}
