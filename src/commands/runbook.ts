import {Problem} from '../problem.ts';
import {loadRunbook} from '../runbook/load.ts';
import {clean} from '../text/clean.ts';
import {text} from '../text/index.ts';
import {knownAnywhere} from './walking/known.ts';

/** `tourniquet runbook check FILE` and `runbook show FILE`. */
export async function runbookCommand(action: string, file: string, stdout: NodeJS.WritableStream): Promise<void> {
	if (action !== 'check' && action !== 'show')
		throw new Problem('wrong-words', text.commands.runbookWords(action), text.commands.seeHelp, 2);
	const runbook = await loadRunbook(file, knownAnywhere);
	if (action === 'check') {
		stdout.write(`${text.commands.runbookGood(file, runbook.steps.length)}\n`);
		return;
	}
	const lines: string[] = [`# ${runbook.title}`, ''];
	for (const [index, step] of runbook.steps.entries()) {
		lines.push(`${index + 1}. ${step.title}`, `   ${step.why}`);
		for (const item of step.checklist) lines.push(`   [ ] ${item.title}`, `       ${item.where}`, `       ${item.why}`);
	}
	stdout.write(`${lines.map(line => clean(line)).join('\n')}\n`);
}
