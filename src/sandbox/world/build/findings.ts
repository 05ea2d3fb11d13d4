import type {AccessKeyDetails, Action, Actor, Finding, RemoteIpDetails, Resource, Sequence} from '@aws-sdk/client-guardduty';
import type {Culprit, FindingData, RemoteData, Scenario} from '../../scenario/scenario.ts';
import {accountOf, type Credential, type IamUser, userId} from '../principals.ts';
import type {Detector} from '../world.ts';
import type {Beginning} from './beginning.ts';

interface Known {
	readonly sessions: ReadonlyMap<string, Credential>;
	readonly longTerm: readonly Credential[];
	readonly detectors: readonly Detector[];
}

/** The scenario's findings in the shape that GetFindings answers. */
export function buildFindings({findings}: Scenario, known: Known, beginning: Beginning): Finding[] {
	return findings.map((data, position) => buildFinding(data, position, known, beginning));
}

export function buildFinding(data: FindingData, position: number, known: Known, {ids, now}: Beginning): Finding {
	const at = (minutesAgo: number) => new Date(now - minutesAgo * 60_000).toISOString();
	const firstSeen = at(data.firstSeenMinutesAgo);
	const lastSeen = at(data.lastSeenMinutesAgo);
	const id = ids.hex(32, `finding/${position}`);
	const detector = known.detectors.find(({accountId, region}) => accountId === data.account && region === data.region);
	const accessKey = accessKeyOf(data.who, data.account, known);
	const sequence = 'sequence' in data.who ? sequenceOf(data, data.who.sequence, known, now) : undefined;
	return {
		AccountId: data.account,
		Arn: `arn:aws:guardduty:${data.region}:${data.account}:detector/${detector?.id ?? ''}/finding/${id}`,
		CreatedAt: firstSeen,
		Description: data.description ?? describe(data, accessKey),
		Id: id,
		Partition: 'aws',
		Region: data.region,
		Resource: resourceOf(data, accessKey),
		SchemaVersion: '2.0',
		Service: {
			...(data.call && {Action: actionOf(data.call, data.remote)}),
			AdditionalInfo: {Value: JSON.stringify(data.sample ? {sample: true} : {}), Type: 'default'},
			Archived: data.archived === true,
			Count: data.count,
			DetectorId: detector?.id,
			EventFirstSeen: firstSeen,
			EventLastSeen: lastSeen,
			...(sequence && {Detection: {Sequence: sequence}, FeatureName: 'Correlation'}),
			ResourceRole: 'TARGET',
			ServiceName: 'guardduty',
		},
		Severity: data.severity,
		Title: data.title ?? titleOf(data, accessKey),
		Type: data.type,
		UpdatedAt: lastSeen,
	};
}

/** Undefined for an attack sequence, which names actors instead. */
function accessKeyOf(who: Culprit, account: string, known: Known): AccessKeyDetails | undefined {
	if ('sequence' in who) return undefined;
	if ('generated' in who) {
		const {accessKeyId, principalId, userName, userType} = who.generated;
		return {AccessKeyId: accessKeyId, PrincipalId: principalId, UserName: userName, UserType: userType};
	}
	if ('root' in who) return {AccessKeyId: rootKeyOf(account, known), PrincipalId: account, UserName: 'Root', UserType: 'Root'};
	if ('iamUser' in who) {
		const {credential, user} = keyOf(who.iamUser, account, known);
		return {AccessKeyId: credential.accessKeyId, PrincipalId: user.id, UserName: user.name, UserType: 'IAMUser'};
	}
	const {credential, principal} = sessionNamed(who.session, known);
	const userName = who.userName ?? principal.role.name;
	return {AccessKeyId: credential.accessKeyId, PrincipalId: userId(principal), UserName: userName, UserType: 'AssumedRole'};
}

/** Empty when no session of the account's root user is live: GuardDuty knows no key of a sign-in to the console. */
function rootKeyOf(account: string, {sessions}: Known): string {
	const live = [...sessions.values()].find(({principal}) => principal.kind === 'root' && principal.accountId === account);
	return live?.accessKeyId ?? '';
}

