import {derive} from '../derive.ts';
import {s3Discovery} from '../s3-discovery.ts';
import type {SessionData} from '../scenario.ts';

const inPipeline = (account: string): SessionData => ({
	account,
	role: {name: 'ci-runner'},
	name: 'test-user',
	startedMinutesAgo: 20,
	hours: 1,
	region: 'us-east-1',
});

/** A pipeline names its sessions after whoever started it, so that a deny by name hits its runs as well. */
export const pipelineName = derive(s3Discovery, {
	name: 'pipeline-name',
	rehearsal: {
		...s3Discovery.rehearsal,
		title: 'a pipeline of the same name',
		story: [
			...s3Discovery.rehearsal.story,
			'In payments and in workloads-test a pipeline is at work that names its sessions after whoever started it: test-user.',
		],
	},
	roles: [
		{
			accounts: ['555555555555', '666666666666'],
			name: 'ci-runner',
			description: 'Assumed by the pipeline.',
			trust: [{Effect: 'Allow', Principal: {Service: 'codebuild.amazonaws.com'}, Action: 'sts:AssumeRole'}],
			policies: {
				runner: {
					Version: '2012-10-17',
					Statement: [{Effect: 'Allow', Action: ['s3:ListAllMyBuckets', 's3:GetObject', 'ec2:Describe*'], Resource: '*'}],
				},
			},
			maxSessionHours: 1,
		},
	],
	history: [
		{who: 'ci-runner/payments', service: 's3', name: 'ListBuckets', minutesAgo: 19},
		{who: 'ci-runner/payments', service: 'ec2', name: 'DescribeInstances', minutesAgo: 12},
		{who: 'ci-runner/payments', service: 's3', name: 'ListBuckets', minutesAgo: 3},
		{who: 'ci-runner/workloads-test', service: 's3', name: 'ListBuckets', minutesAgo: 18},
	],
	sessions: {'ci-runner/payments': inPipeline('555555555555'), 'ci-runner/workloads-test': inPipeline('666666666666')},
});
