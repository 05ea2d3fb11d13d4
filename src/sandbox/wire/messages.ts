/** An HTTP request as AWS would receive it. Header names are in lower case. */
export interface WireRequest {
	readonly method: string;
	/** The path alone, still percent-encoded. */
	readonly path: string;
	readonly query: Readonly<Record<string, string | readonly string[]>>;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: Uint8Array;
	/** Where it comes from, when that is not the address all others are said to come from. */
	readonly sourceIp?: string;
}

/** An HTTP response as AWS would send it. */
export interface WireResponse {
	readonly statusCode: number;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: Uint8Array;
}

/** The bytes of whatever a client or a serializer hands over as a body. */
export function bytesOf(body: unknown): Uint8Array {
	if (body === undefined || body === null) return new Uint8Array();
	if (typeof body === 'string') return Buffer.from(body);
	// The SDK's JSON serializer returns a subclass whose own iteration shows text, so only its memory can be trusted.
	if (ArrayBuffer.isView(body)) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
	throw new TypeError('The sandbox takes bodies that are text or bytes; streams are not part of the calls it knows.');
}
