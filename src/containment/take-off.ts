const hour = 3_600_000;
/** No role session lives longer (IAM Identity Center user guide, "revoke user access": keep the deny for at least 12 hours). */
const longestSession = 12 * hour;

/**
 * When the deny may come off at the earliest, epoch ms: after the longest session that may have begun just before it, and never before
 * 12 hours. `sessionDurations` are the permission sets', ISO 8601; one that cannot be read counts as 12 hours.
 */
export function earliestTakeOff(facts: {readonly appliedAt: number; readonly sessionDurations: readonly string[]}): number {
	return facts.appliedAt + Math.max(longestSession, ...facts.sessionDurations.map(durationOf));
}

function durationOf(text: string): number {
	const [, days = '0', hours = '0', minutes = '0', seconds = '0'] =
		/^P(?:(\d{1,4})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,8})S)?)?$/.exec(text) ?? [];
	return (Number(days) * 24 + Number(hours)) * hour + Number(minutes) * 60_000 + Number(seconds) * 1000;
}
