import {describe, expect, test} from 'vitest';
import {commandNames} from '../../src/commands/flags/arguments.ts';
import {helpText} from '../../src/commands/flags/help.ts';
import {FAULT_FORMS} from '../../src/sandbox/faults.ts';

const lines = (command?: (typeof commandNames)[number]) => helpText(command).split('\n');
const faultsIn = (said: readonly string[]) => FAULT_FORMS.filter(form => said.some(line => line.startsWith(`  ${form} `)));

describe('the help', () => {
	test.each(['rehearse', 'sandbox'] as const)('of %s lists how every fault is written, and what it does', command => {
		const said = lines(command);
		expect(faultsIn(said)).toEqual([...FAULT_FORMS]);
		for (const form of FAULT_FORMS) expect(said.find(line => line.startsWith(`  ${form} `))).toMatch(/ {2,}\S+ \S+/);
	});

	test('of what takes no fault lists none', () => {
		for (const command of [undefined, ...commandNames.filter(name => name !== 'rehearse' && name !== 'sandbox')])
			expect(faultsIn(lines(command))).toEqual([]);
	});

	test.each([undefined, ...commandNames])('of %s fits into 120 columns', command => {
		expect(lines(command).filter(line => line.length > 120)).toEqual([]);
	});

	test('says what verify answers', () => {
		expect(lines('verify').find(line => line.startsWith('    2 '))).toContain('verify');
	});
});
