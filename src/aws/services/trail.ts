import type {TrailPort} from '../ports.ts';
import type {Sdk} from '../sdk.ts';
import type {RoleSessions} from './role-sessions.ts';

export function trailPort(_sdk: Sdk, _sessions: RoleSessions): TrailPort {
	throw new Error('not built');
}
