import {goodVerdict} from './missed.ts';
import type {Played} from './score.ts';

export interface WrongTurn {
	readonly code: 'stepped-back' | 'planned-again' | 'other-finding' | 'stopped-by-problem';
	readonly at: number;
}

export function wrongTurns(played: Pick<Played, 'records' | 'scenario'>): readonly WrongTurn[] {
	const {records, scenario} = played;
	const {finding} = scenario.rehearsal;
	const mayStop = goodVerdict(played) === 'refused';
	return records.flatMap((record): WrongTurn[] => {
		const at = Date.parse(record.at);
		if (record.kind === 'step' && record.because === 'problem') {
			// What an expired session or a guard stops is no mistake of whoever was stopped.
			return mayStop || record.problem?.code === 'expired-credentials' ? [] : [{code: 'stopped-by-problem', at}];
		}
		if (record.kind !== 'answer') return [];
		if (record.question === 'confirm' && record.answer === 'back') return [{code: 'stepped-back', at}];
		if (/^contain\/confirm#\d/.test(record.key)) return [{code: 'planned-again', at}];
		const chosen = record.key === 'findings/finding' ? record.label : undefined;
		const isOther = chosen !== undefined && finding !== undefined && !chosen.includes(finding.type);
		return isOther ? [{code: 'other-finding', at}] : [];
	});
}
