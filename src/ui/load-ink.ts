/**
 * Loads the screen, and with it Ink. Ink's layout engine decodes itself through `fetch` when there is one, and Node's `fetch`
 * brings a whole HTTP client with it; without one it decodes itself, a good deal sooner. So `fetch` is hidden until Ink is there.
 */
export async function loadTerminal(): Promise<typeof import('./terminal.tsx')> {
	const hidden = Object.getOwnPropertyDescriptor(globalThis, 'fetch');
	if (hidden === undefined) return import('./terminal.tsx');
	Reflect.deleteProperty(globalThis, 'fetch');
	try {
		return await import('./terminal.tsx');
	} finally {
		Object.defineProperty(globalThis, 'fetch', hidden);
	}
}
