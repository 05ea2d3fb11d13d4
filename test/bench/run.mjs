// How long a responder waits for the built program, as multiples of what starting Node takes on the same machine in the same minute.
// Prints medians; asserts nothing. `npm run bench`, or `node test/bench/run.mjs ROUNDS`, after `npm run build`.
import {spawn as spawnChild} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {spawn as spawnInTerminal} from '@lydell/node-pty';

const rounds = Number(process.argv[2] ?? 7);
const program = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const home = mkdtempSync(join(tmpdir(), 'tourniquet-bench-'));
const env = {
	PATH: process.env.PATH ?? '',
	HOME: home,
	XDG_STATE_HOME: join(home, 'state'),
	XDG_CONFIG_HOME: join(home, 'config'),
	AWS_EC2_METADATA_DISABLED: 'true',
	TERM: 'xterm-256color',
};

/** Milliseconds until the command has ended. */
function toEnd(...args) {
	return new Promise((resolve, reject) => {
		const started = performance.now();
		const child = spawnChild(process.execPath, args, {env, stdio: ['ignore', 'pipe', 'inherit']});
		child.stdout.resume();
		child.on('error', reject);
		child.on('close', code =>
			code === 0 ? resolve(performance.now() - started) : reject(new Error(`node ${args.join(' ')} ended with ${code}`)),
		);
	});
}

/** Milliseconds until each of these was on screen, in a terminal. */
function toShown(args, ...shown) {
	return new Promise((resolve, reject) => {
		const started = performance.now();
		const child = spawnInTerminal(process.execPath, args, {cols: 80, rows: 24, env, name: env.TERM});
		const seen = [];
		let output = '';
		child.onData(data => {
			output += data;
			while (seen.length < shown.length && shown[seen.length].test(output)) seen.push(performance.now() - started);
			if (seen.length === shown.length) child.kill();
		});
		child.onExit(() => (seen.length === shown.length ? resolve(seen) : reject(new Error(`never shown: ${shown[seen.length]}\n${output}`))));
	});
}

function median(numbers) {
	const sorted = numbers.toSorted((a, b) => a - b);
	const middle = Math.floor(sorted.length / 2);
	return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

const measured = {
	'node -e 0': [],
	'to the title line': [],
	'to the first frame': [],
	'rehearse --auto, to its end': [],
};

/** One round; what the machine is doing besides hits all four alike. */
async function round() {
	const [title, frame] = await toShown([program, 'rehearse'], /TOURNIQUET/, /started \d\d:\d\d/);
	return [await toEnd('-e', '0'), title, frame, await toEnd(program, 'rehearse', '--auto')];
}

try {
	// The first round only warms the disk's cache.
	await round();
	for (let number = 1; number <= rounds; number++) {
		for (const [index, milliseconds] of (await round()).entries()) Object.values(measured)[index].push(milliseconds);
	}
	const base = median(measured['node -e 0']);
	console.log(`median of ${rounds}`.padEnd(30), 'ms'.padStart(8), '× node -e 0'.padStart(12));
	for (const [what, each] of Object.entries(measured)) {
		console.log(what.padEnd(30), median(each).toFixed(0).padStart(8), (median(each) / base).toFixed(1).padStart(12));
	}
} finally {
	rmSync(home, {recursive: true, force: true});
}
