import {
	DecodeAuthorizationMessage$,
	type DecodeAuthorizationMessageRequest,
	GetAccessKeyInfo$,
	type GetAccessKeyInfoRequest,
	GetCallerIdentity$,
	STSClient,
} from '@aws-sdk/client-sts';
import {decodeAuthorizationMessage} from '../../authorization/denial.ts';
import {AwsFault} from '../../wire/fault.ts';
import {accountOf, callerArn, userId} from '../../world/principals.ts';
import {defineService, reads} from '../service.ts';
import {queryWords} from '../words.ts';
import {assumeRole} from './assume-role.ts';

export const service = defineService({
	name: 'sts',
	prefix: 'sts',
	client: STSClient,
	words: queryWords,
	operations: [
		assumeRole,
		// "No permissions are required", even where a policy denies it: STS API reference, GetCallerIdentity.
		reads(
			GetCallerIdentity$,
			(_input: object, {caller: {principal}}) => ({Account: accountOf(principal), Arn: callerArn(principal), UserId: userId(principal)}),
			{authorizesItself: true},
		),
		reads(DecodeAuthorizationMessage$, (input: DecodeAuthorizationMessageRequest) => {
			const details = decodeAuthorizationMessage(input.EncodedMessage ?? '');
			if (details === undefined)
				throw new AwsFault('InvalidAuthorizationMessageException', 'The message is not a valid encoded authorization message.');
			return {DecodedMessage: JSON.stringify(details)};
		}),
		reads(GetAccessKeyInfo$, (input: GetAccessKeyInfoRequest, {world}) => {
			const credential = world.credentials.get(input.AccessKeyId ?? '');
			if (credential === undefined) throw queryWords.invalid('Invalid Access Key Id');
			return {Account: accountOf(credential.principal)};
		}),
	],
});
