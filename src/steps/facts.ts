import type {
	Account,
	AwsPorts,
	Caller,
	Group,
	IdentityCenterInstance,
	IdentityCenterUser,
	Organization,
	PermissionSet,
	ProbeSession,
	Root,
} from '../aws/ports.ts';
import type {Searched} from '../containment/chain/searched.ts';
import type {AccountsAsked, SessionSeen} from '../containment/guards/facts.ts';
import type {MergedInlinePolicy} from '../containment/management-account/inline-policy.ts';
import type {ManagementAccountFacts, ManagementAccountVerdict} from '../containment/management-account/management-account.ts';
import type {CheckedDeny} from '../containment/policy/deny-policy.ts';
import type {Plan} from '../containment/policy/plan.ts';
import type {Finding} from '../containment/principal/finding.ts';
import type {Principal} from '../containment/principal/principal.ts';
import type {Deniable} from '../containment/principal/subject.ts';
import type {ProbeAccount} from '../containment/proof/matrix.ts';
import type {Cell, Judgement} from '../containment/proof/proof.ts';
import type {BackCell, BackReason} from '../containment/recovery/access-back.ts';
import type {Door} from '../containment/recovery/take-off.ts';
import type {Problem} from '../problem.ts';
import type {Step, Walk} from '../runbook/walk.ts';
import type {PolicyStanding, SetStanding} from './recovery/drift.ts';

export type IncidentWalk = Walk<AwsPorts, Facts>;
export type IncidentStep = Step<AwsPorts, Facts>;

/** What the responder set before the walk began, by flag or configuration. */
export interface Settings {
	readonly mode: 'live' | 'sandbox';
	/** The account the responder expects to be in; anything else is refused. */
	readonly expectAccount?: string;
	/** Probe these accounts instead of the ones chosen from the organization's tree. */
	readonly probeAccounts?: readonly string[];
	/** Overrides the runbook's deadline for the proof. */
	readonly deadlineSeconds?: number;
	/** Session names, user ids and ARNs that must never be denied. */
	readonly protectedPrincipals: readonly string[];
	readonly readOnly: boolean;
	/** Print every act as commands to be done by hand, and do none. */
	readonly explain?: boolean;
}

/** A look that goes on beside the walk. It never rejects: what failed is in the value. */
export interface Look<T> {
	readonly done: Promise<T>;
	/** What is known so far; complete once `done` has settled. */
	readonly soFar: () => T;
	readonly finished: () => boolean;
}

export interface FindingsLook {
	readonly findings: readonly Finding[];
	/** One line a source that answered or failed. */
	readonly sources: readonly SourceState[];
}

export interface SourceState {
	readonly where: string;
	readonly state: 'looking' | 'answered' | 'no-detector' | 'failed';
	readonly found: number;
	readonly problem?: Problem;
}

export interface ReachedAccount {
	/** The person who reaches it. */
	readonly userName: string;
	readonly accountId: string;
	readonly accountName: string;
	readonly permissionSet: string;
	readonly permissionSetArn: string;
	/** The group it comes through; directly assigned when absent. */
	readonly viaGroup?: string;
}

export interface Reach {
	readonly accounts: readonly ReachedAccount[];
	readonly groups: readonly Group[];
	readonly permissionSets: readonly PermissionSet[];
	/** Whether every look-up that could name another account was answered, and each person has an assignment at all. */
	readonly complete: boolean;
	readonly problems: readonly Problem[];
}

/** Somebody the deny is for. */
export type Subject = Person | ExactSubject;

/** An Identity Center user. */
export interface Person {
	readonly principal: Principal & {readonly kind: 'identity-center-user'};
	/** What is typed to confirm, and what a probe's target session is called. */
	readonly userName: string;
	/** Every session name the deny matches: the user name, and the name the sessions were seen under when it differs. */
	readonly sessionNames: readonly string[];
	readonly user?: IdentityCenterUser;
	/** The accounts that their sessions were given or seen in. */
	readonly seenIn: readonly string[];
}

/** A principal of a member account that has one whole `aws:userid`, and nobody else has it. */
export interface ExactSubject {
	readonly principal: Principal;
	readonly deniable: Exclude<Deniable, {readonly kind: 'identity-center-user'}>;
}

/** What was shown and what will be sent, bound together by the hash. */
export interface BoundPlan {
	readonly plan: Plan;
	readonly deny: CheckedDeny;
	/** Of the policy that is made, or of the prepared one that is filled. */
	readonly policyName: string;
	readonly root: Root;
	readonly policiesOnRoot: number;
	/** SHA-256 of the plan's canonical text, hexadecimal. */
	readonly hash: string;
}

