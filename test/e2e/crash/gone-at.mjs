// Loaded into the program before it begins: it is gone, as when the power is cut, at a place that is counted from its beginning. Batches with
// something of the walk's own are counted when they are on the disk; changes when they were answered and before that is written down.
import {writeFileSync} from 'node:fs';
import {open} from 'node:fs/promises';

const {GONE_AT_BATCH, GONE_AT_CHANGE, GONE_COUNTED} = process.env;
const handle = await open('/dev/null');
const prototype = Object.getPrototypeOf(handle);
const {appendFile, datasync} = prototype;
await handle.close();
let batches = 0;
let changes = 0;
let counts = false;
prototype.appendFile = function (content, ...rest) {
	const lines = content.toString().trim().split('\n');
	counts = lines.some(line => line.startsWith('{"n":') && !line.includes('"kind":"call"'));
	changes += lines.filter(line => line.includes('"kind":"outcome"') || line.includes('"kind":"failed"')).length;
	if (GONE_AT_CHANGE !== undefined && changes >= Number(GONE_AT_CHANGE)) process.kill(process.pid, 'SIGKILL');
	return appendFile.call(this, content, ...rest);
};
prototype.datasync = async function () {
	await datasync.call(this);
	if (!counts) return;
	batches += 1;
	if (GONE_COUNTED !== undefined) writeFileSync(GONE_COUNTED, String(batches));
	if (String(batches) === GONE_AT_BATCH) process.kill(process.pid, 'SIGKILL');
};
