import {expect, test} from 'vitest';
import {callsOfActors, parametersOf, partsOf} from '../../../src/sandbox/actors/calls.ts';
import {servedPrefixes, serviceFor} from '../../../src/sandbox/services/registry.ts';

test.each(callsOfActors)('%s: the sandbox has it, and its parameters are those of the SDK', async call => {
	const {signedFor, operation} = partsOf(call);
	const schema = (await serviceFor(signedFor))?.operations.get(operation)?.schema;
	// The fifth part of an operation is what goes in, or what answers it: of a structure the fifth is its members, the required ones first, and the
	// seventh how many those are.
	type Structure = readonly [unknown, unknown, unknown, unknown, (readonly string[])?, unknown?, number?];
	const stated = schema?.[4] as unknown as Structure | (() => Structure) | undefined;
	const input = typeof stated === 'function' ? stated() : stated;
	if (input === undefined) throw new Error(`the sandbox has no ${call}`);
	const [members = [], required = 0] = [input[4], input[6]];
	const {needs, takes} = parametersOf(call) ?? {needs: ['?'], takes: []};
	expect(members).toEqual(expect.arrayContaining([...needs, ...takes]));
	expect(needs).toEqual(members.slice(0, required));
});

test.each(servedPrefixes)('%s is what the service signs for, and the prefix of its actions', async prefix => {
	expect((await serviceFor(prefix))?.prefix).toBe(prefix);
});
