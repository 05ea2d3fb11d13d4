import type {Service} from './services/service.ts';
import {AwsFault} from './wire/fault.ts';
import {accountOf, type Credential} from './world/principals.ts';

/** How services say that too much was asked at once, by their prefix; the others as the JSON protocols do. */
const WORDS: Readonly<Record<string, {readonly code: string; readonly status: number}>> = {
	organizations: {code: 'TooManyRequestsException', status: 400},
	ec2: {code: 'RequestLimitExceeded', status: 503},
	s3: {code: 'SlowDown', status: 503},
	iam: {code: 'Throttling', status: 400},
	sts: {code: 'Throttling', status: 400},
};

/** Services that take nothing more from an account for a while, because somebody else uses up its share. */
export class Throttles {
	readonly #until = new Map<string, {readonly accountId: string; readonly at: number}>();

	throttle(prefix: string, accountId: string, until: number): void {
		this.#until.set(prefix, {accountId, at: until});
	}

	/** How this call is turned away, if it is. */
	holds({prefix}: Pick<Service, 'prefix'>, {principal}: Credential, now: number): AwsFault | undefined {
		const held = this.#until.get(prefix);
		if (held === undefined || held.at <= now || held.accountId !== accountOf(principal)) return undefined;
		const {code, status} = WORDS[prefix] ?? {code: 'ThrottlingException', status: 400};
		return new AwsFault(code, 'Rate exceeded', {status});
	}
}
