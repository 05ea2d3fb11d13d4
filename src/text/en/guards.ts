import type {AccountsAsked, GuardName, GuardResult, MatchedBy, SameId, SessionSeen} from '../../containment/guards/facts.ts';
import {agree, count, few} from './words.ts';

/** What each guard looks at, in two words. */
export const guardTitles: Record<GuardName, string> = {
	'not-you': 'Your own session',
	'protected-principal': 'Protected people',
	'who-else': 'Other people',
	'management-account-caller': 'Way to undo',
	'feature-set': 'Organization features',
	'policy-type': 'Policy type',
	slot: 'Free slot',
	size: 'Document size',
	permissions: 'Your permissions',
	'expected-account': 'Expected account',
};

const matchedBy: Record<MatchedBy, string> = {
	'user-id': 'the identity store user id',
	'session-name': 'the session name',
	'source-identity': 'the source identity',
	'exact-user-id': 'the exact aws:userid',
};

/** What a guard found, in a sentence or two. */
export function guardSentence(result: GuardResult): string {
	switch (result.guard) {
		case 'not-you':
			if (result.data.by === undefined && result.outcome === 'refuse')
				return 'Your session came through Identity Center, and no user of its name is there now. It cannot be ruled out that this deny hits you. Use another identity.';
			return result.data.by === undefined
				? `This deny does not match you (${result.data.callerArn}).`
				: `This deny matches you by ${matchedBy[result.data.by]}${result.data.sameCase === false ? ', apart from upper and lower case' : ''}. Use another identity.`;
		case 'protected-principal':
			if (result.outcome === 'unknown') return 'No protected or break-glass principals are configured, so none were compared.';
			return result.outcome === 'refuse'
				? `This deny hits a protected principal: ${result.data.matched.join(', ')}.`
				: `None of ${count(result.data.checked, 'protected principal', 'protected principals')} matches.`;
		case 'who-else':
			return whoElseSentence(result);
		case 'management-account-caller':
			if (result.outcome === 'pass') return 'You are in the management account: no service control policy can keep you from undoing this.';
			return result.outcome === 'unknown'
				? 'It is not known which account is the management account. Keep a way into it: only from there can a deny always be undone.'
				: `You are in member account ${result.data.callerAccountId}. A wrong deny could stop you from undoing it: keep a tested way into the management account.`;
		case 'feature-set':
			if (result.outcome === 'pass') return 'The organization has all features enabled.';
			return result.outcome === 'refuse'
				? 'The organization has consolidated billing only: service control policies do not exist there.'
				: 'The features of the organization are not known.';
		case 'policy-type':
			return policyTypeSentence(result.data.state);
		case 'slot':
			return slotSentence(result);
		case 'size':
			return result.outcome === 'pass'
				? `The document has ${count(result.data.characters, 'character', 'characters')} of ${result.data.quota.toLocaleString('en-US')}.`
				: `The document has ${count(result.data.characters, 'character', 'characters')}; the known limit is ${result.data.quota.toLocaleString('en-US')}. AWS may refuse it.`;
		case 'permissions':
			if (result.outcome === 'unknown') return 'Whether you may do all of this could not be asked beforehand. AWS will say.';
			return result.data.denied.length === 0
				? "IAM's simulator says you may do all of this."
				: `IAM's simulator says you may not: ${result.data.denied.join(', ')}. It can be wrong about permissions limited to certain resources.`;
		case 'expected-account':
			return result.outcome === 'pass'
				? `You are in account ${result.data.callerAccountId}, as expected.`
				: `You are in account ${result.data.callerAccountId}, not in ${result.data.expectedAccountId} as expected.`;
	}
}

function whoElseSentence(result: GuardResult & {readonly guard: 'who-else'}): string {
	const {matching, differing, spared, complete, asked} = result.data;
	if (result.outcome === 'unknown' && spared === 0)
		return ['Which other sessions this deny would stop is not known yet.', ...(asked === undefined ? [] : [askedSentence(asked)])].join(
			' ',
		);
	const sharing = matching.filter(({sameId}) => sameId !== undefined);
	const others = matching.filter(({sameId}) => sameId === undefined);
	const goOn = `${count(spared, 'session', 'sessions')} seen would go on.`;
	const denied = `${count(others.length, 'other session is', 'other sessions are')} denied too: ${places(others)}.`;
	return [
		...(sharing.length === 0 ? [] : [sharingSentence(sharing)]),
		...(others.length === 0 ? [] : [denied]),
		matching.length === 0 ? `No other session seen matches; ${goOn}` : goOn,
		...(differing.length === 0
			? []
			: [
					`${count(differing.length, 'session has', 'sessions have')} this name in other upper and lower case and would not be denied: ${places(differing)}.`,
				]),
		...(complete || asked !== undefined ? [] : ['CloudTrail has not said everything yet, or could not be asked everywhere.']),
		...(asked === undefined ? [] : [askedSentence(asked)]),
	].join(' ');
}

