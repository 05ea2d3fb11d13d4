import {execFileSync} from 'node:child_process';

/** The end-to-end tests drive the built program, so it is built from what is on disk now. */
export default function setup(): void {
	execFileSync(process.execPath, ['build.mjs'], {cwd: new URL('../..', import.meta.url), stdio: 'inherit'});
}
