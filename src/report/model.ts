import type {DiffLine} from '../containment/management-account/diff-lines.ts';
import type {ProbeOutcome} from '../containment/proof/denial.ts';
import type {Marked} from './marked.ts';

/** The version of the document's JSON form. What is added keeps it; what is renamed, removed or means something else raises it. */
export const VERSION = 1;

/** Everything the document says of one incident, from its journal alone. Times are ISO 8601 in UTC, with milliseconds. */
export interface Report {
	readonly format: 'tourniquet-report';
	readonly version: typeof VERSION;
	readonly incident: string;
	/** `sandbox` is a rehearsal: nothing in it touched AWS. */
	readonly mode: 'live' | 'sandbox';
	readonly rehearsal: boolean;
	readonly redacted: boolean;
	/** Where the calls went that did not go to AWS's own endpoints, each once. */
	readonly endpoints: readonly string[];
	/** IANA, for the local times beside UTC. */
	readonly timeZone: string;
	readonly verdict: Verdict;
	/** What the document is of: finished, stopped, cut off, gone on with later, damaged. */
	readonly state: {readonly finished: boolean; readonly sentences: readonly Marked[]};
	readonly sittings: readonly Sitting[];
	readonly journal: JournalState;
	readonly leaked: Leaked;
	readonly reach: Reach | null;
	readonly timeline: readonly Entry[];
	readonly metrics: readonly Metric[];
	readonly proof: readonly ProofRow[];
	readonly changes: Changes;
	readonly attacker: Attacker | null;
	readonly residual: readonly {readonly code: string; readonly certain: boolean; readonly sentence: Marked}[];
	readonly problems: readonly {readonly code: string; readonly message: string; readonly next: string}[];
	/** When the deny may come off at the earliest, as the walk said it. */
	readonly keepUntil: string | null;
	readonly checklist: readonly ChecklistItem[];
	readonly clocks: readonly Clock[];
	readonly questions: readonly string[];
	readonly notes: readonly Note[];
}

export type VerdictCode =
	/** As the probes showed it. */
	| 'contained'
	| 'partial'
	| 'not-contained'
	| 'not-proven'
	| 'over-reach'
	/** Sent to AWS, and no answer is on record. */
	| 'unknown'
	/** A policy was made and attached to nothing. */
	| 'made-only'
	/** Taken off, and access was shown to be back. */
	| 'recovered'
	/** Taken off; that access is back was not shown. */
	| 'taken-off'
	/** Begun to be taken off, and something is left. */
	| 'partly-recovered'
	/** Taken off at once, because it hit people it was not meant for. */
	| 'undone'
	| 'planned'
	| 'refused'
	| 'not-containable'
	| 'begun'
	/** The journal does not hold: what it does not tell of may have been done. */
	| 'incomplete';

export interface Verdict {
	readonly code: VerdictCode;
	/** When it was come to; null where nothing was judged. */
	readonly at: string | null;
	readonly sentence: Marked;
	readonly reasons: readonly Marked[];
}

export interface Sitting {
	readonly begun: string;
	readonly ended: string | null;
	readonly how: 'completed' | 'planned' | 'left' | 'interrupted' | 'not-containable' | 'problem' | 'cut-off';
	readonly purpose: 'response' | 'recovery' | 'note';
	/** ARN of whoever sat there, or the user of the machine where something was only noted; null where they were not known yet. */
	readonly by: string | null;
	readonly toolVersion: string;
}

export interface JournalState {
	readonly records: number;
	/** Hash of the last record that holds. */
	readonly head: string | null;
	readonly problems: readonly {readonly line: number; readonly what: string; readonly torn: boolean}[];
	/** Ends that a crash cut off. */
	readonly setAside: readonly {readonly line: number; readonly bytes: number}[];
}

export interface Leaked {
	readonly subjects: readonly LeakedSubject[];
	readonly findings: readonly LeakedFinding[];
	/** `finding`: chosen from GuardDuty's · `pasted`: a finding that was pasted · `named`: a name, id or key that was typed. */
	readonly foundHow: 'finding' | 'pasted' | 'named' | null;
}

export interface LeakedSubject {
	readonly kind: string;
	readonly label: Marked;
	readonly userName: string | null;
	readonly userId: string | null;
	readonly displayName: string | null;
	readonly sessionNames: readonly string[];
	readonly accountId: string | null;
	readonly permissionSet: string | null;
	readonly roleName: string | null;
	readonly accessKeyId: string | null;
}

export interface LeakedFinding {
	readonly id: string;
	readonly type: string;
	readonly severity: number;
	readonly accountId: string;
	readonly region: string;
	readonly title: string;
	readonly firstSeen: string | null;
	readonly lastSeen: string | null;
	readonly createdAt: string | null;
	readonly updatedAt: string | null;
	readonly count: number | null;
	readonly call: string | null;
	readonly ip: string | null;
	readonly place: string | null;
	readonly userAgent: string | null;
}

