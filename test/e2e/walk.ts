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

/** To where the proof is being looked for. */
export async function toProof(responder: Responder, name = 'test-user', finding?: RegExp): Promise<void> {
	await toGate(responder, finding);
	await responder.confirm(name);
	await responder.screen.until(/▶ Prove[\s\S]*have turned/);
}

/** To the verdict, which in real time takes as long as a deny takes to reach everywhere. */
export async function toVerdict(responder: Responder, name?: string, finding?: RegExp): Promise<string> {
	await toProof(responder, name, finding);
	return responder.asked(onFromHere);
}

/** The way on from what a long step came to. */
export const onFromHere = /Seen it\?\s+▶ Go on to what remains to be done/;

/** From the verdict to the checklist, having looked in CloudTrail. */
export async function toChecklistFromVerdict(responder: Responder): Promise<string> {
	await responder.choose(/Go on to what remains/);
	await responder.asked(/Look for what their sessions opened and left behind\?/);
	await responder.choose(/Look in CloudTrail/);
	await responder.asked(/Traces[\s\S]*Seen it\?/);
	await responder.choose(/Go on to what remains/);
	return responder.asked(/Tick what is done/);
}

export async function toChecklist(responder: Responder, name?: string, finding?: RegExp): Promise<string> {
	await toVerdict(responder, name, finding);
	return toChecklistFromVerdict(responder);
}

/** To the end, with nothing ticked. Answers the exit code. */
export async function toEnd(responder: Responder, name?: string, finding?: RegExp): Promise<number> {
	await toChecklist(responder, name, finding);
	await responder.choose(/Done/);
	return responder.screen.ended();
}
