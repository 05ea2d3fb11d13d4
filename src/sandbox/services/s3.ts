import type {ListBucketsRequest} from '@aws-sdk/client-s3';
import * as s3 from '@aws-sdk/client-s3';
import {defineService, reads} from './service.ts';
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
	],
});
