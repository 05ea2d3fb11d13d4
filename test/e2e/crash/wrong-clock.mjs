// Loaded into the program before it begins: the machine's clock is set back an hour when the first change is announced, or was before.
import {open} from 'node:fs/promises';

const Real = Date;
let behind = process.env.CLOCK_IS_BEHIND === undefined ? 0 : 3_600_000;
globalThis.Date = class extends Real {
	constructor(...given) {
		if (given.length === 0) super(Real.now() - behind);
		else super(...given);
	}
	static now() {
		return Real.now() - behind;
	}
};
const handle = await open('/dev/null');
const prototype = Object.getPrototypeOf(handle);
const {appendFile} = prototype;
await handle.close();
prototype.appendFile = function (content, ...rest) {
	if (content.toString().includes('"kind":"intent"')) behind = 3_600_000;
	return appendFile.call(this, content, ...rest);
};