export interface Applied {
	readonly policyId: string;
	readonly name: string;
	/** As it is in force. */
	readonly document: string;
	/** Sent in place of `document`, and never answered for. */
	readonly mayHold?: string;
	readonly targets: readonly string[];
	/** Targets of the plan where it could not be attached. */
	readonly missing: readonly {readonly targetId: string; readonly problem: Problem}[];
	/** What a prepared policy held before, and gets back; absent on a policy that this incident made. */
	readonly placeholder?: string;
	/** Epoch ms of AWS's acceptance. */
	readonly at: number;
}

/** A session under a name that the deny is for, or of which the deny holds the exact id, and one under nobody's. */
export interface ProbePair {
	readonly accountId: string;
	/** The target session's name. */
	readonly under: string;
	readonly target: ProbeSession;
	readonly control: ProbeSession;
}

/** What is probed with what, and what it came to so far. */
export interface Proof {
	pairs: readonly ProbePair[];
	cells: readonly Cell[];
}

export interface Collateral {
	readonly sessions: readonly SessionSeen[];
	/** Those under the name in the management account that may be alive: a door there, whatever is assigned today. */
	readonly inManagementAccount: readonly SessionSeen[];
	/** Places that could not be asked, each with why. */
	readonly problems: readonly Problem[];
	/** The member accounts that were asked for a name; absent where none is denied. */
	readonly asked?: AccountsAsked;
}

/** What was done about the management account, where no service control policy applies. */
export interface Closing {
	readonly verdict: ManagementAccountVerdict;
	/** What the verdict rests on; absent where only the journal tells of it. */
	readonly rests?: ManagementAccountFacts;
	/** The sets that were put, with what they held before. */
	readonly changed: readonly SetPlan[];
	/** Why nothing was done, where nothing was. */
	readonly notDone?: 'not-there' | 'declined' | 'no-instance' | 'unreadable';
}

/** An access key that was set inactive. */
export interface KeyInactive {
	readonly accountId: string;
	readonly userName: string;
	readonly accessKeyId: string;
	/** Sent, and never answered for: whether it is inactive is not known. */
	readonly unanswered?: true;
}

/** A permission set, and what is to become of its inline policy. */
export interface SetPlan {
	readonly arn: string;
	readonly name: string;
	readonly merged: MergedInlinePolicy;
	/** Sent, and never answered for: whether AWS took it is not known. */
	readonly unanswered?: true;
}

/** What an incident has on, by its journal alone. */
export interface OnBefore {
	readonly on: 'yes' | 'maybe' | 'no';
	readonly policyId?: string;
	/** By name. */
	readonly permissionSets: readonly string[];
	readonly accessKeys: readonly string[];
}

/** What is left of what an incident made, once it was undone as far as it could be. */
export interface Recovery {
	/** What could not be undone, in a sentence each. */
	readonly left: readonly string[];
	/** Whether the probes showed that access is back; undefined where nothing was probed. */
	readonly back?: boolean;
	readonly cells: readonly BackCell[];
	readonly reasons: readonly BackReason[];
}

export type FinalVerdict = 'contained' | 'partial' | 'not-contained' | 'not-proven' | 'over-reach';

