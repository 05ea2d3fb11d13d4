import type {WalkedThrough} from './support.ts';

/** The prefix of IAM actions, where it is not the name of the client package; and actions that are not called like their operation. */
const prefixes: Readonly<Record<string, string>> = {'sso-admin': 'sso'};
const actions: Readonly<Record<string, string>> = {'s3:ListBuckets': 's3:ListAllMyBuckets'};

/** Every action of the walk, with the role that it was done in: the responder's own, or one assumed by them. */
export function permissionsUsed({sandbox}: Pick<WalkedThrough, 'sandbox'>): readonly {role: string; action: string}[] {
	const used = sandbox.calls.map(({callerArn, service, operation}) => {
		const action = `${prefixes[service] ?? service}:${operation}`;
		return {role: callerArn.split('/')[1] ?? '', action: actions[action] ?? action};
	});
	return [...new Map(used.map(one => [`${one.role} ${one.action}`, one])).values()];
}
