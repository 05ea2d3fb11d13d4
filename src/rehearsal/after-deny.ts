import type {JournalRecord} from '../incident/records.ts';
import type {Happening} from '../sandbox/actors/play.ts';

/** Whether a deny of this document names the session that made this call. */
export type IsNamed = (document: string, happening: Happening) => boolean;

/** The attacker's calls that went through once AWS had taken the deny, by what let them through. */
export interface AfterDeny {
	/** Of sessions that the deny named by then. */
	readonly spreading: number;
	/** Of sessions that it did not name. */
	readonly unnamed: number;
	/** Of sessions that it named, in the account that no service control policy binds. */
	readonly managementAccount: number;
	/** Of sessions that it had named, after somebody took it off. */
	readonly takenOff: number;
	/** The sessions behind `unnamed`, as the scenario calls them. */
	readonly unnamedSessions: readonly string[];
}

export interface Night {
	readonly records: readonly JournalRecord[];
	readonly happened: readonly Happening[];
	readonly managementAccount: string;
	readonly isNamed: IsNamed;
}

/** Tells apart why calls went through: a deny that spreads stops by and by what it names, and never what it does not. */
export function afterDenyOf(succeeded: readonly Happening[], {records, happened, managementAccount, isNamed}: Night): AfterDeny {
	const denies = deniesSent(records);
	const offAt = takenOffAt(records, happened);
	const whyOf = (call: Happening): 'spreading' | 'unnamed' | 'managementAccount' | 'takenOff' => {
		const isNamedByThen = denies.some(({at, document}) => at < call.at && isNamed(document, call));
		if (!isNamedByThen) return 'unnamed';
		if (call.account === managementAccount) return 'managementAccount';
		return offAt !== undefined && call.at >= offAt ? 'takenOff' : 'spreading';
	};
	const calls = succeeded.map(call => ({as: call.as, why: whyOf(call)}));
	const unnamed = calls.filter(({why}) => why === 'unnamed');
	const so = (which: string) => calls.filter(({why}) => why === which).length;
	return {
		spreading: so('spreading'),
		unnamed: unnamed.length,
		managementAccount: so('managementAccount'),
		takenOff: so('takenOff'),
		unnamedSessions: [...new Set(unnamed.map(({as}) => as))],
	};
}

/** Every document that AWS took as the deny, and when: the first one, and those that sessions were added to. */
function deniesSent(records: readonly JournalRecord[]): readonly {readonly at: number; readonly document: string}[] {
	const written = new Map<string, string>();
	return records.flatMap(record => {
		if (record.kind !== 'intent' && record.kind !== 'outcome') return [];
		const key = record.key.replace(/#\d+$/, '');
		if (record.kind === 'intent') {
			const document = documentIn(record.intent);
			if (document !== undefined) written.set(key, document);
			return [];
		}
		// What is created denies nobody before it is attached.
		const from = key === 'contain/attach-policy' ? 'contain/create-policy' : key;
		const takes = from !== key || /\/(fill-prepared-policy|update-policy-\d+)$/.test(key);
		const document = written.get(from);
		return takes && document !== undefined ? [{at: Date.parse(record.at), document}] : [];
	});
}

function documentIn(intent: unknown): string | undefined {
	const document = typeof intent === 'object' && intent !== null && 'document' in intent ? intent.document : undefined;
	return typeof document === 'string' ? document : undefined;
}

const TAKES_OFF = ['organizations:DetachPolicy', 'organizations:DeletePolicy', 'organizations:UpdatePolicy'];

/** When the responder, a colleague or the attacker took the deny off. */
function takenOffAt(records: readonly JournalRecord[], happened: readonly Happening[]): number | undefined {
	const own = records.filter(record => record.kind === 'outcome' && /\/(detach|delete|empty-prepared)-policy/.test(record.key));
	const others = happened.filter(({call, outcome}) => outcome === 'allowed' && TAKES_OFF.includes(call));
	const moments = [...own.map(({at}) => Date.parse(at)), ...others.map(({at}) => at)];
	return moments.length === 0 ? undefined : Math.min(...moments);
}
