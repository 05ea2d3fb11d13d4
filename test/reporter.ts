import type {Reporter, TestModule} from 'vitest/node';

/** Closes a run with one plain line that any tool can read: `N passed, N failed`. */
export default class PlainLine implements Reporter {
	onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
		let passed = 0;
		let failed = unhandled.length;
		let skipped = 0;
		for (const module of modules) {
			// A file that does not even load has no tests that could fail, so it counts itself.
			if (module.state() === 'failed' && [...module.children.allTests()].every(test => test.result().state !== 'failed')) failed += 1;
			for (const test of module.children.allTests()) {
				const {state} = test.result();
				if (state === 'passed') passed += 1;
				else if (state === 'failed') failed += 1;
				else skipped += 1;
			}
		}
		process.stdout.write(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`);
	}
}