/** Where it was looked: the deny is on in all of the member accounts. */
function askedSentence({answered, of, othersUnknown, regions}: AccountsAsked): string {
	const where = `in ${regions.join(' and ')}, for the last day`;
	const left =
		answered < of ? `${answered} of ${of} member accounts have answered` : `${count(of, 'member account', 'member accounts')} answered`;
	if (othersUnknown === true) return `${left} (${where}). The others could not be listed, and the deny is on in them as well.`;
	if (answered < of) return `${left} (${where}): the deny is on in the others as well.`;
	return of === 1 ? `The one member account was asked, ${where}.` : `All ${of} member accounts were asked, ${where}.`;
}

function sharingSentence(sharing: readonly SessionSeen[]): string {
	const keyed = sharing.filter(({sameId}) => sameId !== undefined && sameId.accessKeyIds.length > 0);
	const unsure = keyed.some(({sameId}) => sameId?.theirsKnown === false);
	const keys = unsure ? 'with these access keys' : 'with other access keys than the known one';
	const keyless = sharing.reduce((sum, {sameId}) => sum + (sameId?.withoutKey ?? 0), 0);
	const apart = sharing.filter(session => !keyed.includes(session));
	return [
		...(keyed.length === 0 ? [] : [`The very id that is denied was used ${keys}, and whoever does stops too: ${places(keyed)}.`]),
		...(unsure ? ['Which of them leaked is not known.'] : []),
		...(keyless === 0
			? []
			: [
					`${count(keyless, 'call under it does not say its access key', 'calls under it do not say their access key')}, so somebody else may have made ${agree(keyless, 'it', 'them')}${apart.length === 0 ? '' : `: ${places(apart)}`}.`,
				]),
	].join(' ');
}

function places(seen: readonly SessionSeen[]): string {
	const said = seen.map(({userId, where, roleName, events, sameId}) => {
		const about = [where, roleName, events === undefined ? undefined : count(events, 'call'), keysOf(sameId)];
		return `${userId} (${about.filter(Boolean).join(', ')})`;
	});
	return few(said, 5);
}

function keysOf(sameId: SameId | undefined): string {
	const keys = sameId?.accessKeyIds ?? [];
	return keys.length === 0 ? '' : `${keys.length === 1 ? 'key' : 'keys'} ${few(keys, 3)}`;
}

function policyTypeSentence(state: 'enabled' | 'pending' | 'disabled' | undefined): string {
	switch (state) {
		case 'enabled':
			return 'Service control policies are enabled.';
		case 'pending':
			return 'Service control policies are being enabled or disabled. AWS may refuse the deny until that is done.';
		case 'disabled':
			return 'Service control policies are not enabled in this organization. Enabling them is a decision of its own; this tool does not make it.';
		case undefined:
			return 'Whether service control policies are enabled is not known.';
	}
}

function slotSentence(result: GuardResult & {readonly guard: 'slot'}): string {
	const {attached, quota, detachable, way, targetIds} = result.data;
	if (attached === undefined) return 'How many policies are attached to the root is not known.';
	if (way === 'prepared')
		return `${attached} policies are attached to the root, and one of them was prepared for this: the deny is written into it.`;
	if (way === 'below-root')
		return `The root is full (${attached} policies), so the deny goes to what lies below it: ${targetIds.join(', ')}. Together they hold every member account of today; an account that is moved or added later is not covered.`;
	if (result.outcome === 'pass') return `${attached} of ${quota} slots at the root are in use.`;
	const free =
		detachable.length === 0
			? 'No policy there can be spared.'
			: `Detaching one of these frees a slot: ${detachable.map(policy => `${policy.name} (${policy.id})`).join(', ')}.`;
	return `${attached} policies are attached to the root, and AWS is known to allow ${quota}. It will probably refuse the deny; then nothing is left behind. ${free}`;
}
