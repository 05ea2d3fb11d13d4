import {type Clock, faster, systemClock} from '../../clock.ts';
import type {FrontEnd} from '../../runbook/front-end.ts';
import type {View} from '../../runbook/views.ts';
import {type Injected, Play} from '../../sandbox/actors/play.ts';
import type {Fault} from '../../sandbox/faults.ts';
import {createSandbox, type Sandbox, type SandboxSession} from '../../sandbox/sandbox.ts';
import type {Scenario} from '../../sandbox/scenario/scenario.ts';
import {VirtualClock} from '../../sandbox/virtual-clock.ts';
import type {Ask} from '../flags/answers.ts';
import {inWords} from './feed.ts';

/** What an automatic responder takes to read and to type, in milliseconds: somebody quick. */
const THINKING = {choose: 6_000, text: 8_000, confirm: 9_000, checklist: 12_000};

export interface StageOptions {
	readonly scenario: Scenario;
	readonly faults: readonly Fault[];
	readonly seed: number;
	/** Nobody is there: time is virtual. */
	readonly automatic: boolean;
	readonly speed: number;
}

/** A world with everybody at work in it, and the time that passes there. */
export class Stage {
	readonly clock: Clock;
	readonly sandbox: Sandbox;
	readonly play: Play;
	/** How many times faster than real time the clock goes, for a person; virtual time is nobody's. */
	readonly speed: number;
	readonly #scenario: Scenario;
	#session: SandboxSession;
	#frontEnd: FrontEnd | undefined;

	constructor({scenario, faults, seed, automatic, speed}: StageOptions) {
		this.speed = automatic ? 1 : speed;
		let sandbox: Sandbox | undefined;
		let play: Play | undefined;
		const busy = () => (sandbox?.pending ?? 0) > 0 || (play?.atWork ?? 0) > 0;
		const virtual = automatic ? new VirtualClock({busy}) : undefined;
		this.clock = virtual ?? (speed === 1 ? systemClock : faster(systemClock, speed));
		sandbox = createSandbox({clock: this.clock, scenario, faults, seed, onCall: call => play?.called(call)});
		play = new Play({
			scenario,
			sandbox,
			clock: virtual?.beside() ?? this.clock,
			onHappened: happening => this.#frontEnd?.happened?.(inWords(happening, scenario)),
			onInjected: injected => this.#frontEnd?.show(viewOf(injected)),
		});
		this.sandbox = sandbox;
		this.play = play;
		this.#scenario = scenario;
		this.#session = sandbox.responder;
	}

	get scenario(): Scenario {
		return this.#scenario;
	}

	/** The responder's credentials, as of the last sign-in. */
	get session(): SandboxSession {
		return this.#session;
	}

	signInAgain(): void {
		this.#session = this.sandbox.signInAgain();
	}

	/** The same front end; the play learns of the steps, and shows what happens meanwhile. */
	around(frontEnd: FrontEnd): FrontEnd {
		this.#frontEnd = frontEnd;
		return {
			header: header => frontEnd.header(header),
			steps: steps => frontEnd.steps(steps),
			enter: step => {
				frontEnd.enter(step);
				this.play.entered(step.id);
			},
			show: view => frontEnd.show(view),
			waiting: list => frontEnd.waiting(list),
			ask: (question, signal) => frontEnd.ask(question, signal),
			notes: listener => frontEnd.notes?.(listener),
		};
	}

	/** Answers as somebody would who has to read first. */
	thoughtOver(ask: Ask): Ask {
		return async (question, signal) => {
			await this.clock.sleep(THINKING[question.kind], signal);
			return ask(question, signal);
		};
	}

	/** Nothing happens any more, and nothing is shown of it. */
	async stop(): Promise<void> {
		this.#frontEnd = undefined;
		await this.play.stop();
	}
}

function viewOf({inject: {id, title, say = []}}: Injected): View {
	const isSaid = say.length > 0 || title !== undefined;
	return {
		id: `inject-${id}`,
		...(title !== undefined && {title}),
		tone: 'warning',
		urgent: isSaid,
		blocks: say.map(line => ({kind: 'paragraph', text: line})),
	};
}
