import type {ServiceControlPolicyData} from '../scenario.ts';

/** Denies of the kind that organizations attach everywhere; none of them stands in the way of anybody's daily work. */
const DENIED = {
	'keep-the-trails': ['cloudtrail:StopLogging', 'cloudtrail:DeleteTrail'],
	'keep-the-detectors': ['guardduty:DeleteDetector', 'guardduty:DisassociateFromAdministratorAccount'],
	'keep-the-recorders': ['config:StopConfigurationRecorder', 'config:DeleteConfigurationRecorder'],
	'keep-the-keys': ['kms:ScheduleKeyDeletion'],
	'keep-the-backups': ['backup:DeleteBackupVault', 'backup:DeleteRecoveryPoint'],
	'keep-the-analyzers': ['access-analyzer:DeleteAnalyzer'],
	'keep-buckets-private': ['s3:PutAccountPublicAccessBlock'],
	'keep-the-network': ['ec2:CreateDefaultVpc', 'ec2:DeleteFlowLogs'],
	'keep-the-account': ['account:CloseAccount', 'account:PutAlternateContact'],
} as const;

/** As many service control policies as it takes to fill slots, all attached to the same targets; at most nine. */
export function guardrails(count: number, targets: readonly string[]): ServiceControlPolicyData[] {
	return Object.entries(DENIED)
		.slice(0, count)
		.map(([name, actions], index) => ({
			id: `p-guardrail${index + 1}`,
			name,
			description: '',
			document: {Version: '2012-10-17', Statement: [{Effect: 'Deny', Action: [...actions], Resource: '*'}]},
			targets,
		}));
}
