import {FAULT_FORMS} from '../../sandbox/faults.ts';
import {text} from '../../text/index.ts';
import {type CommandName, commandNames, type FlagName, flags} from './arguments.ts';

/** The help of one command, or of all. */
export function helpText(command: CommandName | undefined): string {
	const {help} = text.commands;
	const shown = (Object.keys(flags) as FlagName[]).filter(
		name => command === undefined || (flags[name].of as readonly CommandName[]).includes(command),
	);
	const lines = [
		`${text.commands.title} · ${text.commands.tagline}`,
		'',
		help.usage,
		'',
		...commandNames.filter(name => command === undefined || name === command).map(name => `  ${name.padEnd(10)} ${help.commands[name]}`),
		'',
		...shown.map(name => {
			const [first = '', ...rest] = help.flags[name].split('  ');
			return rest.length > 0 ? `  ${`--${name} ${first}`.padEnd(26)} ${rest.join('  ')}` : `  ${`--${name}`.padEnd(26)} ${first}`;
		}),
		'',
		// Not among all commands: there they would hide the flags.
		...(command !== undefined && shown.includes('fault') ? [help.faultForms, ...FAULT_FORMS.map(faultLine), ''] : []),
		help.exitCodes,
		...Object.entries(help.codes).map(([code, meaning]) => `  ${code.padStart(3)}  ${meaning}`),
	];
	return `${lines.join('\n')}\n`;
}

const faultLine = (form: (typeof FAULT_FORMS)[number]) => `  ${form.padEnd(36)} ${text.commands.help.faults[form]}`;
