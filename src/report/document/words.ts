import {text} from '../../text/index.ts';
import {data, type Marked} from '../marked.ts';

/** `2026-11-23 00:41:00`, in UTC: the column says so. */
export function when(at: string | null): string {
	return at === null ? text.report.none : at.slice(0, 19).replace('T', ' ');
}

/** Who it was, short: `ir-responder/ir-on-call`. The whole ARN stands where the sittings are listed. */
export function person(arn: string | null): Marked {
	return arn === null ? text.report.none : data((arn.split(':').slice(5).join(':') || arn).replace(/^assumed-role\//, ''));
}

export function known(value: string | number | null): Marked {
	return value === null || value === '' ? text.report.none : data(value);
}
