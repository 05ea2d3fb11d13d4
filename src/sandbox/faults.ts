import {servedPrefixes} from './services/registry.ts';
import type {Service} from './services/service.ts';

/** A way in which a sandbox goes wrong on purpose. */
export type Fault =
	/** Organizations takes every change of a service control policy, and none ever takes effect. */
	| 'scp-not-enforced'
	/** A deny that a call wrote is enforced without its Condition, in every member account below its target. */
	| 'scp-hits-everyone'
	/** The probe role is allowed nothing. */
	| 'probe-role-powerless'
	/** GuardDuty is switched on nowhere. */
	| 'no-guardduty'
	/** Provisionings of permission sets say SUCCEEDED, and the roles stay as they were. */
	| 'provisioning-changes-nothing'
	/** Every provisioning of a permission set ends FAILED. */
	| 'provisioning-fails'
	/** `provisioning-fails:DataEngineer`: every provisioning of this permission set ends FAILED. */
	| `provisioning-fails:${string}`
	/** `lacks:guardduty`, `lacks:sso-admin:ListInstances`: answered with an HTML 404 page, as an emulator does for what it lacks. */
	| `lacks:${string}`
	/** `deny:organizations:AttachPolicy`: the responder's own role is denied these actions. Wildcards are allowed. */
	| `deny:${string}`;

const WORDS = [
	'scp-not-enforced',
	'scp-hits-everyone',
	'probe-role-powerless',
	'no-guardduty',
	'provisioning-changes-nothing',
	'provisioning-fails',
] as const;

/** How a fault may be written. */
export const FAULT_FORMS = [
	...WORDS,
	'provisioning-fails:<permission set>',
	'lacks:<service>',
	'lacks:<service>:<operation>',
	'deny:<service>:<action>',
] as const;

/** A permission set's name has the form that the Identity Center API gives it (CreatePermissionSet). */
const PARAMETRIC = [/^lacks:([\w-]+)(:\w+)?$/, /^deny:([\w-]+):[\w*?]+$/, /^provisioning-fails:[\w+=,.@-]{1,32}$/];
/** By the prefix of its actions, or by its client package where that is another. */
const SERVICES = [...servedPrefixes, 'sso-admin'];

/** Whether a text names a fault. */
export function isFault(text: string): text is Fault {
	if (WORDS.some(word => word === text)) return true;
	const parts = PARAMETRIC.map(form => form.exec(text)).find(match => match !== null);
	return parts !== undefined && (parts[1] === undefined || SERVICES.includes(parts[1]));
}

/** Whether the sandbox is to lack an operation of a service, named by its client package or by its IAM prefix. */
export function lacks(faults: readonly Fault[], service: Pick<Service, 'name' | 'prefix'>, operation: string): boolean {
	return [service.name, service.prefix].some(name => faults.includes(`lacks:${name}`) || faults.includes(`lacks:${name}:${operation}`));
}

/** The IAM actions that the responder is to be denied. */
export function deniedActions(faults: readonly Fault[]): string[] {
	return faults.flatMap(fault => (fault.startsWith('deny:') ? [fault.slice('deny:'.length)] : []));
}

/** Whether every provisioning of this permission set is to end FAILED. */
export function provisioningFails(faults: readonly Fault[], permissionSetName: string): boolean {
	return faults.includes('provisioning-fails') || faults.includes(`provisioning-fails:${permissionSetName}`);
}
