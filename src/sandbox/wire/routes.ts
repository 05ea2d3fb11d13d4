import type {WireRequest} from './messages.ts';
import type {OperationSchema} from './schemas.ts';

/** An operation found by its method and path, with what stood in the path's labels (decoded). */
export interface RoutedOperation {
	readonly operation: OperationSchema;
	readonly labels: Readonly<Record<string, string>>;
}

interface Route {
	readonly operation: OperationSchema;
	readonly method: string;
	readonly path: RegExp;
	/** Query parameters that must be there, with their value where the template gives one. */
	readonly literals: readonly (readonly [name: string, value: string])[];
	/** How much of the path is literal. */
	readonly weight: number;
}

/** Finds REST operations by the URI templates in their schemas; the most literal path wins, then the most literal query. */
export function router(operations: Iterable<OperationSchema>): (request: WireRequest) => RoutedOperation | undefined {
	const routes = [...operations]
		.flatMap(operation => (operation.http ? [routeOf(operation, operation.http)] : []))
		.sort((one, other) => other.weight - one.weight || other.literals.length - one.literals.length);
	return request => {
		let best: {route: Route; labels: Record<string, string>; held: number} | undefined;
		for (const route of routes) {
			const match = route.method === request.method ? route.path.exec(request.path) : null;
			if (!match || !route.literals.every(([name, value]) => holds(request, name, value))) continue;
			const held = route.literals.filter(([name]) => request.query[name] !== undefined).length;
			if (best === undefined || (route.weight === best.route.weight && held > best.held)) best = {route, labels: match.groups ?? {}, held};
		}
		if (best === undefined) return undefined;
		const labels = Object.entries(best.labels).map(([name, value]) => [name, decodeURIComponent(value)]);
		return {operation: best.route.operation, labels: Object.fromEntries(labels)};
	};
}

function routeOf(operation: OperationSchema, [method, uri]: readonly [string, string, number]): Route {
	const [path = '/', query = ''] = uri.split('?');
	const pattern = path
		.replace(/[.*$^()|[\]\\]/g, '\\$&')
		.replace(/\{(\w+)\+\}/g, '(?<$1>.+)')
		.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)');
	const literals = query === '' ? [] : query.split('&').map(pair => [pair.split('=')[0] ?? '', pair.split('=')[1] ?? ''] as const);
	const weight = path.replace(/\{\w+\+?\}/g, '').length;
	return {operation, method, path: new RegExp(`^${pattern}/?$`), literals, weight};
}

function holds(request: WireRequest, name: string, value: string): boolean {
	const given = request.query[name];
	// `x-id` only labels a request for people; clients other than the SDK for JavaScript leave it out.
	if (given === undefined) return name === 'x-id';
	return value === '' || given === value;
}
