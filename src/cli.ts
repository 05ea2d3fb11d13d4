#!/usr/bin/env node
// Only what the first line on screen needs may be imported here; everything heavy loads behind it.
import {version} from '../package.json';
import {commands} from './text/en/commands.ts';

// The SDK would otherwise warn about Node's version in the middle of the screen.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const argv = process.argv.slice(2);
// Drawn before anything loads: a responder must see at once that it runs.
const walks = argv[0] === undefined || argv[0].startsWith('-') || ['respond', 'rehearse', 'resume'].includes(argv[0]);
if (walks && process.stdout.isTTY && !['--json', '--help', '-h', '--version'].some(flag => argv.includes(flag))) {
	process.stdout.write(`${commands.title} · ${commands.tagline}\n`);
}

const {main} = await import('./commands/main.ts');
const code = await main(argv, version);
// A call that nobody waits for any more must not keep the program from ending; what was said must still arrive.
await Promise.all([process.stdout, process.stderr].map(stream => new Promise<void>(resolve => stream.write('', () => resolve()))));
process.exit(code);
