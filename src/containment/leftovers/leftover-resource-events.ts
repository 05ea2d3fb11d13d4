import type {Names, Row} from './leftover-events.ts';

const detector: Names = {detectorId: ['detectorId'], name: ['name', 'filterName', 'ipSetId']};
const functionName: Names = {functionName: ['functionName']};
const bucket: Names = {bucketName: ['bucketName']};

/** What watches, runs and keeps data: detection, compute, storage, secrets. See `leftover-events.ts`. */
export const resourceRows: readonly Row[] = [
	['audit-trail', 'cloudtrail', ['*'], {name: ['name', 'trailName', 'trailARN', 'eventDataStore', 'resourceArn']}],
	['detector', 'guardduty', ['*'], detector],
	['detector', 'securityhub', ['*'], {name: ['standardsSubscriptionArns.*', 'productSubscriptionArn']}],
	['detector', 'access-analyzer', ['*'], {name: ['analyzerName', 'ruleName']}],
	['detector', 'macie2', ['*'], {}],
	[
		'recorder',
		'config',
		['*'],
		{name: ['configurationRecorderName', 'configurationRecorder.name', 'deliveryChannelName', 'configRuleName']},
	],
	[
		'cluster-access',
		'eks',
		[
			'CreateAccessEntry',
			'UpdateAccessEntry',
			'DeleteAccessEntry',
			'AssociateAccessPolicy',
			'DisassociateAccessPolicy',
			'CreatePodIdentityAssociation',
			'UpdatePodIdentityAssociation',
			'UpdateClusterConfig',
			'AssociateIdentityProviderConfig',
		],
		{clusterName: ['clusterName', 'name'], principalArn: ['principalArn', 'roleArn'], policyArn: ['policyArn']},
	],
	[
		'function',
		'lambda',
		[
			'CreateFunction',
			'UpdateFunctionCode',
			'UpdateFunctionConfiguration',
			'CreateFunctionUrlConfig',
			'UpdateFunctionUrlConfig',
			'CreateEventSourceMapping',
			'AddPermission',
		],
		{...functionName, statementId: ['statementId'], functionUrl: ['functionUrl']},
	],
	['function', 'lambda', ['PublishLayerVersion', 'AddLayerVersionPermission'], {layerName: ['layerName']}],
	[
		'instance',
		'ec2',
		[
			'RunInstances',
			'StartInstances',
			'RequestSpotInstances',
			'ModifyInstanceAttribute',
			'AssociateIamInstanceProfile',
			'ReplaceIamInstanceProfileAssociation',
		],
		{
			instanceId: [
				'instancesSet.items.*.instanceId',
				'instanceId',
				'AssociateIamInstanceProfileRequest.InstanceId',
				'ReplaceIamInstanceProfileAssociationRequest.AssociationId',
			],
			spotRequestId: ['spotInstanceRequestSet.items.*.spotInstanceRequestId'],
		},
	],
	['key-pair', 'ec2', ['CreateKeyPair', 'ImportKeyPair'], {keyName: ['keyName'], keyPairId: ['keyPairId']}],
	[
		'remote-command',
		'ssm',
		['SendCommand', 'StartSession', 'StartAutomationExecution', 'CreateAssociation'],
		{target: ['target', 'instanceIds.*', 'instanceId'], commandId: ['command.commandId', 'sessionId'], document: ['documentName', 'name']},
	],
	['remote-command', 'ec2-instance-connect', ['SendSSHPublicKey', 'SendSerialConsoleSSHPublicKey'], {target: ['instanceId']}],
	['remote-command', 'ecs', ['ExecuteCommand'], {target: ['task'], cluster: ['cluster']}],
	[
		'shared-image',
		'ec2',
		['ModifySnapshotAttribute', 'ModifyImageAttribute', 'CreateSnapshot', 'CreateSnapshots', 'CreateImage', 'CopySnapshot', 'CopyImage'],
		{
			snapshotId: ['snapshotId', 'snapshotSet.items.*.snapshotId', 'CreateSnapshotsResponse.snapshotSet.item.*.snapshotId'],
			imageId: ['imageId'],
			sharedWith: [
				'createVolumePermission.add.items.*.userId',
				'createVolumePermission.add.items.*.group',
				'launchPermission.add.items.*.userId',
				'launchPermission.add.items.*.group',
			],
		},
	],
	[
		'shared-image',
		'rds',
		['ModifyDBSnapshotAttribute', 'ModifyDBClusterSnapshotAttribute'],
		{databaseSnapshot: ['dBSnapshotIdentifier', 'dBClusterSnapshotIdentifier'], sharedWith: ['valuesToAdd.*']},
	],
	[
		'bucket',
		's3',
		[
			'PutBucketPolicy',
			'DeleteBucketPolicy',
			'PutBucketAcl',
			'PutBucketPublicAccessBlock',
			'DeleteBucketPublicAccessBlock',
			'PutAccountPublicAccessBlock',
			'DeleteAccountPublicAccessBlock',
			'PutBucketOwnershipControls',
			'PutBucketReplication',
			'PutBucketLifecycle',
			'PutBucketLogging',
			'PutBucketVersioning',
			'PutBucketNotification',
			'PutBucketWebsite',
			'PutBucketCors',
			'DeleteBucket',
		],
		bucket,
	],
	[
		'encryption-key',
		'kms',
		['CreateGrant', 'PutKeyPolicy', 'ScheduleKeyDeletion', 'DisableKey', 'ReplicateKey', 'ImportKeyMaterial', 'DeleteImportedKeyMaterial'],
		{keyId: ['keyId'], grantId: ['grantId'], grantee: ['granteePrincipal']},
	],
	['secret-read', 'secretsmanager', ['GetSecretValue', 'BatchGetSecretValue'], {secret: ['secretId', 'secretIdList.*']}],
	[
		'secret-read',
		'ssm',
		['GetParameter', 'GetParameters', 'GetParametersByPath', 'GetParameterHistory'],
		{parameter: ['name', 'names.*', 'path']},
		['withDecryption', 'true'],
	],
];
