import {describe, expect, test} from 'vitest';
import {malformed} from '../../src/sandbox/authorization/policy.ts';
import {managedPolicies} from '../../src/sandbox/scenario/managed-policies.ts';
import {scenarios} from '../scenarios.ts';
import {virtualSandbox} from './support.ts';

// The patterns are those of the services' own models.
const USER_ID = /^([0-9a-f]{10}-|)[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}$/;

describe.each([...scenarios.values()])('$name', scenario => {
	const {sandbox} = virtualSandbox({scenario});
	const {world} = sandbox;

	test('has identifiers as AWS gives them', () => {
		const {organization, identityCenter} = world;
		expect(organization.id).toMatch(/^o-[a-z0-9]{10,32}$/);
		expect(organization.root.id).toMatch(/^r-[0-9a-z]{4,32}$/);
		for (const id of organization.units.keys()) expect(id).toMatch(/^ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}$/);
		for (const id of organization.accounts.keys()) expect(id).toMatch(/^\d{12}$/);
		for (const id of organization.policies.keys()) expect(id).toMatch(/^p-[0-9a-zA-Z_]{8,128}$/);
		expect(identityCenter.instanceArn).toMatch(/^arn:aws:sso:::instance\/(sso)?ins-[a-zA-Z0-9-.]{16}$/);
		expect(identityCenter.identityStoreId).toMatch(/^d-[0-9a-f]{10}$/);
		for (const arn of identityCenter.permissionSets.keys())
			expect(arn).toMatch(/^arn:aws:sso:::permissionSet\/(sso)?ins-[a-zA-Z0-9-.]{16}\/ps-[a-zA-Z0-9-./]{16}$/);
		for (const id of [...identityCenter.users.keys(), ...identityCenter.groups.keys()]) expect(id).toMatch(USER_ID);
		for (const {id} of identityCenter.memberships) expect(id).toMatch(USER_ID);
		for (const {id} of world.roles.values()) expect(id).toMatch(/^AROA[A-Z2-7]{17}$/);
		for (const id of world.credentials.keys()) expect(id).toMatch(/^A(SIA|KIA)[A-Z2-7]{16}$/);
		for (const {id} of world.guardDuty.detectors) expect(id).toMatch(/^[0-9a-f]{32}$/);
		for (const {Id} of world.guardDuty.findings) expect(Id).toMatch(/^[0-9a-f]{32}$/);
	});

	test('has no two things with one identifier', () => {
		const ids = [
			...[...world.roles.values()].map(({id}) => id),
			...[...world.iamUsers.values()].map(({id}) => id),
			...world.guardDuty.detectors.map(({id}) => id),
			...world.guardDuty.findings.map(({Id}) => Id),
		];
		expect(new Set(ids).size).toBe(ids.length);
	});

	test('names nothing that it does not have', () => {
		const {organization, identityCenter} = world;
		const nodes = new Set([organization.root.id, ...organization.units.keys(), ...organization.accounts.keys()]);
		for (const {parentId} of [...organization.units.values(), ...organization.accounts.values()]) expect(nodes).toContain(parentId);
		for (const {targets} of scenario.organization.policies) for (const target of targets) expect(nodes).toContain(target);
		for (const {accountId} of identityCenter.assignments) expect([...organization.accounts.keys()]).toContain(accountId);
		for (const set of scenario.identityCenter.permissionSets)
			for (const name of set.managedPolicies) expect(managedPolicies).toHaveProperty(name);
		expect([...organization.accounts.keys()]).toContain(scenario.guardDuty.administrator);
	});

	test('has documents that AWS would take', () => {
		for (const {content} of world.organization.policies.values())
			expect(malformed(JSON.parse(content), 'service-control-policy')).toEqual([]);
		for (const {inlinePolicies} of [...world.roles.values(), ...world.iamUsers.values()]) {
			for (const document of inlinePolicies.values()) expect(malformed(document, 'identity-policy')).toEqual([]);
		}
	});

	test('is left as it was by whatever happens in a world made from it', () => {
		const before = structuredClone(scenario);
		for (const role of world.roles.values()) {
			for (const statement of [role.trustPolicy.Statement].flat()) statement.Effect = 'Deny';
			for (const document of role.inlinePolicies.values()) document.Version = 'changed';
		}
		expect(scenario).toEqual(before);
	});
});

test('two sandboxes share nothing, and the same seed makes the same identifiers', () => {
	const one = virtualSandbox().sandbox;
	const other = virtualSandbox().sandbox;
	expect(other.responder).toEqual(one.responder);
	expect(virtualSandbox({seed: 2}).sandbox.responder.accessKeyId).not.toBe(one.responder.accessKeyId);
	one.world.organization.policies.clear();
	expect(other.world.organization.policies.size).toBeGreaterThan(0);
});
