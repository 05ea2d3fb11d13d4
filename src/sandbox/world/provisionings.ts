import type {Clock} from '../../clock.ts';
import type {PolicyDocument} from '../authorization/policy.ts';
import type {PermissionSet} from './identity-center.ts';
import type {Ids} from './ids.ts';
import type {Role} from './principals.ts';
import {INLINE_POLICY_NAME} from './reserved-roles.ts';

/** How long a write of a permission set stands in the way of the next, in milliseconds. AWS gives no figure. */
const WRITE_SPREADS_MS = {minimum: 500, maximum: 1500};

export interface ProvisioningOptions {
	/** How long one role takes. */
	readonly minimumMs: number;
	readonly maximumMs: number;
	/** Provisionings end well, and no role is changed. */
	readonly changesNothing: boolean;
	/** Whether every provisioning of this permission set ends FAILED. */
	fails(permissionSetName: string): boolean;
}

/** A role that a provisioning is to change. */
export interface Target {
	readonly role: Role;
	/** Why it must not be changed; absent when it may. */
	readonly refusal?: string | undefined;
}

/** One ProvisionPermissionSet. */
export interface Provisioning {
	readonly id: string;
	readonly permissionSet: PermissionSet;
	/** Absent when it was asked for in all accounts. */
	readonly accountId: string | undefined;
	/** Milliseconds since the epoch. */
	readonly startedAt: number;
	readonly updates: readonly RoleUpdate[];
	/** Its place among the writes and provisionings. */
	readonly sequence: number;
}

interface RoleUpdate {
	readonly role: Role;
	/** The permission set's inline policy when the provisioning was asked for; undefined when there was none. */
	readonly inlinePolicy: string | undefined;
	readonly endsAt: number;
	readonly failure: string | undefined;
}

export interface ProvisioningState {
	readonly status: 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED';
	readonly failureReason?: string;
}

/**
 * Brings permission sets to the roles they stand for, in its own time: nothing runs in the background, whatever is due by the clock takes
 * effect when `settle` is called. In one account one role is updated at a time, the others queue; accounts do not wait for each other.
 */
export class Provisionings {
	readonly #clock: Clock;
	readonly #ids: Ids;
	readonly #options: ProvisioningOptions;
	readonly #all = new Map<string, Provisioning>();
	/** The last write of each permission set, by ARN. */
	readonly #writes = new Map<string, {readonly sequence: number; readonly spreadBy: number}>();
	#unsettled: RoleUpdate[] = [];
	#sequence = 0;

	constructor(clock: Clock, ids: Ids, options: ProvisioningOptions) {
		this.#clock = clock;
		this.#ids = ids;
		this.#options = options;
	}

	/** Changes the roles whose time has come. Must be called before roles are looked at. */
	settle(): void {
		const now = this.#clock.now();
		const due = this.#unsettled.filter(({endsAt}) => endsAt <= now);
		this.#unsettled = this.#unsettled.filter(({endsAt}) => endsAt > now);
		if (this.#options.changesNothing) return;
		for (const {role, inlinePolicy, failure} of due) {
			if (failure !== undefined) continue;
			if (inlinePolicy === undefined) role.inlinePolicies.delete(INLINE_POLICY_NAME);
			else role.inlinePolicies.set(INLINE_POLICY_NAME, JSON.parse(inlinePolicy) as PolicyDocument);
		}
	}

	/** Must be called when a permission set was changed. */
	written({arn}: PermissionSet): void {
		const sequence = this.#next();
		const {minimum, maximum} = WRITE_SPREADS_MS;
		this.#writes.set(arn, {sequence, spreadBy: this.#after(`permission-set-write/${sequence}`, minimum, maximum)});
	}

	/** Whether the last write of a permission set has not reached every host of Identity Center. */
	isSpreading({arn}: PermissionSet): boolean {
		return (this.#writes.get(arn)?.spreadBy ?? 0) > this.#clock.now();
	}

	/** Begins a provisioning. The state of the permission set at this moment is what the roles will get. */
	start(permissionSet: PermissionSet, targets: readonly Target[], accountId?: string): Provisioning {
		const sequence = this.#next();
		const updates = targets.map(({role, refusal}): RoleUpdate => {
			const {minimumMs, maximumMs} = this.#options;
			const free = Math.max(
				this.#clock.now(),
				...this.#unsettled.filter(one => one.role.accountId === role.accountId).map(one => one.endsAt),
			);
			const endsAt = this.#after(`provisioning/${sequence}/${role.accountId}`, minimumMs, maximumMs, free);
			const failure = this.#options.fails(permissionSet.name) ? 'The role could not be updated.' : refusal;
			return {role, inlinePolicy: permissionSet.inlinePolicy, endsAt, failure};
		});
		this.#unsettled.push(...updates);
		const provisioning = {id: this.#ids.uuid(), permissionSet, accountId, startedAt: this.#clock.now(), updates, sequence};
		this.#all.set(provisioning.id, provisioning);
		return provisioning;
	}

	get(id: string): Provisioning | undefined {
		return this.#all.get(id);
	}

	/** Every provisioning, oldest first. */
	get all(): readonly Provisioning[] {
		return [...this.#all.values()];
	}

	get running(): number {
		return this.all.filter(provisioning => this.stateOf(provisioning).status === 'IN_PROGRESS').length;
	}

	stateOf({updates}: Provisioning): ProvisioningState {
		const now = this.#clock.now();
		if (updates.some(({endsAt}) => endsAt > now)) return {status: 'IN_PROGRESS'};
		const failed = updates.find(({failure}) => failure !== undefined);
		return failed?.failure === undefined ? {status: 'SUCCEEDED'} : {status: 'FAILED', failureReason: failed.failure};
	}

	/** Whether what an account has of a permission set is its last state, as far as Identity Center knows. */
	isLatest({arn}: PermissionSet, accountId: string): boolean {
		const write = this.#writes.get(arn);
		if (write === undefined) return true;
		const now = this.#clock.now();
		return this.all.some(
			({permissionSet, sequence, updates}) =>
				permissionSet.arn === arn &&
				sequence > write.sequence &&
				updates.some(({role, endsAt, failure}) => role.accountId === accountId && endsAt <= now && failure === undefined),
		);
	}

	#next(): number {
		this.#sequence += 1;
		return this.#sequence;
	}

	#after(label: string, minimum: number, maximum: number, from = this.#clock.now()): number {
		return from + minimum + this.#ids.fraction(label) * (maximum - minimum);
	}
}
