import {describe, expect, test} from 'vitest';
import {caller} from '../sandbox/support.ts';
import {scenarioNamed} from '../scenarios.ts';
import {asked, codes, put, userIdOf} from './chain/chain-support.ts';
import {type Incident, newIncident, refusedByAws, said, type WalkedThrough, walkThrough, writes} from './support.ts';

const roleSession = scenarioNamed('role-session');
const jobsKey = 'ASIATHEJOB0000000001';

type Walking = Parameters<typeof walkThrough>[0];

/** The scenario; `shared`: the job itself works in the same role under the same session name, with a key of its own. */
function incidentOf({shared = false} = {}): Incident {
	const incident = newIncident({scenario: roleSession});
	const {world} = incident.sandbox;
	const credential = world.credentials.get(caller(incident.sandbox, 'nightly-export').accessKeyId);
	if (credential === undefined) throw new Error('the scenario has no such session');
	for (const minutesAgo of shared ? [40, 30] : []) {
		world.trail.recordPast({
			caller: {...credential, accessKeyId: jobsKey},
			at: incident.clock.now() - minutesAgo * 60_000,
			service: 's3',
			name: 'ListBuckets',
			region: 'eu-west-1',
			readOnly: true,
			request: null,
			response: null,
			sourceIp: '192.0.2.20',
			userAgent: 'aws-sdk-js/3',
			requestId: `job-${minutesAgo}`,
		});
	}
	return incident;
}

/** About its finding, unattended unless it says otherwise. */
function walkRole(incident: Incident, options: Omit<Walking, 'finding' | 'incident'> = {}): Promise<WalkedThrough> {
	const finding = incident.sandbox.world.guardDuty.findings[0]?.Id ?? '';
	return walkThrough({confirm: 'nightly-export', finding, ...options, incident});
}

const plans = ({views}: WalkedThrough) => said(views.filter(view => view.id === 'plan'));
const gates = ({questions}: WalkedThrough) => questions.filter(question => question.id === 'confirm').map(question => question.title);

describe('a role’s session whose very id somebody else uses', () => {
	test('is said in the preview with keys and counts, at the gate and in the result', async () => {
		const walked = await walkRole(incidentOf({shared: true}));
		expect(walked.defect).toBeUndefined();
		expect(plans(walked)).toContain('The very id that is denied was used with other access keys');
		expect(plans(walked)).toContain(`${userIdOf(walked.sandbox, 'nightly-export')} (444444444444, report-export, 2 calls, key ${jobsKey})`);
		expect(plans(walked)).not.toContain(caller(walked.sandbox, 'nightly-export').accessKeyId);
		expect(gates(walked)[0]).toContain('IT STOPS');
		expect(gates(walked)[0]).toContain(jobsKey);
		expect(codes(walked)).toContain('guard-who-else');
		expect(writes(walked.sandbox)).toEqual(put);
	});

	test('where the finding’s key is the only one, nobody else is', async () => {
		const walked = await walkRole(incidentOf());
		expect(walked.defect).toBeUndefined();
		expect(codes(walked)).toEqual([]);
		expect(plans(walked)).toContain('other people');
		expect(gates(walked)[0]).not.toContain('IT STOPS');
	});

	test('CloudTrail that is slow: not known yet, never passed; what is found before the name is sent voids it', async () => {
		let release: () => void = () => {};
		const slow = new Promise<void>(resolve => {
			release = resolve;
		});
		const incident = incidentOf({shared: true});
		const walked = await walkRole(incident, {
			hold: ({operation}) => (operation === 'LookupEvents' ? slow : undefined),
			answerFirst: question => {
				if (question.id === 'collateral-early') return 'go-on';
				if (question.id !== 'confirm') return undefined;
				release();
				return incident.clock.sleep(20_000).then(() => 'confirmed');
			},
		});
		const first = walked.views.find(view => view.id === 'plan');
		expect(said(first === undefined ? [] : [first])).toMatch(/"mark":"\?"[^}]*Other people/);
		expect(asked(walked).filter(id => id === 'confirm')).toHaveLength(2);
		expect(plans(walked)).toContain(jobsKey);
	});

	test('CloudTrail that cannot be asked: never passed, and said', async () => {
		const walked = await walkRole(incidentOf(), {
			answering: ({operation}) => (operation === 'LookupEvents' ? refusedByAws : undefined),
		});
		expect(walked.defect).toBeUndefined();
		expect(plans(walked)).toMatch(/"mark":"\?"[^}]*Other people/);
		expect(codes(walked)).toContain('access-denied');
	});

	test('typed by its id, of which no key is known: said so, never passed', async () => {
		const incident = incidentOf({shared: true});
		const arn = 'arn:aws:sts::444444444444:assumed-role/report-export/nightly-export';
		const walked = await walkThrough({user: arn, confirm: 'nightly-export', incident});
		expect(walked.defect).toBeUndefined();
		expect(plans(walked)).toContain('Which of them leaked is not known');
		expect(gates(walked)[0]).toContain(`with key ${jobsKey}, which may be the leaked one`);
		expect(codes(walked)).toContain('guard-who-else');
	});
});

test('an instance’s session is its workload: that it stops is warned of, and nobody else is looked for', async () => {
	const scenario = scenarioNamed('instance-credentials');
	const walked = await walkRole(newIncident({scenario}), {confirm: 'i-0a1b2c3d4e5f60718'});
	expect(walked.defect).toBeUndefined();
	expect(codes(walked)).toEqual([]);
	expect(plans(walked)).toContain('THE WORKLOAD ON');
});
