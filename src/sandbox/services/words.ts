import {AwsFault} from '../wire/fault.ts';

/** How a service says the things that every service has to say, in its own codes and words. */
export interface ServiceWords {
	/** The access key id is not known, or was switched off: AWS answers both alike. */
	readonly unknownKey: () => AwsFault;
	/** The session token is missing or belongs to another key. */
	readonly invalidSessionToken: () => AwsFault;
	readonly expired: () => AwsFault;
	readonly denied: (message: string) => AwsFault;
	/** The input does not fit the operation. */
	readonly invalid: (message: string) => AwsFault;
	/** A page token that this operation never gave out for these parameters. */
	readonly invalidPageToken: () => AwsFault;
}

const INVALID_TOKEN = 'The security token included in the request is invalid.';
const EXPIRED_TOKEN = 'The security token included in the request is expired';

/** AWS JSON and REST JSON services. REST services answer 403 where the others answer 400. */
export function jsonWords(
	status: 400 | 403,
	invalid: (message: string) => AwsFault,
	invalidPageToken = () => invalid('The pagination token is not valid.'),
): ServiceWords {
	return {
		unknownKey: () => new AwsFault('UnrecognizedClientException', INVALID_TOKEN, {status}),
		invalidSessionToken: () => new AwsFault('UnrecognizedClientException', INVALID_TOKEN, {status}),
		expired: () => new AwsFault('ExpiredTokenException', EXPIRED_TOKEN, {status}),
		denied: message => new AwsFault('AccessDeniedException', message, {status}),
		invalid,
		invalidPageToken,
	};
}

/** AWS query services: IAM and STS. */
export const queryWords: ServiceWords = {
	unknownKey: () => new AwsFault('InvalidClientTokenId', INVALID_TOKEN, {status: 403}),
	invalidSessionToken: () => new AwsFault('InvalidClientTokenId', INVALID_TOKEN, {status: 403}),
	expired: () => new AwsFault('ExpiredToken', EXPIRED_TOKEN, {status: 403}),
	denied: message => new AwsFault('AccessDenied', message, {status: 403}),
	invalid: message => new AwsFault('ValidationError', message, {status: 400}),
	invalidPageToken: () => new AwsFault('ValidationError', 'The marker is not valid.', {status: 400}),
};

export const ec2Words: ServiceWords = {
	unknownKey: () => new AwsFault('AuthFailure', 'AWS was not able to validate the provided access credentials', {status: 401}),
	invalidSessionToken: () => new AwsFault('AuthFailure', 'AWS was not able to validate the provided access credentials', {status: 401}),
	expired: () => new AwsFault('RequestExpired', 'Request has expired.', {status: 400}),
	denied: message => new AwsFault('UnauthorizedOperation', message, {status: 403}),
	invalid: message => new AwsFault('InvalidParameterValue', message, {status: 400}),
	invalidPageToken: () => new AwsFault('InvalidNextToken', 'The specified NextToken is not valid.', {status: 400}),
};

export const s3Words: ServiceWords = {
	unknownKey: () => new AwsFault('InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.', {status: 403}),
	invalidSessionToken: () => new AwsFault('InvalidToken', 'The provided token is malformed or otherwise invalid.', {status: 400}),
	expired: () => new AwsFault('ExpiredToken', 'The provided token has expired.', {status: 400}),
	denied: message => new AwsFault('AccessDenied', message, {status: 403}),
	invalid: message => new AwsFault('InvalidArgument', message, {status: 400}),
	invalidPageToken: () => new AwsFault('InvalidArgument', 'The continuation token provided is incorrect', {status: 400}),
};
