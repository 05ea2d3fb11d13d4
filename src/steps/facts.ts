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
import type {CheckedDeny} from '../containment/deny-policy.ts';
import type {Finding} from '../containment/finding.ts';
import type {Plan} from '../containment/plan.ts';
import type {Principal} from '../containment/principal.ts';
import type {Cell, Judgement} from '../containment/proof.ts';
import type {Problem} from '../problem.ts';
import type {Step, Walk} from '../runbook/walk.ts';

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
	/** Whether every look-up that could name another account was answered. */
	readonly complete: boolean;
	readonly problems: readonly Problem[];
}

/** The person to be contained. */
export interface Person {
	readonly principal: Principal & {readonly kind: 'identity-center-user'};
	/** What is typed to confirm, and what the probe's target session is called. */
	readonly userName: string;
	/** Every session name the deny matches: the user name, and the name the sessions were seen under when it differs. */
	readonly sessionNames: readonly string[];
	readonly user?: IdentityCenterUser;
	/** The accounts that their sessions were given or seen in. */
	readonly seenIn: readonly string[];
}

/** What was shown and what will be sent, bound together by the hash. */
export interface BoundPlan {
	readonly plan: Plan;
	readonly deny: CheckedDeny;
	readonly policyName: string;
	readonly root: Root;
	readonly policiesOnRoot: number;
	/** SHA-256 of the plan's canonical text, hexadecimal. */
	readonly hash: string;
}

export interface Applied {
	readonly policyId: string;
	readonly arn: string;
	readonly name: string;
	readonly targetId: string;
	/** Epoch ms of AWS's acceptance of the attachment. */
	readonly at: number;
}

export interface ProbePair {
	readonly accountId: string;
	readonly target: ProbeSession;
	readonly control: ProbeSession;
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
	subject?: string;
	person?: Person;
	reachLook?: Look<Reach>;
	plan?: BoundPlan;
	probePairs: ProbePair[];
	cells: readonly Cell[];
	/** What the guards and look-ups have warned of so far: nothing failed, but somebody must know. */
	readonly warnings: Problem[];
	/** A policy was sent to be made; until it is attached or known not to be there, one may be left behind. */
	creating?: boolean;
	/** When this process last read the state a plan rests on, and what it was. Never from the journal. */
	lookedAt?: {readonly hash: string; readonly at: number};
	/** A change was sent; until `applied` is set, whether it is in force is not known. */
	attaching?: boolean;
	applied?: Applied;
	judgement?: Judgement & {readonly state: 'decided'};
	/** Who it is when it is nobody this walk can contain. */
	otherPrincipal?: Principal;
	verdict?: FinalVerdict;
	undone?: boolean;
	ticked: readonly string[];
	openTasks: readonly string[];
	timings: {toPrincipalMs?: number; toAppliedMs?: number; toProvenMs?: number};
}

export function noFacts(settings: Settings): Facts {
	return {settings, problems: [], givenFindings: [], warnings: [], probePairs: [], cells: [], ticked: [], openTasks: [], timings: {}};
}