export interface Reach {
	readonly accounts: readonly {
		readonly userName: string;
		readonly accountId: string;
		readonly accountName: string;
		readonly permissionSet: string;
		readonly viaGroup: string | null;
	}[];
	/** Whether every look-up that could name another account was answered. */
	readonly complete: boolean;
	readonly managementAccount: {
		readonly id: string | null;
		readonly involved: 'yes' | 'no' | 'unknown';
		readonly state: string | null;
		readonly sets: readonly {readonly name: string; readonly state: string; readonly reasons: readonly Marked[]}[];
	};
}

/** Whose act it was, or where it was seen. */
export type Lane = 'attacker' | 'detection' | 'responder' | 'change' | 'proof';

export interface Entry {
	readonly at: string;
	/** The same in the local zone: `2026-11-23 01:41:00 +01:00`. */
	readonly local: string;
	readonly lane: Lane;
	readonly kind: string;
	readonly what: Marked;
	/** ARN of whoever sat there, for the acts of a responder. */
	readonly by: string | null;
	/** Number of the journal's record; null for what GuardDuty and CloudTrail date. */
	readonly record: number | null;
	/** GuardDuty's finding, CloudTrail's event, AWS's request. */
	readonly reference: string | null;
	/** Drawn in the picture as well. */
	readonly milestone: boolean;
}

export interface Metric {
	readonly id: 'to-detect' | 'to-respond' | 'to-identify' | 'to-contain' | 'to-prove' | 'exposed' | 'to-recover';
	readonly from: string | null;
	readonly to: string | null;
	readonly milliseconds: number | null;
}

export interface ProofRow {
	readonly accountId: string;
	readonly accountName: string;
	readonly region: string;
	readonly service: string;
	/** The target session's name, where there is more than one. */
	readonly under: string | null;
	readonly target: ProofSide;
	readonly control: ProofSide;
}

export interface ProofSide {
	readonly before: ProbeOutcome | null;
	readonly after: ProbeOutcome | null;
	readonly afterRecovery: ProbeOutcome | null;
	/** How many of the latest outcomes, without a break, were denials by this deny. */
	readonly deniedInARow: number;
	readonly deniedSince: string | null;
	readonly at: string | null;
}

export interface Changes {
	readonly policy: {
		readonly id: string;
		readonly name: string;
		readonly targets: readonly string[];
		/** As it was in force last. */
		readonly document: string;
		readonly at: string | null;
		/** When it came off; null while it is on, and where it never was. */
		readonly offAt: string | null;
		/** A policy that was prepared beforehand and was filled. */
		readonly prepared: boolean;
		readonly on: 'yes' | 'maybe' | 'no';
	} | null;
	readonly permissionSets: readonly {
		readonly name: string;
		readonly arn: string;
		readonly restored: boolean;
		readonly diff: readonly DiffLine[];
	}[];
	readonly accessKeys: readonly {
		readonly accessKeyId: string;
		readonly userName: string;
		readonly accountId: string;
		/** Null where no answer is on record. */
		readonly active: boolean | null;
	}[];
	/** Every call that may have changed AWS. */
	readonly calls: readonly {
		readonly at: string;
		readonly record: number;
		readonly service: string;
		readonly operation: string;
		readonly region: string;
		readonly accountId: string | null;
		readonly outcome: 'answered' | 'failed';
		readonly code: string | null;
		readonly requestIds: readonly string[];
	}[];
	/** Calls that only looked. */
	readonly reads: number;
}

export interface Attacker {
	readonly searchedAt: string;
	readonly stopped: boolean;
	readonly regions: readonly string[];
	readonly accessKeyIds: readonly string[];
	readonly sessions: readonly {
		readonly how: string;
		readonly eventId: string;
		readonly at: string;
		readonly region: string;
		readonly accountId: string | null;
		readonly roleName: string | null;
		readonly sessionName: string | null;
		readonly accessKeyId: string | null;
		readonly parentAccessKeyId: string;
	}[];
	readonly leftBehind: readonly {
		readonly kind: string;
		readonly event: string;
		readonly eventId: string;
		readonly at: string;
		readonly accountId: string;
		readonly region: string;
		readonly resource: string | null;
		readonly accessKeyId: string | null;
	}[];
	readonly attempted: readonly {readonly event: string; readonly times: number}[];
	readonly unsearched: readonly {
		readonly accessKeyId: string;
		readonly accountId: string | null;
		readonly region: string | null;
		readonly why: string;
	}[];
	/** Access keys of the test sessions: they show in CloudTrail under the very name that is denied, and are not the thief's. */
	readonly ownAccessKeyIds: readonly string[];
}

export type Group = 'contain' | 'eradicate' | 'recover' | 'learn';

export interface ChecklistItem {
	readonly id: string;
	readonly group: Group;
	readonly what: Marked;
	readonly source: string;
	readonly state: 'done' | 'skipped' | 'open';
	readonly by: string | null;
	readonly at: string | null;
	readonly note: string | null;
	readonly evidence: Marked | null;
	readonly owner: string | null;
	readonly due: string | null;
}

/** When a term of the law ends, had it begun with this walk. A reminder, never advice. */
export interface Clock {
	readonly id: string;
	readonly sentence: string;
	readonly from: string;
	readonly due: string | null;
}

export interface Note {
	readonly at: string;
	readonly by: string | null;
	readonly step: string | null;
	readonly task: string | null;
	readonly text: string;
}
