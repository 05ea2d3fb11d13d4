import {CloudTrailClient, type Event, type LookupAttributeKey, LookupEventsCommand} from '@aws-sdk/client-cloudtrail';
import type {TrailEvent} from '../../containment/trail/trail.ts';
import {trailEventFrom} from '../../containment/trail/trail-event.ts';
import type {TrailPort, TrailQuery} from '../ports.ts';
import {incompleteAnswer} from '../problems.ts';
import type {Sdk} from '../sdk.ts';
import {eachPage} from '../wire/paging.ts';
import {abortable} from '../wire/watch.ts';
import type {RoleSessions} from './role-sessions.ts';

const attributes: Readonly<Record<TrailQuery['by'], LookupAttributeKey>> = {
	'access-key': 'AccessKeyId',
	'user-name': 'Username',
	'event-name': 'EventName',
};

/** How far back the event history goes (CloudTrail API reference, LookupEvents), in milliseconds. */
const kept = 90 * 24 * 60 * 60 * 1000;
const operation = 'cloudtrail:LookupEvents';

/**
 * CloudTrail's event history, one account and region at a time. An event that cannot be read makes the answer incomplete: the others are
 * handed over, to the last page, and then it is a `not-what-aws-sends` problem.
 */
export function trailPort(sdk: Sdk, sessions: RoleSessions): TrailPort {
	return {
		events: async (place, {by, value}, {since, until}, {signal, onPage}) => {
			signal.throwIfAborted();
			const identity = await sessions.identityIn(place.accountId);
			const client = sdk.client('CloudTrail', CloudTrailClient, {region: place.region, identity});
			const asked = {
				LookupAttributes: [{AttributeKey: attributes[by], AttributeValue: value}],
				StartTime: new Date(Math.max(since, sdk.settings.clock.now() - kept)),
				...(until === undefined ? {} : {EndTime: new Date(until)}),
				MaxResults: 50,
			};
			let unreadable = false;
			await eachPage(
				operation,
				async NextToken => {
					const command = abortable(new LookupEventsCommand({...asked, NextToken}), signal);
					const answer = await client.send(command, {abortSignal: signal}).catch((error: unknown) => {
						signal.throwIfAborted();
						throw error;
					});
					return {items: answer.Events, next: answer.NextToken};
				},
				page => {
					const events = page.flatMap(raw => eventFrom(raw, place) ?? []);
					unreadable ||= events.length < page.length;
					onPage(events);
				},
			);
			if (unreadable) throw incompleteAnswer(operation);
		},
	};
}

/** Whose history was asked is known better than any record says it. */
function eventFrom({CloudTrailEvent}: Event, {accountId, region}: {accountId: string; region: string}): TrailEvent | undefined {
	const event = trailEventFrom(parsed(CloudTrailEvent ?? ''));
	return event && {...event, accountId, region: event.region || region};
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
