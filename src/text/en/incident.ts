import {count, moment} from './words.ts';

const reasons: Readonly<Record<string, string>> = {
	ENOSPC: 'there is no space left on the disk',
	EDQUOT: 'your disk quota is used up',
	EROFS: 'that disk is read-only',
	EACCES: 'you are not allowed to write there',
	EPERM: 'you are not allowed to write there',
	ENOTDIR: 'a file is in the way where a folder should be',
	EEXIST: 'something else is there already',
	EIO: 'the disk reported an error',
	EFBIG: 'the file may not grow any further',
	ENOENT: 'it is not there',
	EISDIR: 'it is a folder',
};

export const incident = {
	/** `code` is the operating system's, such as ENOSPC. */
	unwritable: (path: string, code: string) => `The journal cannot be written at ${path}: ${reasons[code] ?? code}.`,
	writtenByAnother: (path: string) => `Another program has written to the journal ${path} in the meantime.`,
	unwritableNext:
		'Nothing is changed in AWS without a journal. Make room or choose another folder with --state-dir; tourniquet resume goes on with an incident that had begun.',
	writtenByAnotherNext: 'Find the other terminal that works on this incident and go on there, or close it and run tourniquet resume.',
	putBack: (path: string) => `Somebody deleted the journal ${path} while it was being written. It was put back, and is whole.`,
	putBackNext: 'Copy the incident’s folder to a safe place, and find out who cleans up there.',
	unreadable: (path: string, code: string) => `The journal ${path} cannot be read: ${reasons[code] ?? code}.`,
	notAFile: (path: string) => `${path} is not a file.`,
	unreadableNext: 'Check the path and the permissions of the folder, or name another one with --state-dir.',
	notTold: 'What its journal says does not make sense to this version of tourniquet.',
	broken: (path: string, line: number, what: string) =>
		`The journal ${path} does not hold from line ${line} on. ${what} What was done after that is not known.`,
	brokenNext:
		'Keep the file as it is, it is evidence. tourniquet recover --explain prints how to undo by hand what the lines before it tell of.',
	nothingWhole: (path: string) => `The journal ${path} holds no whole record: nothing was done with it.`,
	nothingWholeNext: 'Begin again with tourniquet respond.',

	lineAltered: 'This line is not as it was written.',
	lineOutOfPlace: 'The line before it is missing, or was changed.',
	lineUnknown: 'This line was written by a version of tourniquet that this one does not know.',
	endGone: (bytes: number) => `Its end is gone: the manifest beside it lists ${count(bytes, 'byte')} more.`,
	otherJournal: 'It is not the journal that the manifest beside it lists: records are gone, or are other ones.',
	lineTorn: 'The end was cut off while it was being written. It is set aside.',

	inUse: (id: string, user: string, host: string, pid: number, since: number) =>
		`${user} is working on incident ${id} on ${host}, since ${moment(since)} (process ${pid}).`,
	lockDamaged: (id: string) => `Somebody may be working on incident ${id}: its lock cannot be read.`,
	lockBusy: (id: string) => `Others are taking up incident ${id} at this very moment.`,
	inUseHereNext: (pid: number) =>
		`Go on in that terminal. If it hangs, end process ${pid} first; then this command goes on where its journal stops.`,
	takeOverNext:
		'Ask them first: two people on one incident undo each other’s work. When nobody works on it any more, give the same command with --take-over.',

	rehearsalOver: (id: string) => `${id} is a rehearsal. Its simulated AWS ended with the program, so there is nothing to go on with.`,
	rehearsalOverNext: (id: string) => `Play it again with tourniquet rehearse. What it came to: tourniquet report ${id}`,
	noneNamed: (name: string) => `There is no incident ${name}.`,
	noneAtAll: (folder: string) => `There are no incidents in ${folder}.`,
	noneNext: 'tourniquet incidents lists them; --state-dir names the folder they are in.',
	severalNamed: (name: string, ids: readonly string[]) => `${name} fits several incidents: ${ids.join(', ')}.`,
	severalNext: 'Give more of the id; tourniquet incidents tells more of each.',
};
