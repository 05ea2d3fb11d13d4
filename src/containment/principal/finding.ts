import {readArn} from '../reading/arn.ts';
import {at, flag, list, number, record, text, time} from '../reading/reading.ts';

/**
 * A GuardDuty finding in our own words. Every string is hostile text: names, titles and user agents are what an attacker made them.
 * A type alias, like all that may go into a journal.
 */
export type Finding = {
	readonly id: string;
	readonly arn: string;
	readonly type: string;
	/** The account the finding is about; empty when the finding does not say. */
	readonly accountId: string;
	readonly region: string;
	/** The region it was read in: activity on global services is reported in every region (GuardDuty user guide, "data sources"). */
	readonly detectedIn: string;
	readonly partition: 'aws' | 'aws-cn' | 'aws-us-gov';
	/** 1 to 10; 0 when AWS did not say. */
	readonly severity: number;
	readonly title: string;
	readonly description: string;
	/** Epoch ms; 0 when AWS did not say. */
	readonly createdAt: number;
	/** Epoch ms; 0 when AWS did not say. */
	readonly updatedAt: number;
	/** Epoch ms. */
	readonly firstSeen?: number;
	/** Epoch ms. */
	readonly lastSeen?: number;
	readonly count?: number;
	readonly archived: boolean;
	readonly sample: boolean;
	/** `AccessKey`, `S3Bucket`, `Instance`, `AttackSequence`, …; empty when AWS did not say. */
	readonly resourceType: string;
	readonly accessKey?: AccessKey;
	readonly instanceId?: string;
	/** Whom an attack sequence names: such findings carry no access key. */
	readonly actors: readonly Actor[];
	readonly action?: Action;
};

/** Any of the four may be missing (GuardDuty API, AccessKeyDetails). */
export type AccessKey = {
	readonly accessKeyId?: string;
	/** The `aws:userid`: `AROA…:<session name>` for a role session. */
	readonly principalId?: string;
	/** For a role session the name of the role, never of the person. */
	readonly userName?: string;
	/** CloudTrail's userIdentity type. */
	readonly userType?: string;
};

export type Actor = {
	readonly id: string;
	readonly userName?: string;
	/** The `aws:userid`. */
	readonly userId?: string;
	readonly userType?: string;
	/** Where the activity took place; not necessarily the principal's own account (GuardDuty API, User). */
	readonly accountId?: string;
	/** An access key id. */
	readonly credentialId?: string;
	/** CloudTrail's sessionIssuer ARN. */
	readonly sessionIssuer?: string;
};

export type Action = {
	readonly api?: string;
	readonly serviceName?: string;
	readonly userAgent?: string;
	readonly remoteIp?: string;
	readonly country?: string;
	readonly city?: string;
	readonly network?: string;
	readonly errorCode?: string;
	/** The account of the API caller when it is another one. */
	readonly remoteAccountId?: string;
};

export type SeverityLabel = 'Critical' | 'High' | 'Medium' | 'Low';

export type PastedFindings =
	| {readonly kind: 'findings'; readonly findings: readonly Finding[]}
	| {readonly kind: 'refused'; readonly reason: 'not-json' | 'no-finding'};

/**
 * Reads one finding as GetFindings (PascalCase), EventBridge or the console (camelCase) give it; undefined for anything that carries no
 * finding id and type. Times may be dates, ISO 8601 or epoch. Never throws.
 */
