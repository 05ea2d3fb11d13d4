import type {Audit, AuditFinding, Changes} from '../../incident/audit.ts';
import type {ManifestFinding} from '../../incident/manifest.ts';
import {count, moment, span} from './words.ts';

/** What checking a journal comes to. */
export const verify = {
	which: 'Say which incident to verify: its id, its folder, or a journal.',
	what: (id: string, mode: 'live' | 'sandbox'): string =>
		`Incident ${id}${mode === 'sandbox' ? ' (a rehearsal, nothing in it touched AWS)' : ''}`,
	size: ({records, sittings, from, to}: Audit): string =>
		from === undefined || to === undefined
			? 'no whole record'
			: `${count(records, 'record')} in ${count(sittings, 'sitting')}, ${moment(from)} to ${moment(to)}`,
	chained: '✔ Every record follows the one before: none was changed, left out between others, or put in.',
	torn: (line: number): string =>
		`▲ Line ${line} was cut off while it was being written, as in a crash. What it was about is asked of AWS when the incident is gone on with.`,
	broken: (line: number, what: string, whole: number): string =>
		`✘ The journal does not hold from line ${line} on: ${what} ${whole === 0 ? 'Nothing' : `Only the ${count(whole, 'record')} before it`} can be relied on.`,
	setAside: (line: number, bytes: number): string =>
		`· Line ${line}: ${count(bytes, 'byte')} that a crash cut off were set aside; the next record vouches for them.`,
	/** @param whole the journal holds to its end; one that does not says nothing of what came after */
	announced: ({answered, failed, open}: Changes, whole: boolean): string => {
		const all = answered + failed + open.length;
		if (all === 0)
			return whole
				? '✔ Nothing was sent to AWS that changes anything.'
				: '▲ What can be relied on tells of nothing that was sent to AWS and changes anything. More may have been sent.';
		const mark = whole ? '✔' : '▲ As far as it can be relied on:';
		return `${mark} ${count(all, 'change')} to AWS, each written down before it was sent: ${answered} done, ${failed} failed, ${open.length} without an answer.`;
	},
	open: ({n, what}: Changes['open'][number]): string =>
		`▲ Record ${n}: no answer is on record to “${what}”. Whether it was done is asked of AWS when the incident is gone on with.`,
	finding: (finding: AuditFinding): string => {
		const {n} = finding;
		switch (finding.code) {
			case 'unannounced-outcome':
				return `✘ Record ${n} answers a change that was never written down before it (${finding.key}).`;
			case 'second-outcome':
				return `✘ Record ${n} answers a change that had been answered already (${finding.key}).`;
			case 'unannounced-call':
				return `✘ Record ${n}: ${finding.service}:${finding.operation} was sent while no change was written down.`;
			case 'clock-went-back':
				return `· Record ${n}: the machine’s clock went back by ${span(finding.byMs)}. The order of the records is the order of events; their times are not.`;
			case 'sitting-cut-off':
				return `· After record ${n} the program was gone without its last word; the incident was gone on with later.`;
			case 'other-incident':
				return `✘ Record ${n} belongs to another incident (${finding.incident}).`;
		}
	},
	/** One line for what is as listed, and one for each file that is not. */
	files: (findings: readonly ManifestFinding[]): readonly string[] => {
		const same = findings.filter(({code}) => code === 'same').length;
		const others = findings.filter(({code}) => code !== 'same').map(fileLine);
		return same === 0 ? others : [`✔ ${count(same, 'file')} beside it as the manifest lists ${same === 1 ? 'it' : 'them'}.`, ...others];
	},
	cannotShow: ({records, head}: Audit): readonly string[] => [
		'What this cannot show: that records were cut off at the end which no manifest lists, and that nobody who could write here made all of it anew, the manifest too.',
		...(head === undefined
			? []
			: [`To show it later, keep this where others cannot change it: ${count(records, 'record')}, the last with hash`, head]),
	],
	holds: 'THE JOURNAL HOLDS.',
	filesDoNotHold: 'THE JOURNAL HOLDS, THE FILES BESIDE IT DO NOT. The report can be made again from the journal: tourniquet report.',
	doesNotHold: `THE JOURNAL DOES NOT HOLD. Keep it as it is: it is evidence, and nothing here has written to it.`,
} as const;

function fileLine(finding: ManifestFinding): string {
	switch (finding.code) {
		case 'no-manifest':
			return '· There is no manifest of the files beside it: no report was made yet.';
		case 'unreadable-manifest':
			return '✘ The manifest of the files beside it cannot be read.';
		case 'same':
			return `✔ ${finding.file} is as the manifest lists it.`;
		case 'grown':
			return `· ${finding.file} went on since the manifest was made; what was there then is unchanged.`;
		case 'altered':
			return `✘ ${finding.file} is not what it was when the manifest was made.`;
		case 'shorter':
			return `✘ ${finding.file} is ${count(finding.by, 'byte')} shorter than it was when the manifest was made.`;
		case 'missing':
			return `✘ ${finding.file} is gone since the manifest was made.`;
		case 'added':
			return `· ${finding.file} was added since the manifest was made.`;
	}
}
