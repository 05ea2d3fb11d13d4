import type {WireRequest} from './messages.ts';

/** Who signed a request, for which service and region: AWS Signature Version 4's credential scope. */
export interface CredentialScope {
	readonly accessKeyId: string;
	readonly region: string;
	readonly signingName: string;
}

const SCOPE = /Credential=([^/\s,]+)\/\d{8}\/([^/\s,]+)\/([^/\s,]+)\/aws4_request/;

/** The credential scope in the Authorization header; undefined when the request is not signed. The signature itself is not verified. */
export function credentialScope(request: WireRequest): CredentialScope | undefined {
	const [, accessKeyId, region, signingName] = SCOPE.exec(request.headers.authorization ?? '') ?? [];
	if (accessKeyId === undefined || region === undefined || signingName === undefined) return undefined;
	return {accessKeyId, region, signingName};
}
