import {type ExitCode, Problem} from '../problem.ts';
import {clean} from '../text/clean.ts';
import {text} from '../text/index.ts';
import {type Arguments, readArguments} from './flags/arguments.ts';
import {helpText} from './flags/help.ts';

/**
 * Runs one command and answers the exit code. What ends it before there is an incident is said on standard error, and with `--json` in the
 * document too. Nothing is thrown.
 */
export async function main(argv: readonly string[], version: string): Promise<ExitCode> {
	// Whoever read the output may go away; what has begun in AWS is brought to its end all the same, and the exit code says how.
	for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
	let options: Arguments | undefined;
	try {
		options = readArguments(argv);
		if (options.version) {
			process.stdout.write(`${version}\n`);
			return 0;
		}
		if (options.help) {
			process.stdout.write(helpText(argv[0] === options.command ? options.command : undefined));
			return 0;
		}
		return await run(options);
	} catch (error) {
		const problem =
			error instanceof Problem
				? error
				: new Problem('defect', text.commands.defect(error instanceof Error ? error.message : String(error)), text.commands.defectNext, 1, {
						cause: error,
					});
		process.stderr.write(`${clean(problem.message, {multiline: true})}\n${clean(problem.next, {multiline: true})}\n`);
		if (options?.json) {
			const {documentOf, resultBeforeIncident} = await import('./walking/result.ts');
			process.stdout.write(documentOf(resultBeforeIncident(options.command === 'rehearse' ? 'sandbox' : 'live', problem)));
		}
		return problem.exit;
	}
}

/** Each command is loaded only when it is asked for: the first screen must not wait for the others. */
async function run(options: Arguments): Promise<ExitCode> {
	switch (options.command) {
		case 'respond': {
			const {respondCommand} = await import('./respond.ts');
			return respondCommand(options);
		}
		case 'rehearse': {
			const {rehearseCommand} = await import('./rehearse.ts');
			return rehearseCommand(options);
		}
		case 'resume': {
			const {resumeCommand} = await import('./respond.ts');
			return resumeCommand(options);
		}
		case 'recover': {
			const {recoverCommand} = await import('./respond.ts');
			return recoverCommand(options);
		}
		case 'incidents': {
			const {incidentsCommand} = await import('./looking-back/incidents.ts');
			return incidentsCommand(options);
		}
		case 'report': {
			const {reportCommand} = await import('./looking-back/report.ts');
			return reportCommand(options);
		}
		case 'note': {
			const {noteCommand} = await import('./looking-back/note.ts');
			return noteCommand(options);
		}
		case 'verify': {
			const {verifyCommand} = await import('./looking-back/verify.ts');
			return verifyCommand(options);
		}
		case 'sandbox': {
			const {sandboxCommand} = await import('./sandbox.ts');
			const serving = await sandboxCommand({...options, stdout: process.stdout});
			await new Promise<void>(resolve => {
				for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
			});
			await serving.close();
			return 0;
		}
		case 'runbook': {
			const {runbookCommand} = await import('./runbook.ts');
			const [action = '', file = ''] = options.positionals;
			await runbookCommand(action, file, process.stdout);
			return 0;
		}
	}
}
