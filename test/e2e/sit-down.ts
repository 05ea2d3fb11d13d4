import {test as plain} from 'vitest';
import {Responder, type Seat} from './responder.ts';

type SitDown = (command: readonly string[], seat?: Seat) => Responder;

/** Tests with a terminal to sit down at; whatever was opened is over when the test is. */
export const test = plain.extend<{sitDown: SitDown}>({
	sitDown: async ({onTestFinished}, use) => {
		await use((command, seat = {}) => {
			const responder = new Responder(command, seat);
			onTestFinished(() => responder.leave());
			return responder;
		});
	},
});
