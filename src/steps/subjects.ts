import type {DenySubject} from '../containment/policy/deny-policy.ts';
import {confirmationPhrase, type Deniable, denySubjectFor} from '../containment/principal/subject.ts';
import {text} from '../text/index.ts';
import type {ExactSubject, Facts, IncidentWalk, Person, Subject} from './facts.ts';

export function isPerson(subject: Subject): subject is Person {
	return 'userName' in subject;
}

export function personsOf(facts: Facts): readonly Person[] {
	return (facts.subjects ?? []).filter(isPerson);
}

export function exactSubjectsOf(facts: Facts): readonly ExactSubject[] {
	return (facts.subjects ?? []).filter((subject): subject is ExactSubject => !isPerson(subject));
}

/** The subjects of the walk, which every step after *who* has. */
export function subjectsOf(walk: IncidentWalk): readonly Subject[] {
	const {subjects} = walk.facts;
	if (subjects === undefined) throw new Error('this step needs the who step before it');
	return subjects;
}

/** Who it is, in a few words. */
export function labelOf(subject: Subject): string {
	return isPerson(subject) ? subject.userName : text.containment.principalLabel(subject.principal);
}

/** All of them, in one breath. */
export function labelsOf(facts: Facts): string {
	return text.steps.list((facts.subjects ?? []).map(labelOf));
}

/** What must be typed to confirm anything that is done to them. */
export function phraseOf(facts: Facts): string {
	return confirmationPhrase((facts.subjects ?? []).map(deniableOf));
}

/** A user may not be called like it by accident. */
export const testSessionPrefix = 'tourniquet-test-';

/** What the test session is called whose exact id stands in the deny. It carries this incident's id, so it is nobody's. */
export const testName = (walk: IncidentWalk) => `${testSessionPrefix}${walk.incident.id}`;

/** What the target sessions are called: each person's own name, and the test session's where exact ids are denied. */
export function probedNames(walk: IncidentWalk): readonly string[] {
	const {facts} = walk;
	return [...personsOf(facts).map(person => person.userName), ...(exactSubjectsOf(facts).length === 0 ? [] : [testName(walk)])];
}

/**
 * Whom the deny names. An exact id cannot be carried by a session of ours, so the ids of our test sessions stand in the very statement
 * that holds it: where they are denied, the statement is in force.
 */
export function denySubjectOf(facts: Facts, testSessions: readonly string[]): DenySubject {
	return denySubjectFor((facts.subjects ?? []).map(deniableOf), testSessions);
}

function deniableOf(subject: Subject): Deniable {
	if (!isPerson(subject)) return subject.deniable;
	const {userName, sessionNames, user} = subject;
	return {kind: 'identity-center-user', userName, sessionNames, ...(user === undefined ? {} : {userId: user.userId})};
}
