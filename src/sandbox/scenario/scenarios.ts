import {consolidatedBilling} from './organizations/consolidated-billing.ts';
import {fullEverywhere} from './organizations/full-everywhere.ts';
import {fullRoot} from './organizations/full-root.ts';
import {policiesDisabled} from './organizations/policies-disabled.ts';
import {preparedPolicy} from './organizations/prepared-policy.ts';
import {iamUserKey} from './principals/iam-user-key.ts';
import {instanceCredentials} from './principals/instance-credentials.ts';
import {managementAccount} from './principals/management-account.ts';
import {memberRoot} from './principals/member-root.ts';
import {pipelineName} from './principals/pipeline-name.ts';
import {roleSession} from './principals/role-session.ts';
import {twoPeople} from './principals/two-people.ts';
import {roleChaining} from './role-chaining.ts';
import {s3Discovery} from './s3-discovery.ts';
import type {Scenario} from './scenario.ts';

const all: readonly Scenario[] = [
	s3Discovery,
	managementAccount,
	roleChaining,
	pipelineName,
	twoPeople,
	roleSession,
	instanceCredentials,
	iamUserKey,
	memberRoot,
	preparedPolicy,
	fullRoot,
	fullEverywhere,
	policiesDisabled,
	consolidatedBilling,
];

/** Every scenario there is, by name, the one to begin with first. */
export const scenarios: ReadonlyMap<string, Scenario> = new Map(all.map(scenario => [scenario.name, scenario]));
