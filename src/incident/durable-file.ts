import {type FileHandle, open} from 'node:fs/promises';
import {dirname} from 'node:path';

/** Another program wrote to the file while it was open here. */
export class WrittenByAnother extends Error {}

interface Pending {
	readonly text: string;
	readonly resolve: () => void;
	readonly reject: (error: unknown) => void;
}

/**
 * A file that only ever grows, and whose growth is on the disk before an append resolves. Appends made while one is being written are
 * written together after it, in order, with a single sync. After the first failure nothing more is written: what is on disk then is
 * a beginning of what was appended, cut off anywhere.
 */
export class DurableFile {
	readonly #handle: FileHandle;
	readonly #pending: Pending[] = [];
	#size: number;
	/** Never rejects, and is never cleared: every append lines up behind it. */
	#written: Promise<void> = Promise.resolve();
	#failure: {readonly error: unknown} | undefined;

	private constructor(handle: FileHandle, size: number) {
		this.#handle = handle;
		this.#size = size;
	}

	/** Only its owner may read it. Fails with EEXIST when something is there already. */
	static async create(path: string): Promise<DurableFile> {
		const handle = await open(path, 'ax', 0o600);
		try {
			await syncFolder(dirname(path));
		} catch (error) {
			await handle.close();
			throw error;
		}
		return new DurableFile(handle, 0);
	}

	/** Goes on at the end, which is expected to be at `size` bytes. */
	static async reopen(path: string, size: number): Promise<DurableFile> {
		return new DurableFile(await open(path, 'a'), size);
	}

	/** Resolves when the text is on the disk. Rejects with what kept it from there, at once when anything before it failed. */
	append(text: string): Promise<void> {
		if (this.#failure !== undefined) return Promise.reject(this.#failure.error);
		const appended = new Promise<void>((resolve, reject) => {
			this.#pending.push({text, resolve, reject});
		});
		this.#written = this.#written.then(() => this.#writePending());
		return appended;
	}

	/** Waits for what has been appended, then closes. */
	async close(): Promise<void> {
		await this.#written;
		await this.#handle.close();
	}

	/** Everything that waits, together; nothing when an earlier turn took it along. */
	async #writePending(): Promise<void> {
		const batch = this.#pending.splice(0);
		if (batch.length === 0) return;
		try {
			if (this.#failure !== undefined) throw this.#failure.error;
			await this.#write(Buffer.from(batch.map(({text}) => text).join('')));
			for (const {resolve} of batch) resolve();
		} catch (error) {
			this.#failure ??= {error};
			for (const {reject} of batch) reject(error);
		}
	}

	async #write(bytes: Uint8Array): Promise<void> {
		if ((await this.#handle.stat()).size !== this.#size) throw new WrittenByAnother();
		await this.#handle.appendFile(bytes);
		await this.#handle.datasync();
		this.#size += bytes.length;
	}
}

/** Puts a folder's entries on the disk, so that a new file in it is still there after a power cut. */
export async function syncFolder(folder: string): Promise<void> {
	const handle = await open(folder, 'r');
	try {
		await handle.sync();
	} catch (error) {
		// Some network file systems cannot sync a folder; there is nothing better to do on them.
		if (!(error instanceof Error && 'code' in error && (error.code === 'EINVAL' || error.code === 'ENOTSUP'))) throw error;
	} finally {
		await handle.close();
	}
}
