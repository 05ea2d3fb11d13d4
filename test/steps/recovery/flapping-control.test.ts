import {expect, test} from 'vitest';
import {newIncident, said, type WalkedThrough, walkThrough} from '../support.ts';
import type {Between, WireReply} from '../wire.ts';

const doors = ['remove-assignments', 'account-access-manager', 'identity-provider', 'portal-session', 'disable-user'];
const off = {recover: true, confirm: 'test-user', confirmEarly: 'test-user', done: doors, settings: {deadlineSeconds: 120}};

const why = 'User is not authorized to perform this operation with an explicit deny in a service control policy';
const denials: Readonly<Record<string, string>> = {
	DescribeInstances: `<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>${why}</Message></Error></Errors><RequestID>1</RequestID></Response>`,
	ListBuckets: `<Error><Code>AccessDenied</Code><Message>${why}</Message><RequestId>1</RequestId></Error>`,
};

/** The probes of these sessions, once the deny is off, in their order: `denied` says which of them AWS denies all the same. */
async function recoveredWhile(who: 'target' | 'control', denied: (look: number) => boolean): Promise<WalkedThrough> {
	const incident = newIncident();
	await walkThrough({incident, user: 'test-user', confirm: 'test-user'});
	const looks = new Map<string, number>();
	let isOff = false;
	const between: Between = async (call, handOn): Promise<WireReply> => {
		if (call.operation === 'DetachPolicy') isOff = true;
		const body = denials[call.operation];
		const credential = incident.sandbox.world.credentials.get(call.accessKeyId);
		const isControl = JSON.stringify(credential?.principal ?? '').includes('tourniquet-control-');
		if (!isOff || body === undefined || isControl !== (who === 'control')) return handOn();
		const place = `${call.accessKeyId} ${call.operation} ${call.region}`;
		const look = (looks.get(place) ?? 0) + 1;
		looks.set(place, look);
		return denied(look) ? {statusCode: 403, headers: {'content-type': 'text/xml'}, body} : handOn();
	};
	return walkThrough({incident, ...off, between});
}

test.each(['target', 'control'] as const)(
	'a %s session that is allowed and denied in turns is never taken for access that is back',
	async who => {
		const {result, exit, views} = await recoveredWhile(who, look => look % 2 === 0);
		expect(result.verdict).toBe('not-proven');
		expect(result.recovery?.back).toBe(false);
		expect(exit).toBe(3);
		expect(said(views)).not.toContain('a session under this name is allowed again');
	},
);

test('one that was denied for a while is waited for, and then access is back', async () => {
	const {result, exit} = await recoveredWhile('control', look => look <= 4 || look === 6);
	expect({verdict: result.verdict, exit}).toEqual({verdict: 'recovered', exit: 0});
});

test('two in a row are not as many as the proof of the deny asks for', async () => {
	const {result} = await recoveredWhile('control', look => look % 3 === 0);
	expect(result.verdict).toBe('not-proven');
});
