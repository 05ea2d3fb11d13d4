import type {Denial} from '../authorization/authorize.ts';

/** An error that AWS would answer with; the service's own protocol turns it into bytes. */
export class AwsFault extends Error {
	override readonly name = 'AwsFault';
	constructor(
		/** The shape's name where the service's model has one (`PolicyNotFoundException`), else the code on the wire (`AccessDenied`). */
		readonly code: string,
		message: string,
		/** The status for codes that the service's model does not list, and the error's further members (`Reason`). */
		readonly extra: {readonly status?: number; readonly members?: Readonly<Record<string, unknown>>} = {},
		/** What denied it, where somebody was denied. */
		readonly denial?: Denial,
	) {
		super(message);
	}
}
