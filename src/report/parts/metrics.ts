import type {JournalRecord} from '../../incident/records.ts';
import type {Made} from '../made.ts';
import type {Leaked, Metric} from '../model.ts';
import type {Sat} from './sittings.ts';
import {evidenceOf, iso, notesOf, outcomesOf} from './told.ts';
import {judgedLast, recoveredLast, takesOff} from './verdict.ts';

/** How long each thing took, with the two moments it is taken between. What is not known, or ran backwards, has no figure. */
export function metricsOf(
	records: readonly JournalRecord[],
	facts: {readonly made: Made; readonly leaked: Leaked; readonly sittings: readonly Sat[]},
): readonly Metric[] {
	const earliest = (times: readonly (string | null)[]) => times.filter(at => at !== null).sort()[0] ?? null;
	const first = earliest(facts.leaked.findings.map(({firstSeen}) => firstSeen));
	const detected = earliest(facts.leaked.findings.map(({createdAt}) => createdAt));
	const began = facts.sittings[0]?.begun ?? null;
	const identified = evidenceOf(records, /^(?:person|exact)$/).at(-1)?.at ?? null;
	const applied = facts.made.policy === undefined || facts.made.policy.at === 0 ? null : iso(facts.made.policy.at);
	const proven = provenAt(records);
	return [
		metric('to-detect', first, detected),
		metric('to-respond', detected, began),
		metric('to-identify', began, identified),
		metric('to-contain', began, applied),
		metric('to-prove', applied, proven),
		metric('exposed', first, applied),
		metric('to-recover', applied, recoveredAt(records)),
	];
}

function metric(id: Metric['id'], from: string | null, to: string | null): Metric {
	const milliseconds = from === null || to === null ? null : Date.parse(to) - Date.parse(from);
	return {id, from, to, milliseconds: milliseconds === null || milliseconds < 0 ? null : milliseconds};
}

/** The first good verdict, as long as the last one is good too. */
function provenAt(records: readonly JournalRecord[]): string | null {
	const good = (verdict: unknown) => verdict === 'contained' || verdict === 'partial';
	const last = judgedLast(records);
	if (!good(last?.verdict)) return null;
	const first = notesOf(records, 'verdict').find(note => good((note.value as {readonly verdict?: string} | null)?.verdict));
	return first?.at ?? null;
}

function recoveredAt(records: readonly JournalRecord[]): string | null {
	const off = outcomesOf(records, takesOff).at(-1);
	const recovered = recoveredLast(records);
	if (off === undefined || recovered === undefined || recovered.n < off.n || recovered.left.length > 0) return null;
	return recovered.back === true ? recovered.at : null;
}
