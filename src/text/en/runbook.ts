import type {Trouble} from '../../runbook/schema.ts';
import type {SyntaxTrouble} from '../../runbook/yaml.ts';

const didYouMean = (meant: string | undefined) => (meant === undefined ? '' : ` Did you mean “${meant}”?`);

export const runbook = {
	trouble(trouble: Trouble | SyntaxTrouble): string {
		switch (trouble.kind) {
			case 'missing':
				return `“${trouble.key}” is missing.`;
			case 'unknown-key':
				return `“${trouble.name}” is not a key that a runbook has here.${didYouMean(trouble.meant)}`;
			case 'unknown-kind':
				return `No step kind is called “${trouble.name}”.${didYouMean(trouble.meant)}`;
			case 'unknown-condition':
				return `No condition is called “${trouble.name}”.${didYouMean(trouble.meant)}`;
			case 'unknown-checklist':
				return `This runbook has no checklist “${trouble.name}”.${didYouMean(trouble.meant)}`;
			case 'out-of-order':
				return `A step of kind “${trouble.name}” goes on from a step of kind “${trouble.needs}”, which must come before it.`;
			case 'repeated-kind':
				return `There is a step of kind “${trouble.name}” already; it is walked once.`;
			case 'needed-always':
				return `Later steps go on from “${trouble.name}”, so it cannot be left out by a condition.`;
			case 'duplicate-id':
				return `The id “${trouble.name}” is used twice.`;
			case 'not-kebab-case':
				return `“${trouble.name}” is not an id: use small letters, digits and single hyphens.`;
			case 'reserved-id':
				return `“${trouble.name}” cannot be an id here. Choose another.`;
			case 'not-text':
				return 'This must be text. Put it in quotes if it looks like something else.';
			case 'not-a-mapping':
				return 'This must be a mapping of keys to values.';
			case 'not-a-list':
				return 'This must be a list.';
			case 'empty':
				return 'This is empty.';
			case 'several-lines':
				return 'This must fit in one line.';
			case 'unknown-format':
				return 'This program reads runbooks of format 1.';
			case 'empty-file':
				return 'The file is empty.';
			case 'duplicate-key':
				return 'This key is given twice.';
			case 'tab':
				return 'A tab cannot indent here. Use spaces.';
			case 'second-document':
				return 'A runbook is one document; a second one begins here.';
			case 'alias':
				return 'Aliases are not followed in a runbook. Write it out.';
			case 'tag':
				return 'Tags are not used in a runbook. Remove it.';
			case 'key-not-text':
				return 'A key must be text.';
			case 'number':
				return 'This number would not be kept digit by digit. Put it in quotes.';
			case 'too-deep':
				return 'This is nested too deeply.';
			case 'not-utf-8':
				return 'This is not UTF-8 text.';
			case 'yaml':
				return `This is not valid YAML: ${trouble.detail}.`;
		}
	},
	invalid: (file: string, problems: readonly string[]) =>
		`The runbook ${file} cannot be used:\n${problems.map(problem => `  ${problem}`).join('\n')}`,
	invalidNext: 'Correct the file and try again, or leave out --runbook to use the one that comes with Tourniquet.',
	missing: (file: string) => `There is no runbook at ${file}.`,
	isFolder: (file: string) => `${file} is a folder, not a runbook.`,
	tooLarge: (file: string) => `${file} is larger than 1 MiB. No runbook is.`,
	unreadable: (file: string, reason: string) => `The runbook ${file} cannot be read: ${reason}.`,
	unreadableNext: 'Check the path given with --runbook, or leave it out to use the one that comes with Tourniquet.',
};
