import {foldJournal} from '../../../src/incident/fold.ts';
import type {Json} from '../../../src/runbook/json.ts';
import type {Sandbox} from '../../../src/sandbox/sandbox.ts';
import {incidentTag} from '../../../src/steps/applying/made.ts';
import {type Incident, incidentId, type WalkedThrough} from '../support.ts';

type Values = Readonly<Record<string, Json | undefined>>;

/** What of the world a walk might change, by what it is. */
export function snapshotOf({world}: Sandbox): ReadonlyMap<string, string> {
	const {organization, identityCenter, roles, credentials} = world;
	return new Map<string, string>([
		...[...organization.policies].map(
			([id, {name, content, tags}]) => [`policy ${id}`, JSON.stringify([name, content, [...tags]])] as const,
		),
		...[...organization.attachments].flatMap(([target, ids]) => [...ids].map(id => [`attachment ${id} ${target}`, ''] as const)),
		...[...identityCenter.permissionSets].map(([arn, {inlinePolicy}]) => [`permission set ${arn}`, String(inlinePolicy)] as const),
		...[...roles].map(
			([arn, {inlinePolicies, trustPolicy}]) => [`role ${arn}`, JSON.stringify([[...inlinePolicies], trustPolicy])] as const,
		),
		...[...credentials.values()]
			.filter(({sessionToken}) => sessionToken === undefined)
			.map(({accessKeyId, inactive}) => [`key ${accessKeyId}`, String(inactive === true)] as const),
		['assignments', JSON.stringify([identityCenter.assignments, identityCenter.memberships, [...identityCenter.users]])],
	]);
}

/** What is not as it was, and that no intent of the journal speaks of. */
export function otherwiseThanBefore(before: ReadonlyMap<string, string>, {sandbox, journal}: Incident): string[] {
	const after = snapshotOf(sandbox);
	const changed = [...new Set([...before.keys(), ...after.keys()])].filter(key => before.get(key) !== after.get(key));
	const intents = [...foldJournal(journal).writes].map(([key, {intent}]) => ({key, intent: (intent ?? {}) as Values}));
	const said = (name: RegExp, holds: (intent: Values) => boolean) => intents.some(one => name.test(one.key) && holds(one.intent));
	const {policies} = sandbox.world.organization;
	const isOurs = (id: string) => policies.get(id)?.tags.get(incidentTag) === incidentId;
	return changed
		.filter(key => {
			const [kind, ...rest] = key.split(' ');
			const [id = '', target = ''] = rest;
			switch (kind) {
				case 'policy':
					if (!before.has(key)) return !(isOurs(id) && said(/create-policy/, intent => intent.policyName === policies.get(id)?.name));
					return !said(/fill-prepared-policy/, intent => intent.policyId === id && intent.document === policies.get(id)?.content);
				case 'attachment':
					return !said(/attach-policy/, intent => intent.policyId === id && intent.targetId === target);
				case 'permission':
					return !said(/put-inline-policy/, intent => intent.permissionSet === rest.at(-1) && intent.document === after.get(key));
				case 'role':
					return !said(/provision/, intent => key.includes(`AWSReservedSSO_`) && key.includes(String(intent.accountId)));
				case 'key':
					return !said(/set-inactive/, intent => intent.accessKeyId === id);
				default:
					return true;
			}
		})
		.map(key => `changed and in no intent: ${key}`);
}

/** Changes that went through more than once: the same request twice, or two policies for one incident. */
export function twice({sandbox}: WalkedThrough, done: readonly string[]): string[] {
	const {policies} = sandbox.world.organization;
	const made = [...policies.values()].filter(policy => policy.tags.get(incidentTag) === incidentId).length;
	const again = done.filter((request, index) => done.indexOf(request) !== index);
	return [...(made > 1 ? [`${made} policies were made`] : []), ...again.map(request => `went through twice: ${request.slice(0, 200)}`)];
}

/** What the walk left in AWS and does not speak of at its end. */
export function leftUnsaid({result, facts, last, sandbox}: WalkedThrough): string[] {
	const said = JSON.stringify([result.problems, result.policy, result.accessKeysInactive, result.managementAccount.sets, last]);
	const {organization, identityCenter, credentials} = sandbox.world;
	const unsaid: string[] = [];
	for (const {id, name, tags} of organization.policies.values()) {
		if (tags.get(incidentTag) === incidentId && !said.includes(id) && !said.includes(name)) unsaid.push(`the policy ${name}`);
	}
	for (const [target, ids] of organization.attachments) {
		const ours = [...ids].some(id => organization.policies.get(id)?.tags.get(incidentTag) === incidentId);
		if (ours && !facts.undone && facts.applied === undefined && facts.attaching !== true) unsaid.push(`attached to ${target}`);
	}
	for (const {arn, name, inlinePolicy} of identityCenter.permissionSets.values()) {
		if (inlinePolicy?.includes('Tourniquet') && !said.includes(name) && !said.includes(arn)) unsaid.push(`the inline policy of ${name}`);
	}
	for (const {accessKeyId, inactive} of credentials.values()) {
		if (inactive === true && !said.includes(accessKeyId)) unsaid.push(`the access key ${accessKeyId}`);
	}
	return unsaid.map(what => `left behind without a word: ${what}`);
}
