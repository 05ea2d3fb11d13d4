import {DecodeAuthorizationMessageCommand, GetAccessKeyInfoCommand, GetCallerIdentityCommand, STSClient} from '@aws-sdk/client-sts';
import {Problem} from '../../problem.ts';
import {clean} from '../../text/clean.ts';
import {text} from '../../text/index.ts';
import type {Caller} from '../ports.ts';
import {awsSaid, incompleteAnswer} from '../problems.ts';
import {partitionOfArn} from '../regions.ts';
import type {ClientOptions, Sdk} from '../sdk.ts';

/** Whom AWS takes an identity for (STS GetCallerIdentity, which no policy can deny). The responder when no identity is given. */
export async function callerOf(sdk: Sdk, options: ClientOptions = {}): Promise<Caller> {
	const client = sdk.client('STS', STSClient, options);
	const {Account, Arn, UserId} = await client.send(new GetCallerIdentityCommand({}));
	if (!Account || !Arn || !UserId) throw incompleteAnswer('sts:GetCallerIdentity');
	const partition = partitionOfArn(Arn);
	if (partition === undefined) {
		const {message, next} = text.aws.unsupportedPartition(clean(Arn));
		throw new Problem('unsupported-partition', message, next, 5);
	}
	return {accountId: Account, arn: Arn, userId: UserId, partition};
}

/** The account of an access key id, or undefined when AWS has no such key (STS GetAccessKeyInfo). */
export async function accountOfAccessKey(sdk: Sdk, accessKeyId: string): Promise<string | undefined> {
	try {
		const {Account} = await sdk.client('STS', STSClient).send(new GetAccessKeyInfoCommand({AccessKeyId: accessKeyId}));
		return Account;
	} catch (error) {
		if (awsSaid(error, 'ValidationError', 'ValidationException', 'InvalidParameterValue', 'InvalidClientTokenId')) return undefined;
		throw error;
	}
}

/** The plain text of an encoded authorization failure message (STS DecodeAuthorizationMessage, asked as the responder). */
export async function decodeAuthorizationMessage(sdk: Sdk, encoded: string, region: string): Promise<string | undefined> {
	const {DecodedMessage} = await sdk
		.client('STS', STSClient, {region})
		.send(new DecodeAuthorizationMessageCommand({EncodedMessage: encoded}));
	return DecodedMessage;
}
