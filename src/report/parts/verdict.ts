import type {ProofReason, Verdict as ProofVerdict} from '../../containment/proof/proof.ts';
import type {JournalRecord} from '../../incident/records.ts';
import {text} from '../../text/index.ts';
import type {Made} from '../made.ts';
import {data, type Marked, marked} from '../marked.ts';
import type {Leaked, Verdict, VerdictCode} from '../model.ts';
import type {Sat} from './sittings.ts';
import {bare, evidenceOf, isoOrNull, notesOf, ofKind, outcomesOf, valuesOf} from './told.ts';

interface Judged {
	readonly n: number;
	readonly at: string;
	readonly verdict: ProofVerdict;
	readonly policyNamed: boolean;
	readonly reasons: readonly ProofReason[];
}

/** The latest verdict of the probes, unless the deny was changed after it. */
export function judgedLast(records: readonly JournalRecord[]): Judged | undefined {
	const notes = ofKind(records, 'note').filter(note => /^verdict(-again)?$/.test(bare(note.key)));
	const last = notes.at(-1);
	if (last === undefined) return undefined;
	const widened = outcomesOf(records, /^(?:attach-policy|fill-prepared-policy|update-policy-\d+)$/).at(-1)?.n ?? 0;
	// What was judged was another document.
	if (widened > last.n) return undefined;
	const {verdict, policyNamed, reasons} = valuesOf(last.value) as unknown as Partial<Judged>;
	if (verdict === undefined) return undefined;
	// A verdict that is come to again over the same probes does not say once more whether the policy was named.
	const named = policyNamed ?? notes.map(note => valuesOf(note.value).policyNamed).findLast(value => typeof value === 'boolean');
	return {n: last.n, at: last.at, verdict, policyNamed: named === true, reasons: reasons ?? []};
}

/** What taking it off came to, as its last look said. */
export function recoveredLast(records: readonly JournalRecord[]) {
	const note = notesOf(records, 'recovery').at(-1);
	if (note === undefined) return undefined;
	const {left, back} = valuesOf(note.value) as unknown as {readonly left?: readonly string[]; readonly back?: boolean | null};
	return {at: note.at, n: note.n, left: left ?? [], back: back ?? null};
}

/** Until one of these is sent, a policy that was made denies nobody. */
const putsOn = /^(?:attach-policy$|fill-prepared-policy$|put-inline-policy\/)/;

export const takesOff = /^(?:detach-policy|empty-prepared-policy|restore-inline-policy\/.*)$/;

/** How it stands, by the journal alone; what is not known is never taken for good. */
export function verdictOf(
	records: readonly JournalRecord[],
	{
		made,
		sittings,
		leaked,
		holds,
	}: {
		readonly made: Made;
		readonly sittings: readonly Sat[];
		readonly leaked: Leaked;
		/** Whether the journal does, but for a torn end. */
		readonly holds: boolean;
	},
): Verdict {
	const who = leaked.subjects.map(({label}) => label);
	if (!holds) return {code: 'incomplete', at: null, sentence: text.report.verdict('incomplete', who), reasons: []};
	const judged = judgedLast(records);
	const {code, at} = standing(records, made, sittings, judged);
	const isProof = judged !== undefined && code === judged.verdict;
	const recovered = recoveredLast(records);
	const reasons: Marked[] = isProof
		? [
				text.containment.verdictMeaning(judged.verdict, judged.policyNamed),
				...judged.reasons.map(reason => text.containment.proofReason(marked(reason))),
			]
		: code === 'partly-recovered' || code === 'taken-off'
			? (recovered?.left ?? []).map(data)
			: [];
	const early = ['recovered', 'partly-recovered', 'taken-off'].includes(code) ? takenOffEarly(records) : undefined;
	return {code, at, sentence: text.report.verdict(code, who), reasons: early === undefined ? reasons : [early, ...reasons]};
}

/** Said where somebody typed that it is to come off before it was safe. */
export function takenOffEarly(records: readonly JournalRecord[]): string | undefined {
	const note = notesOf(records, 'taken-off-early').at(-1);
	return note === undefined ? undefined : text.report.takenOffEarly(isoOrNull(Number(valuesOf(note.value).safeAt)) ?? '');
}

function standing(
	records: readonly JournalRecord[],
	made: Made,
	sittings: readonly Sat[],
	judged: Judged | undefined,
): {readonly code: VerdictCode; readonly at: string | null} {
	const takenOff = outcomesOf(records, takesOff).at(-1);
	const recovered = recoveredLast(records);
	const recovering = takenOff !== undefined && sittings.some(({purpose}) => purpose === 'recovery');
	if (made.wasOn && recovering) {
		// An access key that was left inactive on purpose keeps nothing from being recovered.
		const stillDenies = made.policyOn !== 'no' || made.setsOn.length > 0;
		const whole = recovered !== undefined && recovered.n > takenOff.n && recovered.left.length === 0;
		if (stillDenies || (recovered !== undefined && recovered.left.length > 0)) return {code: 'partly-recovered', at: takenOff.at};
		if (whole && recovered.back === true) return {code: 'recovered', at: recovered.at};
		return {code: 'taken-off', at: takenOff.at};
	}
	if (made.policyOn === 'no' && made.wasOn && takenOff !== undefined) return {code: 'undone', at: takenOff.at};
	if (made.policyOn === 'yes') return judged === undefined ? {code: 'not-proven', at: null} : {code: judged.verdict, at: judged.at};
	if (made.wasOn && !ofKind(records, 'intent').some(({key}) => putsOn.test(bare(key)))) return {code: 'made-only', at: null};
	if (made.policyOn === 'maybe' || made.on !== 'no') return {code: 'unknown', at: null};
	return nothingOn(records, sittings);
}

function nothingOn(records: readonly JournalRecord[], sittings: readonly Sat[]): {readonly code: VerdictCode; readonly at: null} {
	const last = sittings.findLast(({purpose}) => purpose === 'response');
	if (last?.how === 'not-containable') return {code: 'not-containable', at: null};
	const ended = ofKind(last?.records ?? [], 'step').findLast(({state}) => state === 'ended');
	if (ended?.because === 'problem' && ended.problem?.exit === 4) return {code: 'refused', at: null};
	return {code: evidenceOf(records, /^(?:plan|state-before)/).length > 0 ? 'planned' : 'begun', at: null};
}
