import type {IdentityCenterInstance, IdentityCenterUser} from '../aws/ports.ts';
import {refuseName} from '../containment/names.ts';
import type {Principal} from '../containment/principal.ts';
import {Problem} from '../problem.ts';
import type {Block} from '../runbook/views.ts';
import {WalkEnded} from '../runbook/walk.ts';
import {text} from '../text/index.ts';
import {candidatesFor} from './candidates.ts';
import type {IncidentStep, IncidentWalk, Person} from './facts.ts';

type UserPrincipal = Principal & {readonly kind: 'identity-center-user'};

/** The person: leaves `facts.person`, or ends the walk where a deny for one person is not what helps. */
export const who: IncidentStep = async walk => {
	const principal = await oneOf(walk, await candidatesFor(walk));
	if (principal.kind !== 'identity-center-user') {
		walk.show({
			id: 'not-containable',
			title: text.steps.who.notContainableTitle(text.containment.principalLabel(principal)),
			tone: 'warning',
			blocks: [
				{kind: 'paragraph', text: text.steps.who.notContainable},
				{kind: 'list', items: text.steps.who.byHand(principal).map(item => ({text: item}))},
			],
		});
		walk.facts.otherPrincipal = principal;
		throw new WalkEnded('not-containable');
	}
	refuse(principal.userName);
	walk.facts.person = await resolve(walk, principal);
	walk.facts.timings.toPrincipalMs = walk.clock.now() - walk.incident.startedAt;
	walk.show({id: 'who', title: text.steps.who.title(walk.facts.person.userName), blocks: personBlocks(walk, walk.facts.person)});
	checkRole(walk, principal);
};

/**
 * Anybody may name a role like Identity Center's and a session like a person; only the path cannot be faked. Looked up beside the walk,
 * and put in front of the responder when it is not what the name promises.
 */
function checkRole(walk: IncidentWalk, {roleName, accountId}: UserPrincipal): void {
	if (roleName === undefined || accountId === undefined) return;
	walk
		.read(text.steps.waiting.role, () => walk.ports.roles.role(accountId, roleName))
		.then(
			role => {
				if (role === undefined || role.path.startsWith('/aws-reserved/sso.amazonaws.com/')) return;
				walk.show({
					id: 'not-reserved',
					urgent: true,
					tone: 'danger',
					blocks: [{kind: 'paragraph', tone: 'danger', text: text.steps.who.notReserved(roleName, role.path)}],
				});
			},
			(error: unknown) => {
				if (error instanceof Problem) walk.facts.problems.push(error);
			},
		);
}

async function oneOf(walk: IncidentWalk, candidates: readonly Principal[]): Promise<Principal> {
	const [first] = candidates;
	if (first === undefined) return {kind: 'unknown', reason: 'no-principal'};
	if (candidates.length === 1) return first;
	const picked = await walk.ask({
		kind: 'choose',
		id: 'principal',
		title: text.steps.who.several,
		flag: '--user',
		choices: candidates.map((candidate, index) => ({
			id: String(index),
			label: text.containment.principalLabel(candidate),
			detail: text.containment.principalDetail(candidate),
		})),
	});
	return candidates[Number(picked)] ?? first;
}

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

/**
 * The person as the identity store knows them. A name that neither the identity store nor any finding knows is refused: a deny for
 * nobody would be proven just as well, and the thief would go on.
 */
async function resolve(walk: IncidentWalk, principal: UserPrincipal): Promise<Person> {
	let instance: IdentityCenterInstance | undefined;
	let user: IdentityCenterUser | undefined;
	let answered = false;
	try {
		instance = await walk.read(text.steps.waiting.instance, () => walk.ports.identityCenter.instance());
		if (instance !== undefined) {
			walk.facts.instance = instance;
			user = await find(walk, instance, principal);
			answered = true;
		}
	} catch (error) {
		if (!(error instanceof Problem)) throw error;
		walk.facts.problems.push(error);
	}
	const userName = user?.userName ?? principal.userName;
	if (userName === undefined) {
		throw new Problem('user-not-found', text.steps.who.idNotFound(principal.userId ?? ''), text.steps.who.idNotFoundNext, answered ? 4 : 5);
	}
	refuse(userName);
	if (user === undefined && walk.facts.finding === undefined) await refuseUnseen(walk, userName, answered);
	const sessionNames = [...new Set([userName, ...(principal.userName === undefined ? [] : [principal.userName])])];
	return {principal, userName, sessionNames, ...(user === undefined ? {} : {user})};
}

async function find(
	walk: IncidentWalk,
	instance: IdentityCenterInstance,
	principal: UserPrincipal,
): Promise<IdentityCenterUser | undefined> {
	const {userId, userName} = principal;
	return walk.read(text.steps.waiting.user, () =>
		userId !== undefined
			? walk.ports.identityCenter.userWithId(instance, userId)
			: walk.ports.identityCenter.userNamed(instance, userName ?? ''),
	);
}

async function refuseUnseen(walk: IncidentWalk, userName: string, answered: boolean): Promise<void> {
	// Without an identity store to ask, the name stands as the responder gave it, and the walk says so.
	if (!answered) return;
	const look = await walk.facts.findingsLook?.done;
	const seen = look?.findings.some(
		finding => finding.accessKey?.principalId?.endsWith(`:${userName}`) || finding.actors.some(actor => actor.userName === userName),
	);
	if (!seen) throw new Problem('user-not-found', text.steps.who.notFound(userName), text.steps.who.notFoundNext, 4);
}

function personBlocks(walk: IncidentWalk, person: Person): Block[] {
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
