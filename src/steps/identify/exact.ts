import type {Principal} from '../../containment/principal/principal.ts';
import {deniableOf, type NotDeniable} from '../../containment/principal/subject.ts';
import {Problem} from '../../problem.ts';
import type {Json} from '../../runbook/json.ts';
import type {Block} from '../../runbook/views.ts';
import {text} from '../../text/index.ts';
import type {ExactSubject, IncidentWalk} from '../facts.ts';
import {accountLabel} from '../looks/accounts.ts';

/**
 * A principal that a service control policy can name by one whole `aws:userid`, with that id looked up where it was not given; or why it
 * cannot. Recorded once: who it was when the deny was decided stands when the walk is resumed.
 */
export async function resolveExact(walk: IncidentWalk, principal: Principal): Promise<ExactSubject | NotDeniable> {
	try {
		return (await walk.observe('exact', text.steps.waiting.exactId, async () => {
			const managementAccountId = walk.facts.organization?.managementAccountId ?? '';
			const given = deniableOf(principal, managementAccountId);
			const whole = !given.ok && given.why.code === 'no-unique-id' ? await withId(walk, principal) : principal;
			const result = whole === principal ? given : deniableOf(whole, managementAccountId);
			if (!result.ok) throw new Hopeless(result.why);
			return {principal: whole, deniable: result.deniable} as unknown as Json;
		})) as unknown as ExactSubject;
	} catch (error) {
		if (error instanceof Hopeless) return error.why;
		throw error;
	}
}

class Hopeless extends Error {
	constructor(readonly why: NotDeniable) {
		super(why.code);
	}
}

/** The unique id that a name stands for now. Names are given again; ids are not, and only they are compared. */
async function withId(walk: IncidentWalk, principal: Principal): Promise<Principal> {
	const {accountId} = principal;
	if (accountId === undefined) return principal;
	try {
		if (principal.kind === 'iam-user' && principal.userName !== undefined) {
			const {userName} = principal;
			const user = await walk.read(text.steps.waiting.iamUser, () => walk.ports.accessKeys.user(accountId, userName));
			return user === undefined ? principal : {...principal, userId: user.userId};
		}
		if ((principal.kind === 'role-session' || principal.kind === 'instance-role') && principal.roleName !== undefined) {
			const {roleName} = principal;
			const role = await walk.read(text.steps.waiting.role, () => walk.ports.roles.role(accountId, roleName));
			return role === undefined ? principal : {...principal, roleId: role.roleId};
		}
	} catch (error) {
		if (!(error instanceof Problem)) throw error;
		walk.facts.problems.push(error);
	}
	return principal;
}

export function exactBlocks(walk: IncidentWalk, {principal, deniable}: ExactSubject): Block[] {
	const {exactUserId, accountId} = deniable;
	const rows = [
		{label: text.steps.who.rows.kind, value: text.containment.principalKind(principal)},
		{label: text.steps.who.rows.account, value: accountLabel(walk.facts, accountId)},
		{label: text.steps.who.rows.exactId, value: exactUserId},
		...(!('accessKeyId' in principal) || principal.accessKeyId === undefined
			? []
			: [{label: text.steps.who.rows.accessKey, value: principal.accessKeyId}]),
	];
	const warning = text.steps.who.exactWarning(principal);
	return [{kind: 'facts', rows}, ...(warning === undefined ? [] : [{kind: 'paragraph' as const, tone: 'danger' as const, text: warning}])];
}
