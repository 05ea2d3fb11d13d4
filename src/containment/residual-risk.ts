import type {Principal} from './principal.ts';
import type {ManagementAccountState} from './proof.ts';

/** What a deny does not stop, or what the proof cannot show. */
export type ResidualRiskCode =
	| 'user-id-untested'
	| 'no-user-id'
	| 'no-session-name'
	| 'differing-session-name'
	| 'chained-sessions'
	| 'other-sessions-of-the-role'
	| 'federation-tokens'
	| 'made-by-the-session'
	| 'portal-session'
	| 'account-access-manager'
	| 'eks-tokens'
	| 'presigned-urls'
	| 'management-account'
	| 'management-account-earlier'
	| 'service-linked-roles';

/** `certain`: it holds for this incident; otherwise it may. A type alias, so that it can go into the journal. */
export type ResidualRisk = {readonly code: ResidualRiskCode; readonly certain: boolean};

export interface Circumstances {
	readonly principal: Principal;
	readonly managementAccount: ManagementAccountState;
	/** Whether the deny names the identity store user id. */
	readonly deniesUserId: boolean;
	/** Whether the deny names a session name. */
	readonly deniesSessionName: boolean;
}

/** Every hole that is left, the widest first. What is not known is treated as open. */
export function residualRisks(circumstances: Circumstances): readonly ResidualRisk[] {
	const {principal, managementAccount} = circumstances;
	return [
		...(managementAccount === 'open' ? [certain('management-account')] : []),
		...(managementAccount === 'unknown' ? [possible('management-account')] : []),
		...risksOf(principal, circumstances),
		possible('made-by-the-session'),
		possible('eks-tokens'),
		possible('presigned-urls'),
		certain('service-linked-roles'),
	];
}

function risksOf(principal: Principal, {deniesUserId, deniesSessionName, managementAccount}: Circumstances): readonly ResidualRisk[] {
	switch (principal.kind) {
		case 'identity-center-user':
			return [
				possible('chained-sessions'),
				certain('portal-session'),
				possible('account-access-manager'),
				...(managementAccount === 'not-involved' ? [possible('management-account-earlier')] : []),
				deniesUserId ? certain('user-id-untested') : certain('no-user-id'),
				deniesSessionName ? possible('differing-session-name') : certain('no-session-name'),
			];
		case 'role-session':
			return [certain('other-sessions-of-the-role'), possible('chained-sessions')];
		case 'iam-user':
			return [possible('chained-sessions'), possible('federation-tokens')];
		// A root user assumes no roles (STS API, AssumeRole).
		case 'root':
			return [];
		default:
			return [possible('chained-sessions')];
	}
}

function certain(code: ResidualRiskCode): ResidualRisk {
	return {code, certain: true};
}

function possible(code: ResidualRiskCode): ResidualRisk {
	return {code, certain: false};
}