export function findingFrom(raw: unknown, detectedIn?: string): Finding | undefined {
	const finding = record(raw);
	const id = text(at(finding, 'Id'));
	const type = text(at(finding, 'Type'));
	if (id === undefined || type === undefined) return undefined;
	const arn = text(at(finding, 'Arn')) ?? '';
	const inArn = readArn(arn);
	const region = text(at(finding, 'Region')) ?? inArn?.region ?? '';
	const resource = record(at(finding, 'Resource'));
	const service = record(at(finding, 'Service'));
	const title = text(at(finding, 'Title')) ?? '';
	const accessKey = accessKeyIn(record(at(resource, 'AccessKeyDetails')));
	const actors = list(at(at(at(service, 'Detection'), 'Sequence'), 'Actors')).flatMap(actorFrom);
	const action = actionIn(record(at(at(service, 'Action'), 'AwsApiCallAction')));
	return {
		id,
		arn,
		type,
		accountId: text(at(finding, 'AccountId')) ?? inArn?.accountId ?? '',
		region,
		detectedIn: detectedIn ?? text(inArn?.region) ?? region,
		partition: partitionOf(text(at(finding, 'Partition')) ?? inArn?.partition, region),
		severity: number(at(finding, 'Severity')) ?? 0,
		title,
		description: text(at(finding, 'Description')) ?? '',
		createdAt: time(at(finding, 'CreatedAt')) ?? 0,
		updatedAt: time(at(finding, 'UpdatedAt')) ?? 0,
		...defined('firstSeen', time(at(service, 'EventFirstSeen'))),
		...defined('lastSeen', time(at(service, 'EventLastSeen'))),
		...defined('count', number(at(service, 'Count'))),
		archived: flag(at(service, 'Archived')),
		sample: isSample({title, service, accessKey, actors}),
		resourceType: text(at(resource, 'ResourceType')) ?? '',
		...defined('accessKey', accessKey),
		...defined('instanceId', text(at(at(resource, 'InstanceDetails'), 'InstanceId'))),
		actors,
		...defined('action', action),
	};
}

/** Reads what was pasted: one finding, an array of them, GetFindings' answer, or EventBridge events with a finding as `detail`. */
export function findingsFromText(pasted: string): PastedFindings {
	let value: unknown;
	try {
		value = JSON.parse(pasted);
	} catch {
		return {kind: 'refused', reason: 'not-json'};
	}
	const whole = list(at(value, 'Findings'));
	const parts = Array.isArray(value) ? value : whole.length > 0 ? whole : [value];
	const findings = parts.flatMap(part => findingFrom(at(part, 'Detail') ?? part) ?? []);
	return findings.length === 0 ? {kind: 'refused', reason: 'no-finding'} : {kind: 'findings', findings};
}

const hour = 3_600_000;

/**
 * The findings in the order a responder looks at them, each piece of news once. Findings that are neither archived nor samples come first;
 * then those of the hour up to the newest, then of the hour before it, and within an hour the worst first. Findings of one type about one principal in one account
 * that were updated within an hour are one piece of news, replicated to several regions: the newest is kept.
 */
export function arrange(findings: readonly Finding[]): Finding[] {
	const byAge = [...findings].sort((a, b) => b.updatedAt - a.updatedAt || compareText(a.id, b.id));
	const newest = new Map<string, Finding>();
	const kept = byAge.filter(finding => {
		const known = newest.get(idKey(finding)) ?? newest.get(newsKey(finding));
		if (known !== undefined && (known.id === finding.id || known.updatedAt - finding.updatedAt <= hour)) return false;
		newest.set(idKey(finding), finding).set(newsKey(finding), finding);
		return true;
	});
	const settled = (finding: Finding) => Number(finding.archived || finding.sample);
	// Not by the hours of the clock: at two minutes past, what came five minutes ago would be old news.
	const newestOf = [0, 1].map(which => kept.find(finding => settled(finding) === which)?.updatedAt ?? 0);
	const hoursBefore = (finding: Finding) => Math.floor(((newestOf[settled(finding)] ?? 0) - finding.updatedAt) / hour);
	return kept.sort(
		(a, b) =>
			settled(a) - settled(b) ||
			hoursBefore(a) - hoursBefore(b) ||
			b.severity - a.severity ||
			b.updatedAt - a.updatedAt ||
			compareText(a.id, b.id),
	);
}

/** GuardDuty user guide, "severity levels": Critical from 9, High from 7, Medium from 4, Low below. */
export function severityLabel(severity: number): SeverityLabel {
	if (severity >= 9) return 'Critical';
	if (severity >= 7) return 'High';
	return severity >= 4 ? 'Medium' : 'Low';
}

