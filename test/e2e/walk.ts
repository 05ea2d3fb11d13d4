import type {Responder} from './responder.ts';

export async function toFindings(responder: Responder): Promise<string> {
	await responder.asked(/Ready\?/);
	await responder.choose(/Start/);
	return responder.asked(/Which finding brought you here\?/);
}

export async function toReach(responder: Responder, finding = /test-user {2}Discovery:S3/): Promise<string> {
	await toFindings(responder);
	await responder.choose(finding);
	return responder.asked(/Go on to the preview/);
}

export async function toPreview(responder: Responder, finding?: RegExp): Promise<string> {
	await toReach(responder, finding);
	await responder.choose(/Go on to the preview/);
	return responder.asked(/Nothing has been changed yet\. What now\?/);
}

/** To where the name has to be typed. */
export async function toGate(responder: Responder, finding?: RegExp): Promise<string> {
	await toPreview(responder, finding);
	await responder.choose(/Go on: probe/);
	return responder.asked(gate);
}

export const gate = /To go ahead, type/;

/** The second thing to confirm, after the deny is on. */
export const closingGate = (name: string) => new RegExp(`Close the management account to ${name}\\?[\\s\\S]*To go ahead, type ${name}`);

/** To where the proof is being looked for. */
export async function toProof(responder: Responder, name = 'test-user', finding?: RegExp): Promise<void> {
	await toGate(responder, finding);
	await responder.confirm(name);
	await responder.screen.until(/▶ Prove[\s\S]*have turned/);
}

/** To the verdict, which in real time takes as long as a deny takes to reach everywhere. */
export async function toVerdict(responder: Responder, name = 'test-user', finding?: RegExp): Promise<string> {
	await toGate(responder, finding);
	await responder.confirm(name);
	await responder.decided(/▶ Prove/);
	return responder.asked(verdictSeen);
}

export const verdictSeen = /▶ Prove[\s\S]*Seen it\?\n ▶ Go on to what remains to be done/;

/** To whether to look for what their sessions opened. */
export async function toTraces(responder: Responder, name?: string, finding?: RegExp): Promise<string> {
	await toVerdict(responder, name, finding);
	return fromVerdictToTraces(responder);
}

export async function fromVerdictToTraces(responder: Responder): Promise<string> {
	await responder.choose(/Go on to what remains/);
	return responder.asked(/▶ Traces[\s\S]*Look for what their sessions opened and left behind\?/);
}

export const tracesSeen = /▶ Traces[\s\S]*Seen it\?\n ▶ Go on to what remains to be done/;

/** Looks for traces, and goes on to the checklist from what was found. */
export async function fromTracesToChecklist(responder: Responder): Promise<string> {
	await responder.choose(/Look in CloudTrail/);
	await responder.asked(tracesSeen);
	await responder.choose(/Go on to what remains/);
	return responder.asked(checklist);
}

export const checklist = /▶ Follow-up[\s\S]*Tick what is done/;

export async function toChecklist(responder: Responder, name?: string, finding?: RegExp): Promise<string> {
	await toTraces(responder, name, finding);
	return fromTracesToChecklist(responder);
}

/** To the end, with nothing ticked. Answers the exit code. */
export async function toEnd(responder: Responder, name?: string, finding?: RegExp): Promise<number> {
	await toChecklist(responder, name, finding);
	return done(responder);
}

/** Ends the checklist as it is. Answers the exit code. */
export async function done(responder: Responder): Promise<number> {
	await responder.choose(/Done · /);
	return responder.screen.ended();
}
