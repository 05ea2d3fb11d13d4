import {
	DeleteInlinePolicyFromPermissionSet$,
	type DeleteInlinePolicyFromPermissionSetRequest,
	GetInlinePolicyForPermissionSet$,
	type GetInlinePolicyForPermissionSetRequest,
	PutInlinePolicyToPermissionSet$,
	type PutInlinePolicyToPermissionSetRequest,
} from '@aws-sdk/client-sso-admin';
import {malformed} from '../../authorization/policy.ts';
import type {PermissionSet} from '../../world/identity-center.ts';
import {type Call, reads, writes} from '../service.ts';
import {alterablePermissionSet, onPermissionSet, permissionSetNamed, refuse} from './guards.ts';

/** Characters, white space counted; Identity Center API reference, PutInlinePolicyToPermissionSet. */
const CHARACTER_QUOTA = 32_768;
/** Bytes, white space not counted; Identity Center user guide, "Quotas". */
const BYTE_QUOTA = 10_240;

/** The one inline policy of a permission set, kept as it was given. Nothing changes in any account until it is provisioned. */
export const inlinePolicies = [
	reads(GetInlinePolicyForPermissionSet$, (input: GetInlinePolicyForPermissionSetRequest, call) => ({
		InlinePolicy: permissionSetNamed(input, call).inlinePolicy ?? '',
	})),
	writes(
		PutInlinePolicyToPermissionSet$,
		(input: PutInlinePolicyToPermissionSetRequest, call) => {
			const set = alterablePermissionSet(input, call);
			const inlinePolicy = checked(input.InlinePolicy ?? '');
			write(set, inlinePolicy, call);
			return {};
		},
		onPermissionSet,
	),
	writes(
		DeleteInlinePolicyFromPermissionSet$,
		(input: DeleteInlinePolicyFromPermissionSetRequest, call) => {
			const set = alterablePermissionSet(input, call);
			// The API reference does not say what becomes of a second removal; a caller has to cope with the harder answer.
			if (set.inlinePolicy === undefined) throw refuse.notFound('The permission set has no inline policy.');
			write(set, undefined, call);
			return {};
		},
		onPermissionSet,
	),
];

function write(set: PermissionSet, inlinePolicy: string | undefined, {provisionings}: Call): void {
	if (provisionings.isSpreading(set)) throw refuse.conflict();
	set.inlinePolicy = inlinePolicy;
	provisionings.written(set);
}

function checked(text: string): string {
	if (text.length < 1 || text.length > CHARACTER_QUOTA || !/^[\t\n\r\u0020-\u00FF]+$/.test(text)) {
		throw refuse.invalid(
			`1 validation error detected: Value at 'inlinePolicy' failed to satisfy constraint: Member must have length between 1 and ${CHARACTER_QUOTA} and satisfy regular expression pattern: [\\u0009\\u000A\\u000D\\u0020-\\u00FF]+`,
		);
	}
	const bytes = Buffer.byteLength(text.replace(/[\t\n\r ]/g, ''));
	// In the words that callers of the real service have reported.
	if (bytes > BYTE_QUOTA) {
		throw refuse.invalid(
			`Current size of the non-whitespace characters present in the InlinePolicy Document is ${bytes} bytes which has exceeded the maximum limit of ${BYTE_QUOTA} bytes`,
		);
	}
	if (malformed(parsed(text), 'identity-policy').length > 0) throw refuse.invalid('Invalid PermissionsPolicy Document');
	return text;
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
