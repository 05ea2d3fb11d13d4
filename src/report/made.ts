/** What an incident made, as whoever puts rooms together derives it from the journal for this document as well as for taking it off. */
export interface Made {
	/** `maybe`: sent to AWS, and no answer is on record. */
	readonly on: 'yes' | 'maybe' | 'no';
	/** The deny policy alone; `on` counts permission sets and access keys as well. */
	readonly policyOn: 'yes' | 'maybe' | 'no';
	/** Something was on once, or was being put on. */
	readonly wasOn: boolean;
	readonly policy?: {
		readonly policyId: string;
		readonly name: string;
		readonly document: string;
		readonly targets: readonly string[];
		/** Epoch ms of AWS's acceptance; 0 when no answer is on record. */
		readonly at: number;
		readonly placeholder?: string;
	};
	readonly sets: readonly {readonly name: string; readonly arn: string; readonly saved: string; readonly document: string}[];
	/** Those that hold the deny still, by name. */
	readonly setsOn: readonly string[];
	readonly keys: readonly {readonly accountId: string; readonly userName: string; readonly accessKeyId: string}[];
	/** Those that are inactive still, or may be. */
	readonly keysOn: readonly string[];
	/** Those among them of which no answer is on record. */
	readonly keysUnanswered: readonly string[];
}
