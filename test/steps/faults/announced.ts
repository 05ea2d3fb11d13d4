import {foldJournal} from '../../../src/incident/fold.ts';
import type {Json} from '../../../src/runbook/json.ts';
import type {Incident} from '../support.ts';
import type {WireCall} from '../wire.ts';

type Values = Readonly<Record<string, Json | undefined>>;

interface Announcement {
	/** The key of the intent. */
	readonly key: RegExp;
	/** What the request must hold, by its intent. */
	readonly sends: (intent: Values) => Readonly<Record<string, Json | undefined>>;
}

const policy = ({policyId}: Values) => ({PolicyId: policyId});
const onTarget = ({policyId, targetId}: Values) => ({PolicyId: policyId, TargetId: targetId});
const bytes = (value: Json | undefined) => Buffer.from(String(value ?? ''), 'base64').toString('utf8');

/** How each write is announced. What is not here may not be sent at all. */
const announcements: Readonly<Record<string, readonly Announcement[]>> = {
	CreatePolicy: [{key: /\/create-policy/, sends: ({policyName, document}) => ({Name: policyName, Content: document})}],
	AttachPolicy: [{key: /\/attach-policy/, sends: onTarget}],
	UpdatePolicy: [
		{key: /\/(fill-prepared|update)-policy/, sends: ({policyId, document}) => ({PolicyId: policyId, Content: document})},
		{key: /\/empty-prepared-policy/, sends: policy},
	],
	DetachPolicy: [{key: /\/detach-policy/, sends: onTarget}],
	DeletePolicy: [{key: /\/(delete|remove-unattached)-policy/, sends: policy}],
	PutInlinePolicyToPermissionSet: [
		{key: /\/put-inline-policy\//, sends: ({permissionSet, document}) => ({PermissionSetArn: permissionSet, InlinePolicy: document})},
		{key: /\/restore-inline-policy\//, sends: ({permissionSet, saved}) => ({PermissionSetArn: permissionSet, InlinePolicy: bytes(saved)})},
	],
	DeleteInlinePolicyFromPermissionSet: [
		{key: /\/restore-inline-policy\//, sends: ({permissionSet}) => ({PermissionSetArn: permissionSet})},
	],
	ProvisionPermissionSet: [
		{key: /\/provision(-restored)?\//, sends: ({permissionSet, accountId}) => ({PermissionSetArn: permissionSet, TargetId: accountId})},
	],
	UpdateAccessKey: [{key: /\/set-(in)?active\//, sends: ({userName, accessKeyId}) => ({UserName: userName, AccessKeyId: accessKeyId})}],
};

const reads = /^(Assume|Decode|Describe|Get|List|Lookup|Simulate)/;

export const isWrite = ({operation}: Pick<WireCall, 'operation'>): boolean => !reads.test(operation);

/** What is wrong with a request that changes AWS: nobody typed a name, or no open intent of the journal says just this. */
export function unannounced(call: WireCall, {journal}: Incident): string | undefined {
	if (!isWrite(call)) return undefined;
	const confirmed = journal.some(record => record.kind === 'answer' && record.question === 'confirm' && record.answer === 'confirmed');
	if (!confirmed) return `${call.operation} before anything was confirmed`;
	const sent = call.service === 'iam' ? Object.fromEntries(new URLSearchParams(call.body)) : (JSON.parse(call.body) as Values);
	const open = [...foldJournal(journal).writes].filter(([, write]) => write.outcome === undefined && write.failed === undefined);
	const says = open.some(([key, {intent}]) =>
		(announcements[call.operation] ?? []).some(
			one => one.key.test(key) && Object.entries(one.sends((intent ?? {}) as Values)).every(([name, value]) => sent[name] === value),
		),
	);
	return says ? undefined : `${call.operation} is not what an open intent says`;
}
