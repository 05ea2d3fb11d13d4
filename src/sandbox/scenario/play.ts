import type {FindingData} from './scenario.ts';

/** When something begins: so long after the rehearsal's start, after a step of the walk was entered, or after a deny was attached. */
export interface Moment {
	readonly seconds?: number;
	readonly step?: string;
	readonly deny?: true;
}

/** Somebody at work in the sandbox, beside the responder and on the same authorization. */
export interface ActorData {
	readonly name: string;
	readonly kind: 'attacker' | 'innocent' | 'colleague';
	/** At once when absent. */
	readonly begins?: Moment;
	readonly client?: {readonly ip: string; readonly userAgent: string};
	/** One after the other, unless an act says where to go on. */
	readonly script: readonly ActData[];
}

/** One call, made once or again and again. */
export interface ActData {
	readonly id?: string;
	/** A session of the scenario, an IAM user's key (`user/<name>`), or what an earlier act kept. */
	readonly as: string;
	/** `s3:ListBuckets`: the prefix of the service's IAM actions and the operation. */
	readonly call: string;
	/** The session's when absent. */
	readonly region?: string;
	/** The operation's input. `$deny` and `$root` stand for the last policy that a call attached, and for where. */
	readonly with?: Readonly<Record<string, unknown>>;
	/** How long before the first time. */
	readonly afterSeconds?: number;
	/** How often; once when absent. */
	readonly everySeconds?: number;
	/** How many times, with `everySeconds`; as long as the rehearsal lasts when absent. */
	readonly times?: number;
	/** Where to go on when it was denied twice in a row: the id of an act, `next`, or `end`. It goes on as before when absent. */
	readonly denied?: string;
	/** Where to go on once it was allowed. */
	readonly allowed?: string;
	/** The credentials in the answer, under this name. */
	readonly keeps?: string;
	/** What one success is worth to whoever does it: `read a file of the data lake`. */
	readonly gains?: string;
}

/** Something that comes in between. */
export interface InjectData {
	readonly id: string;
	readonly at: Moment;
	/** Put in front of the responder: who it comes from, and what is said. */
	readonly title?: string;
	readonly say?: readonly string[];
	/** AWS answers the responder's calls to this service with a throttle for so long. */
	readonly throttle?: {readonly service: string; readonly seconds: number};
	/** The responder's session runs out; signing in again gives another one. */
	readonly expire?: true;
	/** GuardDuty sees something more. */
	readonly finding?: FindingData;
}

export interface PropagationData {
	readonly minimumSeconds: number;
	readonly maximumSeconds: number;
	/** Places go back and forth between the old and the new before they settle. */
	readonly flapping?: true;
}

/** What a good response comes to. */
export interface GoalData {
	/** `contained` when absent. */
	readonly verdict?: 'contained' | 'partial' | 'not-contained' | 'not-proven' | 'over-reach' | 'planned' | 'refused';
	/** Whom the deny is for, as it is typed or named in the field; the finding's when absent. */
	readonly names?: readonly string[];
	/** Further names that may be denied as well: the same person's. */
	readonly also?: readonly string[];
	/** Sessions of the attacker that nothing in this program can stop. */
	readonly beyond?: readonly string[];
	/** Innocent sessions that a good response cannot spare, which is what the warning is about. */
	readonly costs?: readonly string[];
	/** What the debrief says about it: one sentence each. */
	readonly points?: readonly string[];
}
