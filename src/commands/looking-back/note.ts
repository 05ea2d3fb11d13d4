import {userInfo} from 'node:os';
import {version} from '../../../package.json';
import {systemClock} from '../../clock.ts';
import {readBeside} from '../../incident/beside.ts';
import {Journal} from '../../incident/journal.ts';
import {lockIncident} from '../../incident/lock.ts';
import {findIncident, stateFolder} from '../../incident/place.ts';
import type {JournalRecord} from '../../incident/records.ts';
import {type ExitCode, Problem} from '../../problem.ts';
import type {Report} from '../../report/model.ts';
import {ownTasks} from '../../report/parts/checklist.ts';
import {RESPONDER_NOTE} from '../../runbook/record.ts';
import {clean} from '../../text/clean.ts';
import {text} from '../../text/index.ts';
import type {Arguments} from '../flags/arguments.ts';
import {refuseDamaged} from './damaged.ts';
import {keepReport} from './report.ts';

const states = ['done', 'skipped', 'open'] as const;

/**
 * `tourniquet note INCIDENT [TEXT]`: writes something down for the report, with the time; about a task of its checklist with `--task`.
 * It is a sitting of its own in the journal, and the report in the incident's folder is made anew.
 */
export async function noteCommand(options: Arguments): Promise<ExitCode> {
	const [named = '', ...said] = options.positionals;
	const {task, taskState, owner, due} = options;
	const note = said.join(' ').trim();
	if (taskState !== undefined && !(states as readonly string[]).includes(taskState))
		throw new Problem('unknown-state', text.report.noteUnknownState(taskState, states), text.commands.seeHelp, 2);
	if (task === undefined && (taskState ?? owner ?? due) !== undefined)
		throw new Problem('which-task', text.report.noteWithoutTask, text.report.noteTasksNext, 2);
	if (due !== undefined && !isDate(due)) throw new Problem('bad-date', text.report.noteBadDate(due), text.report.noteBadDateNext, 2);
	if (taskState === 'skipped' && note === '') throw new Problem('no-reason', text.report.noteNoReason, text.commands.seeHelp, 2);
	if (note === '' && task === undefined) throw new Problem('wrong-words', text.report.noteNothing, text.commands.seeHelp, 2);
	const place = await findIncident(stateFolder(process.env, options.stateDir), named);
	await refuseDamaged(place, options);
	const {reportOn} = await import('./report.ts');
	const report = await reportOn(place);
	if (task !== undefined && taskState !== undefined && ownTasks.has(task))
		throw new Problem('own-task', text.report.noteOwnTask(task), text.commands.seeHelp, 2);
	if (task !== undefined && !report.checklist.some(({id}) => id === task)) {
		const ids = report.checklist.map(({id}) => id);
		throw new Problem('unknown-task', text.report.noteUnknownTask(task), text.report.noteTasks(ids), 2);
	}
	const {records} = await readBeside(place.journal);
	const opened = records.find(record => record.kind === 'opened');
	const runbook = opened?.kind === 'opened' ? opened.runbook : {id: '', sha256: ''};
	const lock = await lockIncident(place.folder, place.id, systemClock.now(), options.takeOver);
	try {
		const {timeZone} = Intl.DateTimeFormat().resolvedOptions();
		const journal = await Journal.open(place.journal, {version, runbook, timeZone}, systemClock);
		try {
			const value = {text: note, by: whoNotes(), task, state: taskState, owner, due};
			const given = Object.fromEntries(Object.entries(value).filter((entry): entry is [string, string] => entry[1] !== undefined));
			await journal.append({kind: 'note', key: `note/${RESPONDER_NOTE}`, value: given});
			await journal.append({kind: 'closed', verdict: verdictBefore(records, report)});
		} finally {
			await journal.close();
		}
		process.stdout.write(`${clean(text.report.noteKept(place.id))}\n${clean(text.commands.last.report(await keepReport(place)))}\n`);
	} finally {
		await lock.release();
	}
	return 0;
}

/** A day that there is, as ISO 8601 writes it: the report is read where 01.12. and 12/01 are the same day, or not. */
function isDate(said: string): boolean {
	const at = Date.parse(`${said}T00:00:00Z`);
	return /^\d{4}-\d\d-\d\d$/.test(said) && !Number.isNaN(at) && new Date(at).toISOString().startsWith(said);
}

/** Nobody asks AWS who this is: it is whoever the machine says. */
function whoNotes(): string {
	try {
		return userInfo().username;
	} catch {
		return String(process.getuid?.() ?? '');
	}
}

/** A note changes nothing about how the last sitting ended. */
function verdictBefore(records: readonly JournalRecord[], {changes}: Report): string {
	const closed = records.findLast(record => record.kind === 'closed');
	if (closed?.kind === 'closed') return closed.verdict;
	return changes.policy === null || changes.policy.on === 'no' ? 'planned' : 'not-proven';
}
