import {AssumeRoleCommand, type AssumeRoleCommandInput, AssumeRoleWithWebIdentityCommand, STSClient} from '@aws-sdk/client-sts';
import {incompleteAnswer} from '../problems.ts';
import type {Identity, Sdk} from '../sdk.ts';

/** Temporary credentials of a role. */
export interface RoleCredentials {
	readonly accessKeyId: string;
	readonly secretAccessKey: string;
	readonly sessionToken: string;
	readonly expiration: Date;
}

/** Assumes a role with the responder's credentials, or with another identity's. */
export async function assumeRole(sdk: Sdk, input: AssumeRoleCommandInput, identity?: Identity): Promise<RoleCredentials> {
	const client = sdk.client('STS', STSClient, identity === undefined ? {} : {identity});
	const {Credentials} = await client.send(new AssumeRoleCommand(input));
	return complete('sts:AssumeRole', Credentials);
}

/** The credential chain's own roles (`role_arn` with `source_profile`), assumed through our client: gated, timed and recorded like any call. */
export function assumeRoleFor(sdk: Sdk): (source: Identity['credentials'], input: AssumeRoleCommandInput) => Promise<RoleCredentials> {
	return (source, input) => assumeRole(sdk, input, {credentials: source});
}

/** The same for a web identity token. */
export function assumeRoleWithWebIdentityFor(sdk: Sdk) {
	return async (input: ConstructorParameters<typeof AssumeRoleWithWebIdentityCommand>[0]): Promise<RoleCredentials> => {
		// The call carries the token instead of a signature.
		const unsigned: Identity = {credentials: async () => ({accessKeyId: '', secretAccessKey: ''})};
		const {Credentials} = await sdk.client('STS', STSClient, {identity: unsigned}).send(new AssumeRoleWithWebIdentityCommand(input));
		return complete('sts:AssumeRoleWithWebIdentity', Credentials);
	};
}

interface Answer {
	readonly AccessKeyId?: string | undefined;
	readonly SecretAccessKey?: string | undefined;
	readonly SessionToken?: string | undefined;
	readonly Expiration?: Date | undefined;
}

function complete(call: string, answer: Answer | undefined): RoleCredentials {
	const {AccessKeyId, SecretAccessKey, SessionToken, Expiration} = answer ?? {};
	if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration) throw incompleteAnswer(call);
	return {accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken, expiration: Expiration};
}
