import {constants} from 'node:fs';
import {type FileHandle, open, stat} from 'node:fs/promises';
import {dirname} from 'node:path';
import {makeFolders} from './folders.ts';
import {hasCode} from './has-code.ts';

/** Another program wrote to the file while it was open here, or put another one in its place. */
export class WrittenByAnother extends Error {}

/** Appends, and can read back what is there. */
const APPEND = constants.O_RDWR | constants.O_APPEND;

interface Pending {
	readonly text: string;
	readonly resolve: () => void;
	readonly reject: (error: unknown) => void;
}

/**
 * A file that only ever grows, and whose growth is on the disk before an append resolves. Appends made while one is being written are
 * written together after it, in order, with a single sync. After the first failure nothing more is written: what is on disk then is
 * a beginning of what was appended, cut off anywhere. When somebody deletes the file, all of it is put back before it grows again.
 */
export class DurableFile {
	readonly #path: string;
	readonly #pending: Pending[] = [];
	#handle: FileHandle;
	#size: number;
	#putBack = 0;
	/** Never rejects, and is never cleared: every append lines up behind it. */
	#written: Promise<void> = Promise.resolve();
	#failure: {readonly error: unknown} | undefined;

	private constructor(path: string, handle: FileHandle, size: number) {
		this.#path = path;
		this.#handle = handle;
		this.#size = size;
	}

	/** Only its owner may read it. Fails with EEXIST when something is there already. */
	static async create(path: string): Promise<DurableFile> {
		return new DurableFile(path, await createSynced(path), 0);
	}

	/** Goes on at the end, which is expected to be at `size` bytes. */
	static async reopen(path: string, size: number): Promise<DurableFile> {
		return new DurableFile(path, await open(path, APPEND), size);
	}

	/** How often the file had been deleted, and was put back. */
	get putBack(): number {
		return this.#putBack;
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
		const [open, there] = await Promise.all([this.#handle.stat(), stat(this.#path).catch(orMissing)]);
		if (open.size !== this.#size) throw new WrittenByAnother();
		if (there === undefined) await this.#restore();
		else if (there.ino !== open.ino || there.dev !== open.dev) throw new WrittenByAnother();
		await this.#handle.appendFile(bytes);
		await this.#handle.datasync();
		this.#size += bytes.length;
	}

	/** What was deleted lives as long as it is open: it is read there, and written to where it was. */
	async #restore(): Promise<void> {
		const held = Buffer.alloc(this.#size);
		for (let read = 0; read < held.length; ) {
			const {bytesRead} = await this.#handle.read(held, read, held.length - read, read);
			if (bytesRead === 0) throw new WrittenByAnother();
			read += bytesRead;
		}
		await makeFolders(dirname(this.#path));
		const handle = await createSynced(this.#path);
		try {
			await handle.appendFile(held);
			await handle.datasync();
		} catch (error) {
			await handle.close();
			throw error;
		}
		await this.#handle.close();
		this.#handle = handle;
		this.#putBack += 1;
	}
}

async function createSynced(path: string): Promise<FileHandle> {
	const handle = await open(path, APPEND | constants.O_CREAT | constants.O_EXCL, 0o600);
	try {
		await syncFolder(dirname(path));
		return handle;
	} catch (error) {
		await handle.close();
		throw error;
	}
}

function orMissing(error: unknown): undefined {
	if (hasCode(error, 'ENOENT')) return undefined;
	throw error;
}

/** Puts a folder's entries on the disk, so that a new file in it is still there after a power cut. */
export async function syncFolder(folder: string): Promise<void> {
	const handle = await open(folder, 'r');
	try {
		await handle.sync();
	} catch (error) {
		// Some network file systems cannot sync a folder; there is nothing better to do on them.
		if (!hasCode(error, 'EINVAL') && !hasCode(error, 'ENOTSUP')) throw error;
	} finally {
		await handle.close();
	}
}
