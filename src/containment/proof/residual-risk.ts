import type {Principal} from '../principal/principal.ts';
import type {ManagementAccountState} from './proof.ts';

/** What a deny does not stop, or what the proof cannot show. */
export type ResidualRiskCode =
	| 'user-id-untested'
	| 'no-user-id'
	| 'no-session-name'
	| 'differing-session-name'
	| 'chained-sessions'
	/** Found, alive, and not named by the deny. */
	| 'chained-sessions-alive'
	/** Found, and no deny of ours can name them: in the management account, in a foreign account, federated. */
	| 'chained-sessions-out-of-reach'
	| 'chain-incomplete'
	| 'trail-delay'
	| 'other-regions'
	| 'exact-id-untested'
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
	/** Whether the deny names whole `aws:userid` values. */
	readonly deniesExactUserIds?: boolean;
	/** What following the chain showed; absent while nobody has followed it. */
	readonly chain?: ChainOutcome;
}

export interface ChainOutcome {
	/** Whether every session was looked for everywhere. */
	readonly complete: boolean;
	/** Whether sessions are alive that the deny could name and does not. */
	readonly alive: boolean;
	/** Whether sessions are alive that it cannot name. */
	readonly outOfReach: boolean;
}

/** Every hole that is left, the widest first. What is not known is treated as open. */
export function residualRisks(circumstances: Circumstances): readonly ResidualRisk[] {
	const {principal, managementAccount} = circumstances;
	const exactIds = circumstances.deniesExactUserIds === true ? [certain('exact-id-untested')] : [];
	return [
		...(managementAccount === 'open' ? [certain('management-account')] : []),
		...(managementAccount === 'unknown' ? [possible('management-account')] : []),
		...risksOf(principal, circumstances),
		...exactIds,
		possible('made-by-the-session'),
		possible('eks-tokens'),
		possible('presigned-urls'),
		certain('service-linked-roles'),
	];
}

function risksOf(
	principal: Principal,
	{deniesUserId, deniesSessionName, managementAccount, chain}: Circumstances,
): readonly ResidualRisk[] {
	switch (principal.kind) {
		case 'identity-center-user':
			return [
				...chainRisks(chain),
				certain('portal-session'),
				possible('account-access-manager'),
				...(managementAccount === 'not-involved' ? [possible('management-account-earlier')] : []),
				deniesUserId ? certain('user-id-untested') : certain('no-user-id'),
				deniesSessionName ? possible('differing-session-name') : certain('no-session-name'),
			];
		case 'role-session':
			return [certain('other-sessions-of-the-role'), ...chainRisks(chain)];
		case 'iam-user':
			return [...chainRisks(chain), possible('federation-tokens')];
		// A root user assumes no roles (STS API, AssumeRole).
		case 'root':
			return [];
		default:
			return chainRisks(chain);
	}
}

/** A chain that was followed to its end leaves open what CloudTrail has not delivered yet, and what other regions have recorded. */
function chainRisks(chain: ChainOutcome | undefined): readonly ResidualRisk[] {
	if (chain === undefined) return [possible('chained-sessions')];
	return [
		...(chain.alive ? [certain('chained-sessions-alive')] : []),
		...(chain.outOfReach ? [certain('chained-sessions-out-of-reach')] : []),
		...(chain.complete ? [] : [certain('chain-incomplete')]),
		possible('trail-delay'),
		possible('other-regions'),
	];
}

function certain(code: ResidualRiskCode): ResidualRisk {
	return {code, certain: true};
}

function possible(code: ResidualRiskCode): ResidualRisk {
	return {code, certain: false};
}
