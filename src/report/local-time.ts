/** A time beside UTC: `2026-11-23 01:41:00 +01:00`, whatever the machine's own zone and language are. */
export function localTime(at: string, timeZone: string): string {
	const date = new Date(at);
	const parts = new Map(
		formatFor(timeZone)
			.formatToParts(date)
			.map(({type, value}) => [type, value]),
	);
	const of = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? '';
	const offset = of('timeZoneName').replace(/^GMT$/, '+00:00').replace(/^GMT/, '').replace('\u2212', '-');
	return `${of('year')}-${of('month')}-${of('day')} ${of('hour')}:${of('minute')}:${of('second')} ${offset}`;
}

/** Whether the machine knows a zone of this name. */
export function isTimeZone(name: string): boolean {
	try {
		formatFor(name);
		return true;
	} catch {
		return false;
	}
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatFor(timeZone: string): Intl.DateTimeFormat {
	const known = formats.get(timeZone);
	if (known !== undefined) return known;
	const made = new Intl.DateTimeFormat('en-US', {
		timeZone,
		calendar: 'iso8601',
		numberingSystem: 'latn',
		hourCycle: 'h23',
		year: 'numeric',
		month: '2-digit',
		day: '2-digit',
		hour: '2-digit',
		minute: '2-digit',
		second: '2-digit',
		timeZoneName: 'longOffset',
	});
	formats.set(timeZone, made);
	return made;
}
