import {describe, expect, test} from 'vitest';
import type {ProbeOutcome} from '../../src/containment/proof/denial.ts';
import type {Cell} from '../../src/containment/proof/proof.ts';
import {type BackCell, backCell, withSince, withStillOn} from '../../src/containment/recovery/access-back.ts';
import type {View} from '../../src/runbook/views.ts';
import {board} from '../../src/steps/probing/board.ts';
import {backBoard} from '../../src/steps/recovery/back.ts';
import {text} from '../../src/text/index.ts';
import {layoutView} from '../../src/ui/layout.ts';
import {plainText} from '../../src/ui/lines/line.ts';

const laidOut = (view: View, width: number) => layoutView(view, width).map(line => plainText(line).trimEnd());
const place = (accountName: string, service: 'ec2' | 's3') => ({accountId: '555555555555', accountName, region: 'us-east-1', service});
const allowed: ProbeOutcome = {kind: 'allowed'};
const denied: ProbeOutcome = {
	kind: 'denied',
	by: {policyType: 'service-control-policy', policyId: 'p-0123456789'},
	message: 'explicit deny',
};

describe('whether access is back', () => {
	const wasDenied = (cell: BackCell) => withStillOn(withStillOn(cell, 'target', denied), 'control', allowed);
	const cells = [
		withSince(withSince(wasDenied(backCell(place('payments', 's3'))), 'target', allowed), 'control', allowed),
		withSince(wasDenied(backCell(place('workloads-prod', 'ec2'))), 'target', denied),
	];

	test.each([78, 58])('is one line a place, a count and how long it is watched, in %i columns', width => {
		const lines = laidOut(backBoard(cells, {back: 1, of: 2, left: 840_000}), width);
		expect(lines.map(line => line.replace(/ +/g, ' ')).slice(0, 5)).toEqual([
			text.steps.recovery.boardTitle,
			' where while on → now control',
			' payments s3 us-east-1 DENIED → allowed allowed',
			' workloads-prod ec2 us-east-1 DENIED → DENIED allowed',
			'',
		]);
		expect(lines.slice(5).join(' ')).toMatch(/1 of 2 are back\. Watched for another 14m 00s at most\./);
	});

	test('names the sessions only where there are several', () => {
		const named = cells.map(cell => ({...cell, under: 'test-user'}));
		expect(laidOut(backBoard(named), 78)).toContainEqual(
			expect.stringMatching(/payments s3 us-east-1 {2,}test-user {2,}DENIED → allowed {2,}allowed/),
		);
	});
});

describe('the proof', () => {
	const at = Date.UTC(2026, 10, 23, 0, 44, 12);
	const cell: Cell = {
		...place('payments', 's3'),
		target: {before: allowed, now: denied, deniedInARow: 3, at},
		control: {deniedInARow: 0, at: at - 1000},
	};
	const title = 'Proof · the deny went on 37 s ago';

	test('says when it was looked at last once it is over', () => {
		expect(board([cell], {title, live: true, needed: 3}).title).toBe(title);
		expect(board([cell], {title, live: false, needed: 3}).title).toBe(`${title}, as of ${text.ui.feed.time(at)}`);
	});

	test('says no such thing of what was never looked at, or before there is a deny', () => {
		expect(board([], {title, live: false, needed: 3}).title).toBe(title);
		expect(board([cell], {title, live: false}).title).toBe(title);
	});
});
