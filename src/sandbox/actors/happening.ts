import type {SandboxCall} from '../sandbox.ts';
import type {ActorData, InjectData} from '../scenario/play.ts';

/** One call of an actor, and what became of it. */
export interface Happening
	extends Pick<SandboxCall, 'at' | 'account' | 'region' | 'callerArn' | 'accessKeyId' | 'outcome' | 'write' | 'deniedBy'> {
	readonly actor: string;
	readonly kind: ActorData['kind'];
	/** The session's name in the scenario. */
	readonly as: string;
	/** `s3:ListBuckets` */
	readonly call: string;
	/** What a success is worth. */
	readonly gains?: string;
}

/** An inject that has come. */
export interface Injected {
	readonly at: number;
	readonly inject: InjectData;
}
