import {readFile} from 'node:fs/promises';
import {homedir} from 'node:os';
import {join} from 'node:path';
import * as v from 'valibot';
import {Problem} from '../../problem.ts';
import {readYaml} from '../../runbook/yaml.ts';
import {clean} from '../../text/clean.ts';
import {text} from '../../text/index.ts';
import {regionName} from './arguments.ts';

const words = v.pipe(v.string(), v.minLength(1));
const shape = v.strictObject({
	/** Session names, user ids and ARNs that are never denied. */
	protected: v.optional(v.array(words)),
	probeRole: v.optional(words),
	findingsRole: v.optional(words),
	containmentRole: v.optional(words),
	externalId: v.optional(words),
	regions: v.optional(v.array(v.pipe(v.string(), v.regex(regionName)))),
});

export type Configuration = v.InferOutput<typeof shape>;

/**
 * `$XDG_CONFIG_HOME/tourniquet/config.yaml`; nothing configured when there is no such file.
 * @throws Problem `configuration-bad`, exit 2, with file:line:column. A list of protected people must never be ignored quietly.
 */
export async function readConfiguration(environment: NodeJS.ProcessEnv): Promise<Configuration> {
	const file = join(environment.XDG_CONFIG_HOME || join(homedir(), '.config'), 'tourniquet', 'config.yaml');
	let content: string;
	try {
		content = await readFile(file, 'utf8');
	} catch (error) {
		const code = error instanceof Error && 'code' in error ? String(error.code) : '';
		if (code === 'ENOENT' || code === 'ENOTDIR') return {};
		throw bad(file, text.commands.configurationUnreadable(code));
	}
	const yaml = readYaml(content);
	const [syntax] = yaml.problems;
	if (syntax?.trouble.kind === 'empty-file') return {};
	if (syntax !== undefined) throw bad(`${file}:${syntax.line}:${syntax.column}`, text.runbook.trouble(syntax.trouble));
	const checked = v.safeParse(shape, yaml.value);
	if (checked.success) return checked.output;
	const [issue] = checked.issues;
	const steps = issue.path ?? [];
	const path = steps.map(step => step.key as string | number);
	const {line, column} = yaml.position(path, steps.at(-1)?.origin === 'key' ? 'key' : 'value');
	throw bad(`${file}:${line}:${column}`, text.commands.configurationWrong(path.join('.'), Object.keys(shape.entries)));
}

function bad(where: string, why: string): Problem {
	return new Problem('configuration-bad', clean(text.commands.configurationBad(where, why)), text.commands.configurationNext, 2);
}
