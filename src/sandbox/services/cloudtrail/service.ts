import {CloudTrailClient, LookupEvents$, type LookupEventsRequest} from '@aws-sdk/client-cloudtrail';
import {AwsFault} from '../../wire/fault.ts';
import {type Call, defineService, reads} from '../service.ts';
import {jsonWords} from '../words.ts';
import {lookedUp, matching} from './look-up.ts';

/** Events in one page; CloudTrail API reference, LookupEvents. */
const PAGE_MAXIMUM = 50;

const words = jsonWords(
	400,
	message => new AwsFault('InvalidParameterException', message),
	() => new AwsFault('InvalidNextTokenException', 'The specified NextToken is not valid for this request.'),
);

export const service = defineService({
	name: 'cloudtrail',
	prefix: 'cloudtrail',
	client: CloudTrailClient,
	words,
	operations: [
		reads(LookupEvents$, (input: LookupEventsRequest, call) => {
			if (!call.world.trail.lookUps.passes(`${call.accountId}/${call.region}`, call.now))
				throw new AwsFault('ThrottlingException', 'Rate exceeded');
			if (input.EventCategory !== undefined)
				throw new AwsFault('NotImplemented', 'The sandbox does not know cloudtrail:LookupEvents with EventCategory.', {status: 501});
			const size = sizeOf(input.MaxResults);
			const {asOf, token} = continuation(input.NextToken, call);
			const found = matching(call.world.trail.events(call.accountId, call.region, asOf), input);
			// An empty page in front of what there is: whoever stops at it is found out.
			const page = call.page(found, {token, size, maximum: PAGE_MAXIMUM, emptyFirst: found.length > 0});
			return {Events: page.items.map(lookedUp), ...(page.next !== undefined && {NextToken: `${asOf}.${page.next}`})};
		}),
	],
});

function sizeOf(maxResults: number | undefined): number | undefined {
	if (maxResults === undefined || (maxResults >= 1 && maxResults <= PAGE_MAXIMUM)) return maxResults;
	throw new AwsFault('InvalidMaxResultsException', `MaxResults must be between 1 and ${PAGE_MAXIMUM}.`);
}

/** All pages of a look-up show the history as it was at the first one, so that what happens meanwhile moves nothing from page to page. */
function continuation(nextToken: string | undefined, {now}: Call): {asOf: number; token: string | undefined} {
	if (nextToken === undefined) return {asOf: now, token: undefined};
	const [, asOf, token] = /^(\d+)\.(.+)$/.exec(nextToken) ?? [];
	if (token === undefined) throw words.invalidPageToken();
	return {asOf: Number(asOf), token};
}