/** What earlier steps leave for later ones. Rebuilt on resume, because every step runs again. */
export interface Facts {
	readonly settings: Settings;
	/** Everything that could not be seen or done, in the order it was met. */
	readonly problems: Problem[];
	caller?: Caller;
	organization?: Organization;
	accountsLook?: Look<ReadonlyMap<string, Account>>;
	instance?: IdentityCenterInstance;
	findingsLook?: Look<FindingsLook>;
	finding?: Finding;
	/** The findings that were pasted. */
	givenFindings: readonly Finding[];
	/** What was typed instead of choosing a finding. */
	given?: string;
	/** Whom the deny is for, in the order they were found; never empty once it is set. */
	subjects?: readonly Subject[];
	reachLook?: Look<Reach>;
	plan?: BoundPlan;
	/** The accounts that are probed, chosen as soon as it is known whom the deny is for. */
	probeAccountsLook?: Look<readonly ProbeAccount[]>;
	/** Who else carries a name that is denied, by CloudTrail. */
	collateralLook?: Look<Collateral>;
	readonly proof: Proof;
	/** `aws:userid` values of our own test sessions that stand in the deny beside exact ids. */
	testSessions: readonly string[];
	/** Access key ids of sessions this incident opened: nobody may take them for the thief's. */
	readonly ownAccessKeys: Set<string>;
	/** Their `aws:userid` values, for the same reason. */
	readonly ownUserIds: Set<string>;
	/** What the guards and look-ups have warned of so far: nothing failed, but somebody must know. */
	readonly warnings: Problem[];
	/** A policy was sent to be made; until it is attached or known not to be there, one may be left behind. */
	creating?: boolean;
	/** When this process last read the state a plan rests on, and what it was. Never from the journal. */
	lookedAt?: {readonly hash: string; readonly at: number};
	/** The hash of the plan whose name was typed again, because it had been confirmed in an earlier sitting. */
	confirmedAgain?: string;
	/** AWS said that the root takes no further policy. */
	rootIsFull?: boolean;
	/** A change was sent; until `applied` is set, whether it is in force is not known. */
	attaching?: boolean;
	applied?: Applied;
	/** AWS was asked for the policy, and it does not deny all that was confirmed. */
	policyAltered?: boolean;
	/** Targets that somebody took the policy off since. */
	detached?: readonly string[];
	/** A policy that was sent to be made, when nobody ever learned whether it was. */
	maybeMade?: {readonly name: string; readonly document: string};
	/** Policies that were made beside the one that is on, by the journal of the incident that is undone, and are not known to be deleted. */
	alsoMade: readonly {readonly policyId: string; readonly name: string; readonly document: string}[];
	/** Sessions of theirs that may be alive and that the deny does not hit, as far as they are known. */
	openSessions: number;
	/** Those among them that no deny of the organization can name. */
	outOfReach: number;
	/** What CloudTrail showed of their sessions. */
	searched?: Searched;
	/** Somebody chose not to look. */
	searchSkipped?: boolean;
	/** Users none of whose access keys is active any more, as far as was looked, by account and name. */
	usersWithoutKeys: ReadonlySet<string>;
	/** Access keys of IAM users that were set inactive. */
	keysInactive: readonly KeyInactive[];
	/** Permission sets that AWS, or a guard before anything was sent, refused to change, by the journal of the incident that is undone. */
	setsRefused: readonly SetPlan[];
	/** Permission sets into which the deny was sent, before it is known what came of it. */
	setsSent: readonly string[];
	readonly provisionings: {
		/** Ids of those that this process began: none of them is the answer to a later request. */
		readonly begun: Set<string>;
		/** When a request was first sent whose answer never came, epoch ms. */
		readonly unanswered: Map<string, number>;
	};
	/** What was done about the management account. */
	closing?: Closing;
	/** Sessions being added to the deny: sent, or in force and not proven yet. */
	tightening?: {readonly sessions: number; readonly state: 'sent' | 'in-force'};
	judgement?: Judgement & {readonly state: 'decided'};
	/** Who it is when it is nobody this walk can contain. */
	otherPrincipal?: Principal;
	verdict?: FinalVerdict;
	/** The ways by which a new session could be opened, and when each was said to be closed. */
	doors: readonly Door[];
	/** How what this incident made stands, when it is to be undone. */
	standing?: {readonly policy?: PolicyStanding; readonly sets: readonly SetStanding[]};
	/** When this incident last denied more than before, epoch ms, by its journal. */
	widenedAt?: number;
	/** Taken off before it was safe, on somebody's typed word. Epoch ms. */
	early?: {readonly at: number; readonly safeAt: number; readonly openDoors: readonly string[]};
	/** What earlier sittings put on, by the journal; only a sitting that is read-only goes by it. */
	onBefore?: OnBefore;
	/** It is a recovery that is walked: the rest of these facts comes from the journal. */
	recovering?: boolean;
	/** Where it is watched whether access is back. */
	backCells: readonly BackCell[];
	/** By target: the policies that were attached before the deny went on. */
	policiesBefore: Readonly<Record<string, readonly string[]>>;
	/** What the recovery came to. */
	recovery?: Recovery;
	undone?: boolean;
	ticked: readonly string[];
	openTasks: readonly string[];
	timings: {toPrincipalMs?: number; toAppliedMs?: number; toProvenMs?: number};
}

export function noFacts(settings: Settings): Facts {
	return {
		settings,
		problems: [],
		givenFindings: [],
		warnings: [],
		proof: {pairs: [], cells: []},
		testSessions: [],
		ownAccessKeys: new Set(),
		ownUserIds: new Set(),
		doors: [],
		backCells: [],
		policiesBefore: {},
		openSessions: 0,
		outOfReach: 0,
		usersWithoutKeys: new Set(),
		keysInactive: [],
		alsoMade: [],
		setsRefused: [],
		setsSent: [],
		provisionings: {begun: new Set(), unanswered: new Map()},
		ticked: [],
		openTasks: [],
		timings: {},
	};
}
