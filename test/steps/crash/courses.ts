import {scenarios} from '../../scenarios.ts';
import {newIncident} from '../support.ts';
import type {Course} from './matrix.ts';

const known = (user: string) => ({user, confirm: user});
const doors = ['remove-assignments', 'account-access-manager', 'identity-provider', 'portal-session', 'disable-user', 'iam-user-keys'];
export const early = (user: string) => ({recover: true, confirm: user, confirmEarly: user, done: doors});

const setInactive: NonNullable<Course['walked']['answerFirst']> = ({id}) =>
	id === 'set-inactive' ? 'confirmed' : id.startsWith('keys-active') ? 'set-active' : undefined;

const iamUserKey = scenarios.get('iam-user-key');
/** Their access key, which is the same in every world of the scenario. */
const accessKey = newIncident(iamUserKey === undefined ? {} : {scenario: iamUserKey}).sandbox.otherCallers['user/release-bot']?.accessKeyId;

/** The ways through an incident that are killed everywhere, by scenario. */
export const responses: readonly Course[] = [
	{scenario: 's3-discovery', walked: known('test-user'), verdict: 'contained'},
	{scenario: 'management-account', walked: known('cost-analyst'), verdict: 'contained'},
	{scenario: 'role-chaining', walked: known('test-user'), verdict: 'contained'},
	{scenario: 'iam-user-key', walked: {user: accessKey ?? '', confirm: 'release-bot', answerFirst: setInactive}, verdict: 'contained'},
	{scenario: 'prepared-policy', walked: known('test-user'), verdict: 'contained'},
	{scenario: 'full-root', walked: known('test-user'), verdict: 'contained'},
];

/** The same incidents, taken off again before their time on somebody's word. */
export const recoveries: readonly Course[] = responses.map(({scenario, walked}) => ({
	scenario,
	before: walked,
	walked: {...early(walked.confirm ?? ''), ...(walked.answerFirst === undefined ? {} : {answerFirst: walked.answerFirst})},
	verdict: 'recovered',
}));
