import type {GetObjectRequest, ListBucketsRequest, ListObjectsV2Request} from '@aws-sdk/client-s3';
import * as s3 from '@aws-sdk/client-s3';
import {AwsFault} from '../wire/fault.ts';
import type {Bucket} from '../world/world.ts';
import {type Call, defineService, reads} from './service.ts';
import {s3Words} from './words.ts';

export const service = defineService({
	name: 's3',
	prefix: 's3',
	client: s3.S3Client,
	words: s3Words,
	// REST requests carry no operation's name: only with all schemas can those we do not have be refused by name.
	furtherSchemas: Object.values(s3),
	operations: [
		reads(
			s3.ListBuckets$,
			(input: ListBucketsRequest, call) => {
				const prefix = input.Prefix ?? '';
				const found = call.world.buckets.filter(
					({accountId, name, region}) =>
						accountId === call.accountId && name.startsWith(prefix) && (input.BucketRegion ?? region) === region,
				);
				const page = call.page(found, {token: input.ContinuationToken, size: input.MaxBuckets, maximum: 10_000});
				return {
					Buckets: page.items.map(({name, createdAt}) => ({Name: name, CreationDate: new Date(createdAt)})),
					Owner: {ID: call.accountId.padStart(64, '0')},
					ContinuationToken: page.next,
				};
			},
			{action: 's3:ListAllMyBuckets'},
		),
		reads(
			s3.ListObjectsV2$,
			(input: ListObjectsV2Request, call) => {
				const bucket = bucketNamed(input.Bucket, call);
				const keys = KEYS.filter(key => key.startsWith(input.Prefix ?? ''));
				const Contents = keys.map(Key => ({Key, Size: contentOf(bucket, Key).length, LastModified: new Date(bucket.createdAt)}));
				return {Name: bucket.name, KeyCount: keys.length, MaxKeys: 1000, IsTruncated: false, Contents};
			},
			{action: 's3:ListBucket', resource: ({Bucket}) => arnOf(Bucket), dataEvent: true},
		),
		reads(
			s3.GetObject$,
			(input: GetObjectRequest, call) => {
				const bucket = bucketNamed(input.Bucket, call);
				if (!KEYS.includes(input.Key ?? '')) throw new AwsFault('NoSuchKey', 'The specified key does not exist.', {status: 404});
				return {Body: contentOf(bucket, input.Key ?? '')};
			},
			{resource: ({Bucket, Key}) => `${arnOf(Bucket)}/${Key ?? ''}`, dataEvent: true},
		),
	],
});

/** What lies in every bucket. */
const KEYS: readonly string[] = ['2026/customers.csv', '2026/invoices.csv', '2026/orders.csv'];

function contentOf({name}: Bucket, key: string): string {
	return `${key} of ${name}: made up for a rehearsal.\n`;
}

function arnOf(bucket: string | undefined): string {
	return `arn:aws:s3:::${bucket ?? ''}`;
}

/** Buckets have no policies of their own here: nobody gets into one of another account. */
function bucketNamed(name: string | undefined, {world, accountId}: Call): Bucket {
	const bucket = world.buckets.find(candidate => candidate.name === name);
	if (bucket === undefined) throw new AwsFault('NoSuchBucket', 'The specified bucket does not exist', {status: 404});
	if (bucket.accountId !== accountId) throw new AwsFault('AccessDenied', 'Access Denied', {status: 403});
	return bucket;
}
