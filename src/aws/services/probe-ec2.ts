// EC2's client is the largest of all: loaded with the first probe, and only as much of it as the probe calls.
export {DescribeInstancesCommand, EC2Client} from '@aws-sdk/client-ec2';
