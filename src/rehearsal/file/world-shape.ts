import * as v from 'valibot';
import type {PolicyDocument, Statement} from '../../sandbox/authorization/policy.ts';
import {amount, anyText, between, form, isMapping, line, list, mapping, named, says, truth, words} from './trouble.ts';

/** Identifiers are held to the patterns of the services' own models, so that a scenario cannot hold what AWS never sends. */
export const account = form('account', /^\d{12}$/);
export const region = form('region', /^[a-z]{2}(-[a-z]+)+-\d+$/);
const directoryId = form('directory-id', /^([0-9a-f]{10}-|)[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/);
/** What a role session may be called. */
export const SESSION_NAME = /^[\w+=,.@-]{2,64}$/;
export const sessionName = form('name', SESSION_NAME);
/** Looked into by whoever would refuse it, later. */
const policy = v.custom<PolicyDocument>(isMapping, says({kind: 'not-a-mapping'}));
const statement = v.custom<Statement>(isMapping, says({kind: 'not-a-mapping'}));

export const organization = {
	id: form('organization', /^o-[a-z0-9]{10,32}$/),
	featureSet: v.optional(v.picklist(['ALL', 'CONSOLIDATED_BILLING'], says({kind: 'form', of: 'kind', name: 'featureSet'}))),
	serviceControlPolicies: v.optional(v.literal('disabled', says({kind: 'form', of: 'kind', name: 'serviceControlPolicies'}))),
	rootId: form('root', /^r-[0-9a-z]{4,32}$/),
	managementAccount: account,
	units: list(mapping({id: form('unit', /^ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}$/), name: line, parent: words})),
	accounts: list(mapping({id: account, name: line, parent: words, alias: v.optional(line), suspended: v.optional(truth)})),
	delegatedAdministrators: list(mapping({account, services: list(line)})),
	policies: list(
		mapping({
			id: form('policy', /^p-[0-9a-zA-Z_]{8,128}$/),
			name: line,
			description: anyText,
			document: policy,
			targets: list(words),
			tags: v.optional(named(anyText)),
		}),
	),
};

export const identityCenter = {
	region,
	instanceId: form('instance', /^(sso)?ins-[a-zA-Z0-9-.]{16}$/),
	identityStoreId: form('store', /^d-[0-9a-f]{10}$/),
	users: list(mapping({id: directoryId, userName: words, displayName: anyText, disabled: v.optional(truth)})),
	groups: list(mapping({id: directoryId, name: words, members: list(words)})),
	permissionSets: list(
		mapping({
			name: form('name', /^[\w+=,.@-]{1,32}$/),
			description: anyText,
			sessionDuration: form('duration', isSessionDuration),
			managedPolicies: list(words),
			inlinePolicy: v.optional(policy),
			inlinePolicyText: v.optional(words),
		}),
	),
	assignments: list(mapping({account, permissionSet: words, user: v.optional(words), group: v.optional(words)})),
};

/** One hour to twelve (IAM Identity Center API reference, CreatePermissionSet; user guide, "Set session duration for AWS accounts"). */
function isSessionDuration(text: string): boolean {
	const [, hours = '0', minutes = '0'] = /^PT(?:(\d+)H)?(?:(\d+)M)?$/.exec(text) ?? [];
	const all = Number(hours) * 60 + Number(minutes);
	return all >= 60 && all <= 720;
}

const role = mapping({
	accounts: v.union([v.literal('members'), v.array(account)], issue =>
		says(Array.isArray(issue.input) ? {kind: 'form', of: 'account', name: ''} : {kind: 'not-a-list'}),
	),
	name: form('name', /^[\w+=,.@-]{1,64}$/),
	path: v.optional(form('name', /^\/(.*\/)?$/)),
	description: anyText,
	trust: list(statement),
	policies: named(policy),
	managedPolicies: v.optional(list(words)),
	maxSessionHours: between(1, 12),
});

const iamUser = mapping({
	account,
	name: form('name', /^[\w+=,.@-]{1,64}$/),
	policies: named(policy),
	managedPolicies: v.optional(list(words)),
	keys: v.optional(amount),
	createdMinutesAgo: v.optional(amount),
});

export const client = mapping({ip: line, userAgent: words});

/** Of a role, or with `root: true` of an account's root user. */
const session = mapping({
	account,
	role: v.optional(mapping({name: v.optional(words), permissionSet: v.optional(words)})),
	root: v.optional(v.literal(true, says({kind: 'not-a-truth'}))),
	name: v.optional(sessionName),
	user: v.optional(words),
	startedMinutesAgo: amount,
	hours: v.optional(amount),
	region,
	assumedBy: v.optional(words),
	client: v.optional(client),
});

export const finding = mapping({
	type: words,
	title: v.optional(words),
	description: v.optional(words),
	severity: between(0, 10),
	account,
	region,
	firstSeenMinutesAgo: amount,
	lastSeenMinutesAgo: amount,
	count: amount,
	archived: v.optional(truth),
	sample: v.optional(truth),
	who: mapping({
		session: v.optional(words),
		userName: v.optional(words),
		instance: v.optional(words),
		iamUser: v.optional(words),
		root: v.optional(v.literal(true, says({kind: 'not-a-truth'}))),
		sequence: v.optional(list(words)),
		generated: v.optional(mapping({accessKeyId: words, principalId: words, userName: words, userType: words})),
	}),
	call: v.optional(mapping({api: words, serviceName: words, userAgent: words, errorCode: v.optional(words)})),
	remote: v.optional(mapping({ip: line, city: line, country: line, asn: line, organization: line})),
	bucket: v.optional(words),
});

const pastCall = mapping({
	who: words,
	service: words,
	name: words,
	region: v.optional(region),
	minutesAgo: amount,
	request: v.optional(named(v.unknown())),
	response: v.optional(named(v.unknown())),
	error: v.optional(mapping({code: words, message: words})),
});

/** What a scenario of its own must have, and one made from another may add. */
export const world = {
	regions: list(region),
	organization: mapping(organization),
	identityCenter: mapping(identityCenter),
	roles: list(role),
	iamUsers: list(iamUser),
	sessions: named(session),
	responder: words,
	probeRole: words,
	guardDuty: mapping({administrator: account, regions: list(region)}),
	findings: list(finding),
	history: v.optional(list(pastCall)),
	instances: list(mapping({id: words, account, region, name: words, type: words, privateIp: words, role: v.optional(words)})),
	buckets: list(mapping({name: words, account, region})),
};
