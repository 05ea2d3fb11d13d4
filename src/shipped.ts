import {existsSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';

/**
 * What the package brings below its folder `runbooks`. The sources, the bundle and the chunks of the bundle lie at different depths below the
 * package's folder, so the nearest folder above that has it counts, wherever the program was called from.
 */
export function shipped(path: string): string {
	const beside = dirname(fileURLToPath(import.meta.url));
	for (let folder = beside; ; folder = dirname(folder)) {
		const file = join(folder, 'runbooks', path);
		// At the top it is missing: a path that says where it should be.
		if (existsSync(file)) return file;
		if (folder === dirname(folder)) return join(beside, 'runbooks', path);
	}
}
