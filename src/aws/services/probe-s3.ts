// Loaded with the first probe, and only as much of the client as the probe calls.
export {ListBucketsCommand, S3Client} from '@aws-sdk/client-s3';
