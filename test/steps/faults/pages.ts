import type {WireCall, WireReply} from '../wire.ts';

/** The listings that the walk makes, each with what its answer calls the list. In XML it is the element that holds the members. */
const listings: Readonly<Record<string, string>> = {
	'organizations:ListRoots': 'Roots',
	'organizations:ListAccounts': 'Accounts',
	'organizations:ListAccountsForParent': 'Accounts',
	'organizations:ListOrganizationalUnitsForParent': 'OrganizationalUnits',
	'organizations:ListPolicies': 'Policies',
	'organizations:ListPoliciesForTarget': 'Policies',
	'organizations:ListTagsForResource': 'Tags',
	'organizations:ListTargetsForPolicy': 'Targets',
	'guardduty:ListDetectors': 'detectorIds',
	'guardduty:ListFindings': 'findingIds',
	'guardduty:ListOrganizationAdminAccounts': 'adminAccounts',
	'sso:ListInstances': 'Instances',
	'sso:ListAccountAssignmentsForPrincipal': 'AccountAssignments',
	'sso:ListPermissionSetsProvisionedToAccount': 'PermissionSets',
	'identitystore:ListGroupMembershipsForMember': 'GroupMemberships',
	'iam:ListRoles': 'Roles',
	'iam:ListRolePolicies': 'PolicyNames',
	'iam:ListAccessKeys': 'AccessKeyMetadata',
	'iam:SimulatePrincipalPolicy': 'EvaluationResults',
	'cloudtrail:LookupEvents': 'Events',
};

export const isListing = (action: string): boolean => Object.hasOwn(listings, action);

const ours = 'tourniquet-test-token';

/** GuardDuty writes its members small. */
const tokenName = ({service}: WireCall) => (service === 'guardduty' ? 'nextToken' : 'NextToken');

/** Whether a request asks for another page than the first. */
export const carriesToken = ({body, query}: WireCall): boolean =>
	/"[nN]extToken":"|(^|&)Marker=/.test(body) || (query.nextToken ?? '') !== '';

/** The same request without the token that `pageWithToken` gave; undefined when it carries none of ours. */
export function tokenGivenBack(call: WireCall): {body: string; query: Readonly<Record<string, string>>} | undefined {
	const {body, query} = call;
	if (!body.includes(ours) && !Object.values(query).includes(ours)) return undefined;
	const {[tokenName(call)]: _token, ...rest} = query;
	if (call.service === 'iam') return {body: body.replace(new RegExp(`&?Marker=${ours}`), ''), query: rest};
	if (body === '') return {body, query: rest};
	const {[tokenName(call)]: _again, ...input} = JSON.parse(body) as Record<string, unknown>;
	return {body: JSON.stringify(input), query: rest};
}

/** The answer as a page that is not the last, always with the same token; what it holds is left out where `empty` says so. */
export function pageWithToken(call: WireCall, reply: WireReply, {empty}: {readonly empty: boolean}): WireReply {
	// What AWS refuses has no pages.
	if (reply.statusCode !== 200) return reply;
	const list = listings[`${call.service}:${call.operation}`] ?? '';
	if (call.service === 'iam') {
		const result = new RegExp(`<${list}>[\\s\\S]*</${list}>`);
		const kept = empty ? reply.body.replace(result, `<${list}></${list}>`) : reply.body;
		const bare = kept.replace(/<IsTruncated>[^<]*<\/IsTruncated>/g, '').replace(/<Marker>[^<]*<\/Marker>/g, '');
		return {...reply, body: bare.replace(/<\/(\w+Result)>/, `<IsTruncated>true</IsTruncated><Marker>${ours}</Marker></$1>`)};
	}
	const answer = JSON.parse(reply.body) as Record<string, unknown>;
	return {...reply, body: JSON.stringify({...answer, ...(empty ? {[list]: []} : {}), [tokenName(call)]: ours})};
}
