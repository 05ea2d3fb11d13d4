import type {Clock} from '../../clock.ts';
import type {Sandbox, SandboxCall, SandboxCredentials} from '../sandbox.ts';
import type {InjectData, Moment} from '../scenario/play.ts';
import type {Scenario} from '../scenario/scenario.ts';
import {playActor} from './actor.ts';
import {ask} from './ask.ts';
import type {Happening, Injected} from './happening.ts';

export type {Happening, Injected} from './happening.ts';

export interface PlayOptions {
	readonly scenario: Scenario;
	readonly sandbox: Sandbox;
	/** What actors sleep by. */
	readonly clock: Clock;
	readonly onHappened?: (happening: Happening) => void;
	readonly onInjected?: (injected: Injected) => void;
}

/** A session of the attacker's, and whether it still gets in. */
export interface StillWorks {
	readonly as: string;
	readonly account: string;
	readonly callerArn: string;
	readonly works: boolean;
}

/** Whoever is at work in a sandbox beside the responder, and what comes in between. */
export class Play {
	readonly #options: PlayOptions;
	readonly #stop = new AbortController();
	readonly #running: Promise<void>[] = [];
	readonly #happened: Happening[] = [];
	readonly #injected: Injected[] = [];
	readonly #entered = new Map<string, () => void>();
	readonly #waits = new Map<string, Promise<void>>();
	readonly #callers: Map<string, SandboxCredentials>;
	#atWork = 0;

	constructor(options: PlayOptions) {
		this.#options = options;
		const {sandbox, scenario} = options;
		this.#callers = new Map([...Object.entries(sandbox.otherCallers), [scenario.responder, sandbox.responder] as const]);
	}

	/** Every call of an actor so far, oldest first. */
	get happened(): readonly Happening[] {
		return this.#happened;
	}

	get injected(): readonly Injected[] {
		return this.#injected;
	}

	/** How many calls are being made now: time must wait for them. */
	get atWork(): number {
		return this.#atWork;
	}

	/** Everybody goes to work. */
	begin(): void {
		const {scenario, sandbox, clock} = this.#options;
		const surroundings = {
			sandbox,
			clock,
			callers: this.#callers,
			signal: this.#stop.signal,
			onHappened: (happening: Happening) => {
				this.#happened.push(happening);
				this.#options.onHappened?.(happening);
			},
			during: <T>(work: () => Promise<T>) => this.#during(work),
		};
		for (const actor of scenario.actors ?? []) this.#run(() => this.#moment(actor.begins).then(() => playActor(actor, surroundings)));
		for (const inject of scenario.injects ?? []) this.#run(() => this.#moment(inject.at).then(() => this.#inject(inject)));
	}

	/** The walk came to this step. */
	entered(step: string): void {
		this.#reached(`step/${step}`);
	}

	/** Told of every call to the sandbox. */
	called({operation, outcome}: Pick<SandboxCall, 'operation' | 'outcome'>): void {
		if (['AttachPolicy', 'UpdatePolicy'].includes(operation) && outcome === 'allowed') this.#reached('deny');
	}

	/** Nobody is at work any more. */
	async stop(): Promise<void> {
		this.#stop.abort();
		await Promise.allSettled(this.#running);
	}

	/** Tries every session that an attacker has used or kept once more. */
	async stillWorks(): Promise<readonly StillWorks[]> {
		const {sandbox} = this.#options;
		const used = new Set(this.#happened.flatMap(({kind, as}) => (kind === 'attacker' ? [as] : [])));
		const tried: StillWorks[] = [];
		for (const as of used) {
			const credentials = this.#callers.get(as);
			if (credentials === undefined) continue;
			const client = {ip: '192.0.2.21', userAgent: 'rehearsal'};
			const {call} = await this.#during(() =>
				ask(sandbox, {credentials, call: 's3:ListBuckets', region: credentials.region, input: {}, client}),
			);
			tried.push({as, account: call.account, callerArn: call.callerArn, works: call.outcome === 'allowed'});
		}
		return tried;
	}

	#run(work: () => Promise<void>): void {
		const running = work().catch((error: unknown) => {
			if (!this.#stop.signal.aborted) throw error;
		});
		this.#running.push(running);
	}

	async #moment(moment: Moment = {}): Promise<void> {
		const {step, deny, seconds = 0} = moment;
		if (step !== undefined) await this.#wait(`step/${step}`);
		if (deny) await this.#wait('deny');
		this.#stop.signal.throwIfAborted();
		if (seconds > 0) await this.#options.clock.sleep(seconds * 1000, this.#stop.signal);
	}

	#wait(what: string): Promise<void> {
		const waiting =
			this.#waits.get(what) ??
			new Promise<void>((resolve, reject) => {
				this.#entered.set(what, resolve);
				this.#stop.signal.addEventListener('abort', () => reject(this.#stop.signal.reason), {once: true});
			});
		waiting.catch(() => {});
		this.#waits.set(what, waiting);
		return waiting;
	}

	#reached(what: string): void {
		if (!this.#waits.has(what)) this.#waits.set(what, Promise.resolve());
		this.#entered.get(what)?.();
	}

	#inject(inject: InjectData): void {
		const {sandbox, scenario, clock} = this.#options;
		const {world, responder} = sandbox;
		const now = clock.now();
		if (inject.throttle !== undefined) {
			sandbox.throttles.throttle(inject.throttle.service, scenario.organization.managementAccount, now + inject.throttle.seconds * 1000);
		}
		if (inject.expire) {
			const principal = world.credentials.get(responder.accessKeyId)?.principal;
			for (const [id, credential] of world.credentials)
				if (credential.principal === principal) world.credentials.set(id, {...credential, expiresAt: now});
		}
		if (inject.finding !== undefined) sandbox.seeLater(inject.id);
		const injected = {at: now, inject};
		this.#injected.push(injected);
		this.#options.onInjected?.(injected);
	}

	async #during<T>(work: () => Promise<T>): Promise<T> {
		this.#atWork += 1;
		try {
			return await work();
		} finally {
			this.#atWork -= 1;
		}
	}
}
