import type {Event, LookupAttribute, LookupEventsRequest, Resource} from '@aws-sdk/client-cloudtrail';
import {AwsFault} from '../../wire/fault.ts';
import type {ManagementEvent} from '../../world/trail/event.ts';

/** Keeps what a look-up asks for; CloudTrail API reference, LookupEvents: one attribute at most, and both ends of the time included. */
export function matching(events: readonly ManagementEvent[], input: LookupEventsRequest): ManagementEvent[] {
	const {StartTime, EndTime, LookupAttributes = []} = input;
	if (StartTime !== undefined && EndTime !== undefined && StartTime > EndTime)
		throw new AwsFault('InvalidTimeRangeException', 'The start time must not be after the end time.');
	if (LookupAttributes.length > 1) throw new AwsFault('InvalidLookupAttributesException', 'Exactly one lookup attribute can be specified.');
	const has = carries(LookupAttributes[0]);
	return events.filter(event => {
		const at = Date.parse(event.eventTime);
		return (StartTime === undefined || at >= StartTime.getTime()) && (EndTime === undefined || at <= EndTime.getTime()) && has(event);
	});
}

function carries(attribute: LookupAttribute | undefined): (event: ManagementEvent) => boolean {
	if (attribute === undefined) return () => true;
	const {AttributeKey, AttributeValue = ''} = attribute;
	if (AttributeValue === '') throw new AwsFault('InvalidLookupAttributesException', 'The value of the lookup attribute must not be empty.');
	switch (AttributeKey) {
		case 'AccessKeyId':
			return event => event.userIdentity.accessKeyId === AttributeValue;
		case 'EventId':
			return event => event.eventID === AttributeValue;
		case 'EventName':
			return event => event.eventName === AttributeValue;
		case 'EventSource':
			return event => event.eventSource === AttributeValue;
		case 'ReadOnly':
			return event => String(event.readOnly) === AttributeValue;
		case 'Username':
			return event => userNameOf(event) === AttributeValue;
		case 'ResourceName':
			return event => resourcesOf(event).some(({ResourceName}) => ResourceName === AttributeValue);
		case 'ResourceType':
			return event => resourcesOf(event).some(({ResourceType}) => ResourceType === AttributeValue);
		default:
			throw new AwsFault('InvalidLookupAttributesException', `${String(AttributeKey)} is not a lookup attribute.`);
	}
}

/** An event in the shape that LookupEvents answers. */
export function lookedUp(event: ManagementEvent): Event {
	const {accessKeyId} = event.userIdentity;
	const userName = userNameOf(event);
	return {
		EventId: event.eventID,
		EventName: event.eventName,
		ReadOnly: String(event.readOnly),
		...(accessKeyId !== undefined && {AccessKeyId: accessKeyId}),
		EventTime: new Date(event.eventTime),
		EventSource: event.eventSource,
		...(userName !== undefined && {Username: userName}),
		Resources: resourcesOf(event),
		CloudTrailEvent: JSON.stringify(event),
	};
}

/** The name of a session, of an IAM user, or `root`; nobody's for a caller of another account. */
function userNameOf({userIdentity: {type, principalId, userName}}: ManagementEvent): string | undefined {
	if (type === 'Root') return 'root';
	return type === 'AssumedRole' ? principalId.slice(principalId.indexOf(':') + 1) : userName;
}

/** What parameters name, by their spelling. */
const NAMED: Readonly<Record<string, string>> = {
	userName: 'AWS::IAM::User',
	roleName: 'AWS::IAM::Role',
	groupName: 'AWS::IAM::Group',
	policyArn: 'AWS::IAM::Policy',
	accessKeyId: 'AWS::IAM::AccessKey',
	assumedRoleId: 'AWS::STS::AssumedRole',
	sAMLProviderArn: 'AWS::IAM::SAMLProvider',
	serialNumber: 'AWS::IAM::MfaDevice',
};

/** The resources that an event is about: those it lists, and those that its request and its answer name. */
function resourcesOf({resources = [], requestParameters, responseElements}: ManagementEvent): Resource[] {
	const listed = resources.map(({type, ARN}): Resource => ({ResourceType: type, ResourceName: ARN}));
	const named = [...valuesIn(requestParameters), ...valuesIn(responseElements)].flatMap(([name, value]): Resource[] => {
		const type = Object.hasOwn(NAMED, name) ? NAMED[name] : undefined;
		return type === undefined || typeof value !== 'string' ? [] : [{ResourceType: type, ResourceName: value}];
	});
	const all = [...listed, ...named];
	return all.filter(({ResourceName}, position) => all.findIndex(other => other.ResourceName === ResourceName) === position);
}

/** Members and those of members inside them, which is as deep as AWS nests an answer's thing. */
function valuesIn(parameters: object | null): [string, unknown][] {
	return Object.entries(parameters ?? {}).flatMap(([name, value]) => [
		[name, value],
		...(typeof value === 'object' && value !== null ? Object.entries(value) : []),
	]);
}
