import {defineConfig} from 'vitest/config';

const shared = {
	testTimeout: 30_000,
	// What is made for several tests may take as long as any of them on a busy machine.
	hookTimeout: 120_000,
	// Nothing of the machine's own AWS set-up may reach a test.
	env: {
		AWS_CONFIG_FILE: '/dev/null',
		AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
		AWS_EC2_METADATA_DISABLED: 'true',
		AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
	},
};

export default defineConfig({
	test: {
		reporters: ['default', './test/reporter.ts'],
		projects: [
			{
				test: {
					...shared,
					name: 'rooms',
					include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
					exclude: ['test/e2e/**'],
					maxWorkers: '100%',
					sequence: {groupOrder: 0},
				},
			},
			{
				test: {
					...shared,
					name: 'end-to-end',
					include: ['test/e2e/**/*.test.ts'],
					// After the others: a terminal that has to share its processor runs out of patience.
					maxWorkers: 1,
					sequence: {groupOrder: 1},
					globalSetup: ['./test/e2e/build-once.ts'],
					testTimeout: 120_000,
					// A machine under heavy load may keep a terminal from taking a key in time; what is wrong fails every time.
					retry: 2,
				},
			},
		],
	},
});