function accessKeyIn(details: Record<string, unknown>): AccessKey | undefined {
	const key: AccessKey = {
		...defined('accessKeyId', text(at(details, 'AccessKeyId'))),
		...defined('principalId', text(at(details, 'PrincipalId'))),
		...defined('userName', text(at(details, 'UserName'))),
		...defined('userType', text(at(details, 'UserType'))),
	};
	return Object.keys(key).length === 0 ? undefined : key;
}

function actorFrom(raw: unknown): Actor[] {
	const user = record(at(raw, 'User'));
	const id = text(at(raw, 'Id')) ?? text(at(user, 'Uid'));
	if (id === undefined) return [];
	return [
		{
			id,
			...defined('userName', text(at(user, 'Name'))),
			...defined('userId', text(at(user, 'Uid'))),
			...defined('userType', text(at(user, 'Type'))),
			...defined('accountId', text(at(at(user, 'Account'), 'Uid'))),
			...defined('credentialId', text(at(user, 'CredentialUid'))),
			...defined('sessionIssuer', text(at(at(raw, 'Session'), 'Issuer'))),
		},
	];
}

function actionIn(call: Record<string, unknown>): Action | undefined {
	const remote = record(at(call, 'RemoteIpDetails'));
	const organization = record(at(remote, 'Organization'));
	const action: Action = {
		...defined('api', text(at(call, 'Api'))),
		...defined('serviceName', text(at(call, 'ServiceName'))),
		...defined('userAgent', text(at(call, 'UserAgent'))),
		...defined('remoteIp', text(at(remote, 'IpAddressV4')) ?? text(at(remote, 'IpAddressV6'))),
		...defined('country', text(at(at(remote, 'Country'), 'CountryName'))),
		...defined('city', text(at(at(remote, 'City'), 'CityName'))),
		...defined('network', text(at(organization, 'AsnOrg')) ?? text(at(organization, 'Org'))),
		...defined('errorCode', text(at(call, 'ErrorCode'))),
		...defined('remoteAccountId', text(at(at(call, 'RemoteAccountDetails'), 'AccountId'))),
	};
	return Object.keys(action).length === 0 ? undefined : action;
}

/** GuardDuty user guide, "sample findings": the title or the additional information says so; older samples only use made-up names. */
function isSample(finding: {
	title: string;
	service: Record<string, unknown>;
	accessKey: AccessKey | undefined;
	actors: readonly Actor[];
}): boolean {
	const information = record(at(finding.service, 'AdditionalInfo'));
	return (
		finding.title.trimStart().startsWith('[SAMPLE]') ||
		flag(at(information, 'Sample')) ||
		flag(at(jsonIn(text(at(information, 'Value'))), 'Sample')) ||
		Object.values(finding.accessKey ?? {}).some(value => value.startsWith('GeneratedFinding')) ||
		finding.actors.some(actor => actor.userName === 'john_doe')
	);
}

function jsonIn(value: string | undefined): unknown {
	try {
		return JSON.parse(value ?? 'null');
	} catch {
		return undefined;
	}
}

function partitionOf(said: string | undefined, region: string): Finding['partition'] {
	if (said === 'aws-cn' || region.startsWith('cn-')) return 'aws-cn';
	if (said === 'aws-us-gov' || region.startsWith('us-gov-')) return 'aws-us-gov';
	return 'aws';
}

/** What makes two findings one piece of news; the id alone when no principal is named. */
function newsKey(finding: Finding): string {
	const {accessKey, actors} = finding;
	const users = actors.map(actor => actor.userId ?? actor.id).sort();
	const principal = accessKey?.principalId ?? accessKey?.accessKeyId ?? (users.length > 0 ? users.join(' ') : finding.instanceId);
	if (principal === undefined) return idKey(finding);
	return JSON.stringify([finding.accountId, finding.type, principal, finding.archived, finding.sample]);
}

function idKey(finding: Finding): string {
	return JSON.stringify([finding.id]);
}

function compareText(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}

function defined<Key extends string, Value>(key: Key, value: Value | undefined): {[K in Key]?: Value} {
	return value === undefined ? {} : ({[key]: value} as {[K in Key]?: Value});
}
