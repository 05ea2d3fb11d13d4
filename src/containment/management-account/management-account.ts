import type {ManagementAccountState} from '../proof/proof.ts';

/** What IAM's simulator says of one request; `unknown` when it could not be asked. */
export type Simulated = 'explicit-deny' | 'allowed' | 'implicit-deny' | 'unknown';

/** A permission set that lets the person into the management account, and how far its deny has come. Type aliases, for the journal. */
export type PermissionSetProgress = {
	readonly name: string;
	readonly arn: string;
	readonly stages: {
		/** The inline policy with our deny in it. */
		readonly put: 'done' | 'failed' | 'not-tried';
		/** To the management account; nothing changes there before it. */
		readonly provisioned: 'succeeded' | 'failed' | 'unknown';
		/** The inline policy of the set's role there, compared as parsed documents with what was put. */
		readonly readBack: 'same' | 'different' | 'unreadable' | 'role-missing';
		/** One action, which the set should allow, in a request by the person and in one by somebody else. */
		readonly simulation: {readonly action: string; readonly user: Simulated; readonly control: Simulated};
	};
	/** AWS's own words about what failed: hostile text. */
	readonly failure?: string;
	/** Looked at again after it was closed: its inline policy, or its role's, does not hold our deny any more. */
	readonly changedSince?: true;
};

export type PermissionSetReason =
	| {readonly code: 'not-tried' | 'changed-since'}
	| {readonly code: 'put-failed' | 'provisioning-failed'; readonly failure?: string}
	| {readonly code: 'provisioning-unknown' | 'role-differs' | 'role-unreadable' | 'role-missing'}
	/** The user's request is allowed; or implicitly denied, which shows nothing of our deny; or could not be simulated. */
	| {readonly code: 'user-allowed' | 'user-not-allowed-anyway' | 'user-not-simulated'; readonly action: string}
	/** Somebody else's is denied explicitly, which is over-reach; or implicitly; or could not be simulated. */
	| {readonly code: 'control-denied' | 'control-not-allowed-anyway' | 'control-not-simulated'; readonly action: string};

export type PermissionSetVerdict = {
	readonly name: string;
	readonly arn: string;
	readonly state: 'closed' | 'open' | 'unknown';
	/** Why it is not closed; empty when it is. */
	readonly reasons: readonly PermissionSetReason[];
};

export type ManagementAccountVerdict = {
	readonly state: ManagementAccountState;
	readonly sets: readonly PermissionSetVerdict[];
	/** What speaks against it beside the sets. */
	readonly reasons: readonly ManagementAccountReason[];
	/** Some set explicitly denies somebody else too. */
	readonly overReach: boolean;
};

export type ManagementAccountReason =
	/** Whether the person reaches it is not known, or not by which permission sets besides the known ones. */
	| {readonly code: 'involvement-unknown' | 'sets-incomplete'}
	/** The person reaches it, and no permission set is known that could be edited. */
	| {readonly code: 'no-sets'};

export interface ManagementAccountFacts {
	readonly involved: 'yes' | 'no' | 'unknown';
	/** Every permission set that lets the person into the management account, as far as known. */
	readonly sets: readonly PermissionSetProgress[];
	/** Whether every look-up that could name another one was answered. */
	readonly complete: boolean;
}

/**
 * Whether the management account is closed to the person. It is when every permission set that lets them in was provisioned there with our
 * deny, its role was read back the same, and the simulator denies an action explicitly to them and allows it to somebody else: an action
 * that the set allows nobody proves nothing. What could not be checked never passes; one open set makes the account open.
 */
export function managementAccountVerdict({involved, sets, complete}: ManagementAccountFacts): ManagementAccountVerdict {
	const verdicts = sets.map(permissionSetVerdict);
	const reasons: ManagementAccountReason[] = [];
	if (involved === 'unknown') reasons.push({code: 'involvement-unknown'});
	else if (involved === 'yes' && sets.length === 0) reasons.push({code: 'no-sets'});
	else if (involved === 'yes' && !complete) reasons.push({code: 'sets-incomplete'});
	return {state: stateOf(involved, verdicts, reasons), sets: verdicts, reasons, overReach: verdicts.some(deniesOthers)};
}

export function permissionSetVerdict({name, arn, stages, failure, changedSince}: PermissionSetProgress): PermissionSetVerdict {
	const {put, provisioned, readBack, simulation} = stages;
	const said = failure === undefined ? {} : {failure};
	// Without the put or the provisioning there is nothing of ours that the later stages could have found.
	if (put === 'not-tried') return {name, arn, state: 'open', reasons: [{code: 'not-tried'}]};
	if (put === 'failed') return {name, arn, state: 'open', reasons: [{code: 'put-failed', ...said}]};
	if (provisioned === 'failed') return {name, arn, state: 'open', reasons: [{code: 'provisioning-failed', ...said}]};
	const found: readonly (Found | undefined)[] = [
		changedSince ? open({code: 'changed-since'}) : undefined,
		provisioned === 'unknown' ? unknown({code: 'provisioning-unknown'}) : undefined,
		{
			same: undefined,
			different: open({code: 'role-differs'}),
			unreadable: unknown({code: 'role-unreadable'}),
			'role-missing': unknown({code: 'role-missing'}),
		}[readBack],
		ofUser(simulation),
		ofControl(simulation),
	];
	const against = found.filter(one => one !== undefined);
	const reasons = against.map(({reason}) => reason);
	if (reasons.length === 0) return {name, arn, state: 'closed', reasons};
	return {name, arn, state: against.some(({state}) => state === 'open') ? 'open' : 'unknown', reasons};
}

type Found = {readonly state: 'open' | 'unknown'; readonly reason: PermissionSetReason};

const open = (reason: PermissionSetReason): Found => ({state: 'open', reason});
const unknown = (reason: PermissionSetReason): Found => ({state: 'unknown', reason});

function ofUser({action, user}: PermissionSetProgress['stages']['simulation']): Found | undefined {
	switch (user) {
		case 'explicit-deny':
			return undefined;
		case 'allowed':
			return open({code: 'user-allowed', action});
		case 'implicit-deny':
			return unknown({code: 'user-not-allowed-anyway', action});
		case 'unknown':
			return unknown({code: 'user-not-simulated', action});
	}
}

function ofControl({action, control}: PermissionSetProgress['stages']['simulation']): Found | undefined {
	switch (control) {
		case 'allowed':
			return undefined;
		case 'explicit-deny':
			return unknown({code: 'control-denied', action});
		case 'implicit-deny':
			return unknown({code: 'control-not-allowed-anyway', action});
		case 'unknown':
			return unknown({code: 'control-not-simulated', action});
	}
}

function stateOf(
	involved: ManagementAccountFacts['involved'],
	sets: readonly PermissionSetVerdict[],
	reasons: readonly ManagementAccountReason[],
): ManagementAccountState {
	if (involved === 'no' && sets.length === 0) return 'not-involved';
	if (sets.some(({state}) => state === 'open') || reasons.some(({code}) => code === 'no-sets')) return 'open';
	return reasons.length > 0 || sets.some(({state}) => state === 'unknown') ? 'unknown' : 'closed';
}

function deniesOthers({reasons}: PermissionSetVerdict): boolean {
	return reasons.some(({code}) => code === 'control-denied');
}
