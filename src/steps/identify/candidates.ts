import type {Finding} from '../../containment/principal/finding.ts';
import {type Principal, readSubject} from '../../containment/principal/principal.ts';
import {Problem} from '../../problem.ts';
import {text} from '../../text/index.ts';
import type {IncidentWalk} from '../facts.ts';
import {organizationAccounts, principalsOfFindings} from '../findings.ts';
import {principalsUsing} from './access-key.ts';

/** Who it may be: one principal when it is clear, several when a person must choose. Never empty. */
export async function candidatesFor(walk: IncidentWalk): Promise<readonly Principal[]> {
	const {finding, given} = walk.facts;
	if (finding !== undefined) return distinct(principalsOfFindings(walk, [finding]));
	if (given === undefined) throw new Error('the who step needs a finding or a name');
	const read = readSubject(given);
	switch (read.kind) {
		case 'refused':
			throw new Problem('subject-refused', text.containment.subjectRefused(read.reason), text.steps.who.subjectRefusedNext, 4);
		case 'user-name':
			return [{kind: 'identity-center-user', userName: read.userName}];
		case 'user-id':
			return [{kind: 'identity-center-user', userId: read.userId}];
		case 'principal':
			return [read.principal];
		case 'findings': {
			const first = read.findings[0];
			walk.facts.givenFindings = read.findings;
			if (read.findings.length === 1 && first !== undefined) walk.facts.finding = first;
			return distinct(principalsOfFindings(walk, read.findings));
		}
		case 'access-key':
			return ofAccessKey(walk, read.accessKeyId);
	}
}

/** An access key id is found in the findings; otherwise its account is asked of AWS, and CloudTrail there who used it. */
async function ofAccessKey(walk: IncidentWalk, accessKeyId: string): Promise<readonly Principal[]> {
	const findings = (await walk.facts.findingsLook?.done)?.findings ?? [];
	const named = (finding: Finding) =>
		finding.accessKey?.accessKeyId === accessKeyId || finding.actors.some(actor => actor.credentialId === accessKeyId);
	const seen = principalsOfFindings(walk, findings.filter(named)).filter(
		principal => !('accessKeyId' in principal) || principal.accessKeyId === accessKeyId,
	);
	if (seen.length > 0) return distinct(seen);
	const accountId = await walk.read(text.steps.waiting.accessKey, () => walk.ports.session.accountOfAccessKey(accessKeyId));
	const account = accountId === undefined ? {} : {accountId};
	const accounts = organizationAccounts(walk.facts);
	if (accountId !== undefined && accounts !== undefined && !accounts.has(accountId))
		return [{kind: 'foreign-account', accountId, accessKeyId}];
	const used = accountId === undefined ? [] : await principalsUsing(walk, accessKeyId, accountId);
	if (used.length > 0) return distinct(used);
	if (accessKeyId.startsWith('AKIA')) {
		const userName =
			accountId === walk.facts.caller?.accountId
				? await walk.read(text.steps.waiting.accessKey, () => walk.ports.roles.userOfAccessKey(accessKeyId))
				: undefined;
		return [{kind: 'iam-user', accessKeyId, ...account, ...(userName === undefined ? {} : {userName})}];
	}
	return [{kind: 'unknown', reason: 'no-principal', accessKeyId, ...account}];
}

/** The same person seen through several sessions is one candidate. */
export function distinct(principals: readonly Principal[]): readonly Principal[] {
	const kept = new Map<string, Principal>();
	for (const principal of principals) if (!kept.has(principalKey(principal))) kept.set(principalKey(principal), principal);
	return [...kept.values()];
}

/** What tells one candidate from another, and is the same whenever it is looked at. */
export function principalKey(principal: Principal): string {
	return principal.kind === 'identity-center-user'
		? `user ${principal.userName ?? ''} ${principal.userId ?? ''}`.trim()
		: JSON.stringify(Object.entries({...principal, accessKeyId: undefined}).sort());
}
