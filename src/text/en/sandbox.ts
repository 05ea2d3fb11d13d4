/** What is true, and what to do now. */
interface Sentence {
	readonly message: string;
	readonly next: string;
}

/** What `tourniquet sandbox` says. */
export const sandbox = {
	unknownFault: (fault: string, forms: readonly string[]): Sentence => ({
		message: `The sandbox does not know the fault “${fault}”.`,
		next: `Use one of: ${forms.join(', ')}.`,
	}),
	portNotAvailable: (port: number): Sentence => ({
		message: `Port ${port} is in use or may not be used.`,
		next: 'Choose another one with --port, or leave --port out to get a free one.',
	}),
	logNotWritable: (file: string): Sentence => ({
		message: `The log of calls cannot be written to ${file}.`,
		next: 'Choose a file that you may write with --log, or leave --log out.',
	}),
	listening: (url: string) => `A simulated AWS is listening on ${url}. Nothing here touches AWS.`,
	paste: 'Paste this into another terminal to work in it as the responder. Ctrl-C here ends it.',
	olderCli: (url: string) => `AWS CLIs older than 2.13 do not read AWS_ENDPOINT_URL: give them --endpoint-url ${url} as well.`,
};
