import type {AccessKeysPort} from '../ports.ts';
import type {Sdk} from '../sdk.ts';
import type {RoleSessions} from './role-sessions.ts';

export function accessKeysPort(_sdk: Sdk, _sessions: RoleSessions): AccessKeysPort {
	throw new Error('not built');
}