function keyOf(name: string, account: string, {longTerm}: Known): {credential: Credential; user: IamUser} {
	for (const credential of longTerm) {
		const {principal} = credential;
		if (principal.kind === 'user' && principal.user.name === name && principal.user.accountId === account)
			return {credential, user: principal.user};
	}
	throw new Error(`The scenario has no IAM user "${name}" in account ${account}.`);
}

function sessionNamed(name: string, {sessions}: Known) {
	const credential = sessions.get(name);
	if (credential?.principal.kind !== 'role-session') throw new Error(`The scenario has no session "${name}".`);
	return {credential, principal: credential.principal};
}

function resourceOf({who, bucket}: FindingData, accessKey: AccessKeyDetails | undefined): Resource {
	if (accessKey === undefined) return {ResourceType: 'AttackSequence'};
	return {
		ResourceType: bucket === undefined ? 'AccessKey' : 'S3Bucket',
		AccessKeyDetails: accessKey,
		...(bucket !== undefined && {S3BucketDetails: [{Arn: `arn:aws:s3:::${bucket}`, Name: bucket, Type: 'Destination'}]}),
		...('instance' in who && {InstanceDetails: {InstanceId: who.instance}}),
	};
}

function actionOf(call: NonNullable<FindingData['call']>, remote: RemoteData | undefined): Action {
	return {
		ActionType: 'AWS_API_CALL',
		AwsApiCallAction: {
			Api: call.api,
			CallerType: 'Remote IP',
			...(call.errorCode !== undefined && {ErrorCode: call.errorCode}),
			...(remote && {RemoteIpDetails: remoteOf(remote)}),
			ServiceName: call.serviceName,
			UserAgent: call.userAgent,
		},
	};
}

function remoteOf({ip, city, country, asn, organization}: RemoteData): RemoteIpDetails {
	return {
		City: {CityName: city},
		Country: {CountryName: country},
		GeoLocation: {Lat: 0, Lon: 0},
		IpAddressV4: ip,
		Organization: {Asn: asn, AsnOrg: organization, Isp: organization, Org: organization},
	};
}

function sequenceOf(data: FindingData, names: readonly string[], known: Known, now: number): Sequence {
	const firstSeen = new Date(now - data.firstSeenMinutesAgo * 60_000);
	const lastSeen = new Date(now - data.lastSeenMinutesAgo * 60_000);
	const actors = names.map((name): Actor => {
		const {credential, principal} = sessionNamed(name, known);
		const uid = userId(principal);
		return {
			Id: `user:AssumedRole:${uid}`,
			User: {
				Name: principal.role.name,
				Uid: uid,
				Type: 'AssumedRole',
				CredentialUid: credential.accessKeyId,
				Account: {Uid: accountOf(principal)},
			},
			Session: {Uid: credential.accessKeyId, MfaStatus: 'ENABLED', CreatedTime: new Date(credential.issuedAt), Issuer: principal.role.arn},
		};
	});
	const actorIds = actors.flatMap(({Id}) => Id ?? []);
	return {
		Uid: 'sequence',
		Description: 'Credentials of several sessions were used to find and read data, from a place they were never used from before.',
		Actors: actors,
		Endpoints: data.remote === undefined ? [] : [{Id: `ip:${data.remote.ip}`, Ip: data.remote.ip}],
		Signals: [
			{
				Uid: 'signal',
				Type: 'CLOUD_TRAIL',
				Name: 'Anomalous data discovery',
				CreatedAt: firstSeen,
				UpdatedAt: lastSeen,
				FirstSeenAt: firstSeen,
				LastSeenAt: lastSeen,
				Severity: data.severity,
				Count: data.count,
				ActorIds: actorIds,
			},
		],
	};
}

function titleOf(data: FindingData, accessKey: AccessKeyDetails | undefined): string {
	const who = `${accessKey?.UserType ?? 'AssumedRole'} : ${accessKey?.UserName ?? ''}`;
	if (data.type.includes('AnomalousBehavior')) {
		return `The user ${who} is anomalously invoking APIs commonly used in ${data.type.slice(0, data.type.indexOf(':'))} tactics.`;
	}
	return `The API ${data.call?.api ?? ''} was invoked by ${who} from ${data.remote?.ip ?? 'an unknown address'}.`;
}

function describe(data: FindingData, accessKey: AccessKeyDetails | undefined): string {
	return `${titleOf(data, accessKey)} This was seen ${data.count} times in account ${data.account}.`;
}
