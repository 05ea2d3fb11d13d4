import {Problem} from '../../problem.ts';
import {clean} from '../../text/clean.ts';
import {text} from '../../text/index.ts';
import {homeRegion, partitionOfArn, partitionOfRegion} from '../regions.ts';

type Section = Readonly<Record<string, string | undefined>>;

/** The shared AWS configuration, as it stands in the files now, seen by the profile in use. */
export interface SharedConfig {
	/** The profile that was asked for, by flag or by AWS_PROFILE; undefined when nobody asked for one. */
	readonly profile: string | undefined;
	/** A profile's settings; config and credentials files together, the credentials file wins. */
	settings(profile: string): Section;
	/** A section that is not a profile: `services.local`, `sso-session.company`. */
	section(name: string): Section | undefined;
}

/**
 * Reads the shared configuration files anew; the SDK's own copies are refreshed by it, so that what it reads later agrees.
 * A profile that was asked for and does not exist is an `unknown-profile` problem, even when the environment holds credentials.
 */
export async function readSharedConfig(asked: string | undefined): Promise<SharedConfig> {
	const {loadSharedConfigFiles} = await import('./shared-files.ts');
	const {configFile, credentialsFile} = await loadSharedConfigFiles({ignoreCache: true});
	const own = (file: Readonly<Record<string, Section>>, name: string) => (Object.hasOwn(file, name) ? file[name] : undefined);
	const profile = asked || process.env.AWS_PROFILE || undefined;
	const names = [
		...new Set([
			...Object.keys(configFile).filter(name => !name.includes('.') || !/^(services|sso-session)\./.test(name)),
			...Object.keys(credentialsFile),
		]),
	];
	if (profile !== undefined && !names.includes(profile)) {
		const {message, next} = text.aws.unknownProfile(
			clean(profile),
			nearest(profile, names).map(name => clean(name)),
		);
		throw new Problem('unknown-profile', message, next, 5);
	}
	return {
		profile,
		settings: name => ({...own(configFile, name), ...own(credentialsFile, name)}),
		section: name => own(configFile, name),
	};
}

/**
 * The region that calls go to, as every AWS tool finds it: the flag, AWS_REGION, AWS_DEFAULT_REGION, the profile's `region`.
 * Without any, the home region of the partition that the profile's role or sign-in points to.
 */
export function regionOf(config: SharedConfig, asked: string | undefined): string {
	const settings = config.settings(config.profile ?? 'default');
	const region = asked || process.env.AWS_REGION || process.env.AWS_DEFAULT_REGION || settings.region;
	if (region) return region;
	const signIn = settings.sso_region ?? config.section(`sso-session.${settings.sso_session ?? ''}`)?.sso_region;
	return homeRegion(partitionOfArn(settings.role_arn ?? '') ?? (signIn === undefined ? 'aws' : partitionOfRegion(signIn)));
}

/** The region, when it can be part of a host name; a `bad-region` problem otherwise. */
export function checkedRegion(region: string): string {
	if (/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(region)) return region;
	const {message, next} = text.aws.badRegion(clean(region));
	throw new Problem('bad-region', message, next, 2);
}

/**
 * Where a service's calls go instead of AWS's own endpoint, as every AWS tool finds it: AWS_ENDPOINT_URL_<SERVICE>, AWS_ENDPOINT_URL,
 * the profile's `services` section, the profile's `endpoint_url`; none of them when they are to be ignored.
 * @param serviceId the SDK's service id: `SSO Admin`
 */
export function endpointOf(config: SharedConfig, serviceId: string): string | undefined {
	const settings = config.settings(config.profile ?? 'default');
	const ignored = process.env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS ?? settings.ignore_configured_endpoint_urls;
	if (ignored?.toLowerCase() === 'true') return undefined;
	const name = serviceId.replaceAll(' ', '_');
	for (const variable of [`AWS_ENDPOINT_URL_${name.toUpperCase()}`, 'AWS_ENDPOINT_URL']) {
		const address = process.env[variable];
		if (address) return checkedEndpoint(address, variable);
	}
	const fromServices =
		settings.services === undefined ? undefined : servicesSection(config, settings.services)[`${name.toLowerCase()}.endpoint_url`];
	const address = fromServices ?? settings.endpoint_url;
	return address ? checkedEndpoint(address, `endpoint_url (${clean(config.profile ?? 'default')})`) : undefined;
}

function servicesSection(config: SharedConfig, name: string): Section {
	const section = config.section(`services.${name}`);
	if (section) return section;
	const {message, next} = text.aws.noServicesSection(clean(name));
	throw new Problem('no-services-section', message, next, 5);
}

function checkedEndpoint(address: string, source: string): string {
	if (URL.canParse(address) && /^https?:$/.test(new URL(address).protocol)) return address;
	const {message, next} = text.aws.badEndpoint(source);
	throw new Problem('bad-endpoint', message, next, 2);
}

/** What renews the credentials in use: the sign-in command of the profile that a chain of `source_profile`s ends in. */
export function signInFor(config: SharedConfig): string {
	if (config.profile === undefined && process.env.AWS_ACCESS_KEY_ID) return text.aws.signInAnyhow;
	let profile = config.profile ?? 'default';
	const seen = new Set<string>();
	for (let settings = config.settings(profile); !seen.has(profile); settings = config.settings(profile)) {
		seen.add(profile);
		if (settings.sso_session || settings.sso_start_url) return text.aws.signInWithSso(clean(profile));
		if (settings.login_session) return text.aws.signInWithLogin(clean(profile));
		if (!settings.source_profile) break;
		profile = settings.source_profile;
	}
	return config.profile === undefined ? text.aws.signInAnyhow : text.aws.signInToProfile(clean(config.profile));
}

/** Up to three names that look like what was typed, the likeliest first. */
function nearest(typed: string, names: readonly string[]): string[] {
	const wanted = typed.toLowerCase();
	return names
		.map(name => ({name, distance: name.toLowerCase().includes(wanted) ? 1 : distance(wanted, name.toLowerCase())}))
		.filter(({name, distance}) => distance <= Math.max(2, Math.floor(name.length / 2)))
		.sort((a, b) => a.distance - b.distance || a.name.localeCompare(b.name))
		.slice(0, 3)
		.map(({name}) => name);
}

/** Levenshtein distance. */
function distance(a: string, b: string): number {
	let row = Array.from({length: b.length + 1}, (_, column) => column);
	for (const [line, letter] of [...a].entries()) {
		const next = [line + 1];
		for (let column = 0; column < b.length; column++) {
			const replaced = (row[column] ?? 0) + (letter === b[column] ? 0 : 1);
			next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
		}
		row = next;
	}
	return row[b.length] ?? 0;
}
