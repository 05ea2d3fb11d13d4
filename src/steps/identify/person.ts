import type {IdentityCenterInstance, IdentityCenterUser} from '../../aws/ports.ts';
import type {Principal} from '../../containment/principal/principal.ts';
import {refuseName} from '../../containment/reading/names.ts';
import {Problem} from '../../problem.ts';
import type {Json} from '../../runbook/json.ts';
import type {Block} from '../../runbook/views.ts';
import {text} from '../../text/index.ts';
import type {IncidentWalk, Person} from '../facts.ts';

export type UserPrincipal = Principal & {readonly kind: 'identity-center-user'};

/** A name that cannot be written exactly into a policy is refused, wherever it came from. */
function refuse(userName: string | undefined): void {
	const refusal = userName === undefined ? undefined : refuseName(userName);
	if (refusal !== undefined)
		throw new Problem(
			'user-name-refused',
			text.steps.who.nameRefused(userName ?? '', text.containment.nameRefused(refusal)),
			text.steps.who.nameRefusedNext,
			4,
		);
}

interface Found {
	readonly instance?: IdentityCenterInstance;
	readonly user?: IdentityCenterUser;
	/** Whether the identity store was there to be asked, and answered. */
	readonly answered: boolean;
}

export async function lookUpUser(walk: IncidentWalk, {userId, userName}: UserPrincipal): Promise<Found> {
	const port = walk.ports.identityCenter;
	try {
		const instance = await walk.read(text.steps.waiting.instance, () => port.instance());
		if (instance === undefined) return {answered: false};
		const user = await walk.read(text.steps.waiting.user, () =>
			userId !== undefined ? port.userWithId(instance, userId) : port.userNamed(instance, userName ?? ''),
		);
		return {instance, answered: true, ...(user === undefined ? {} : {user})};
	} catch (error) {
		if (!(error instanceof Problem)) throw error;
		walk.facts.problems.push(error);
		return {answered: false};
	}
}

/**
 * The person as the identity store knows them, once: who it was when the deny was decided stands when the walk is resumed. A typed name
 * that neither the identity store nor any finding knows is not taken for somebody: a deny for nobody would be proven just as well.
 * @param seenIn the accounts that their sessions were given or seen in
 */
export async function resolvePerson(walk: IncidentWalk, principal: UserPrincipal, seenIn: readonly string[]): Promise<Person> {
	refuse(principal.userName);
	const recorded = (await walk.observe('person', text.steps.waiting.user, async () => {
		const {instance, user, answered} = await lookUpUser(walk, principal);
		const userName = user?.userName ?? principal.userName;
		if (userName === undefined) {
			throw new Problem(
				'user-not-found',
				text.steps.who.idNotFound(principal.userId ?? ''),
				text.steps.who.idNotFoundNext,
				answered ? 4 : 5,
			);
		}
		refuse(userName);
		if (user === undefined && answered) await refuseUnseen(walk, userName);
		const also = instance === undefined ? principal.userName : await ownOtherName(walk, instance, principal.userName, user);
		const person: Person = {
			principal,
			userName,
			sessionNames: [...new Set([userName, ...(also === undefined ? [] : [also])])],
			...(user === undefined ? {} : {user}),
			seenIn: [...new Set(seenIn)],
		};
		return {person, ...(instance === undefined ? {} : {instance})} as unknown as Json;
	})) as unknown as {readonly person: Person; readonly instance?: IdentityCenterInstance};
	if (recorded.instance !== undefined) walk.facts.instance = recorded.instance;
	return recorded.person;
}

/** The name that sessions were seen under belongs to the person as well, unless it is somebody else's now: nobody but the one named is denied. */
async function ownOtherName(
	walk: IncidentWalk,
	instance: IdentityCenterInstance,
	seen: string | undefined,
	user: IdentityCenterUser | undefined,
): Promise<string | undefined> {
	if (seen === undefined || user === undefined || seen === user.userName) return seen;
	const other = await walk.read(text.steps.waiting.user, () => walk.ports.identityCenter.userNamed(instance, seen));
	if (other === undefined || other.userId === user.userId) return seen;
	walk.facts.problems.push(
		new Problem('name-of-somebody-else', text.steps.who.somebodyElse(seen, user.userName), text.steps.who.somebodyElseNext, 4),
	);
	return undefined;
}

/** Only a typed name can be mistyped. A session that was shown, by its ARN, its key or a finding, is there even when its user is not any more. */
async function refuseUnseen(walk: IncidentWalk, userName: string): Promise<void> {
	if (
		walk.facts.finding !== undefined ||
		walk.facts.givenFindings.length > 0 ||
		/^(arn:|A[A-Z]{3}[A-Z0-9]{12,})/.test(walk.facts.given?.trim() ?? '')
	)
		return;
	const look = await walk.facts.findingsLook?.done;
	const seen = look?.findings.some(
		finding => finding.accessKey?.principalId?.endsWith(`:${userName}`) || finding.actors.some(actor => actor.userName === userName),
	);
	if (!seen) throw new Problem('user-not-found', text.steps.who.notFound(userName), text.steps.who.notFoundNext, 4);
}

/**
 * Anybody may name a role like Identity Center's and a session like a person; only the path cannot be faked. Looked up beside the walk,
 * and put in front of the responder when it is not what the name promises.
 */
export function checkRole(walk: IncidentWalk, {roleName, accountId}: UserPrincipal): void {
	if (roleName === undefined || accountId === undefined) return;
	walk
		.read(text.steps.waiting.role, () => walk.ports.roles.role(accountId, roleName))
		.then(
			role => {
				if (role === undefined || role.path.startsWith('/aws-reserved/sso.amazonaws.com/')) return;
				const said = text.steps.who.notReserved(roleName, role.path);
				walk.facts.warnings.push(new Problem('role-not-reserved', said, text.steps.who.notReservedNext, 4));
				walk.show({
					id: 'not-reserved',
					urgent: true,
					tone: 'danger',
					blocks: [{kind: 'paragraph', tone: 'danger', text: said}],
				});
			},
			(error: unknown) => {
				if (error instanceof Problem) walk.facts.problems.push(error);
			},
		);
}

export function personBlocks(walk: IncidentWalk, person: Person): Block[] {
	const {user, principal} = person;
	const rows = [
		{label: text.steps.who.rows.userName, value: person.userName},
		{label: text.steps.who.rows.userId, value: user?.userId ?? text.steps.who.noUserId},
		...(user?.displayName === undefined ? [] : [{label: text.steps.who.rows.displayName, value: user.displayName}]),
		...(user?.status === undefined ? [] : [{label: text.steps.who.rows.status, value: user.status}]),
		...(principal.permissionSet === undefined ? [] : [{label: text.steps.who.rows.permissionSet, value: principal.permissionSet}]),
		...(principal.accessKeyId === undefined ? [] : [{label: text.steps.who.rows.accessKey, value: principal.accessKeyId}]),
	];
	const blocks: Block[] = [{kind: 'facts', rows}];
	if (person.sessionNames.length > 1) {
		blocks.push({kind: 'paragraph', tone: 'warning', text: text.steps.who.renamed(person.userName, principal.userName ?? '')});
	}
	if (user === undefined) {
		const why = walk.facts.instance === undefined ? text.steps.who.noIdentityStore : text.steps.who.notInStore(person.userName);
		blocks.push({kind: 'paragraph', tone: 'warning', text: why});
	}
	if (user?.external === true) blocks.push({kind: 'paragraph', text: text.steps.who.external});
	return blocks;
}
