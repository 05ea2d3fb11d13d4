import type {RoleToAssume} from '../lazy-ports.ts';
import type {Caller} from '../ports.ts';
import type {Identity, Sdk} from '../sdk.ts';

/** A session is replaced this long before it ends, in milliseconds. */
const margin = 5 * 60 * 1000;

interface HeldSession {
	readonly identity: Identity;
	readonly expiresAt: number;
}

/** Sessions of one role in other accounts: one for each account, kept until shortly before it expires. */
export class RoleSessions {
	readonly #held = new Map<string, Promise<HeldSession>>();

	constructor(
		private readonly sdk: Sdk,
		private readonly caller: () => Promise<Caller>,
		private readonly role: RoleToAssume,
	) {}

	/** Who signs calls that must be made in an account: the responder in their own, the role elsewhere. */
	async identityIn(accountId: string): Promise<Identity> {
		const caller = await this.caller();
		if (accountId === caller.accountId) return this.sdk.responder;
		const held = this.#held.get(accountId);
		if (held) {
			const session = await held;
			if (session.expiresAt - margin > this.sdk.settings.clock.now()) return session.identity;
		}
		const assuming = this.#assume(accountId, caller);
		this.#held.set(accountId, assuming);
		assuming.catch(() => this.#held.get(accountId) === assuming && this.#held.delete(accountId));
		return (await assuming).identity;
	}

	/** Forgets every session, so that the next one is assumed with new credentials. */
	forget(): void {
		this.#held.clear();
	}

	async #assume(accountId: string, {partition}: Caller): Promise<HeldSession> {
		const {assumeRole} = await import('./assume-role.ts');
		const {expiration, ...credentials} = await assumeRole(this.sdk, {
			RoleArn: `arn:${partition}:iam::${accountId}:role/${this.role.name}`,
			RoleSessionName: 'tourniquet',
			DurationSeconds: 3600,
			...(this.role.externalId === undefined ? {} : {ExternalId: this.role.externalId}),
		});
		return {identity: {credentials, accountId}, expiresAt: expiration.getTime()};
	}
}
