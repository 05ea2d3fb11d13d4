/** How long nothing more must have come before the prompt is said again, in milliseconds: lines that come together need it once. */
const quietMs = 200;

interface Prompt {
	readonly say: () => void;
	timer?: NodeJS.Timeout;
}

/** What is being asked on each output. Questions and everything else are written there by two hands that do not know each other. */
const prompts = new WeakMap<NodeJS.WritableStream, Prompt>();

/** Says the prompt, and again below whatever is written while `answer` is waited for. */
export async function underPrompt<T>(out: NodeJS.WritableStream, say: () => void, answer: () => Promise<T>): Promise<T> {
	const prompt: Prompt = {say};
	say();
	prompts.set(out, prompt);
	try {
		return await answer();
	} finally {
		clearTimeout(prompt.timer);
		if (prompts.get(out) === prompt) prompts.delete(out);
	}
}

/** Lines were written: a prompt that was the last one is not any more. */
export function wroteLines(out: NodeJS.WritableStream): void {
	const prompt = prompts.get(out);
	if (prompt === undefined) return;
	clearTimeout(prompt.timer);
	prompt.timer = setTimeout(prompt.say, quietMs);
}
