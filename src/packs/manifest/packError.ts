/** What getting a pack ends with when it fails; its message is a sentence for the user. */
export class PackError extends Error {
	constructor(
		/** `download`: the network or the server; `contents`: what came or what is there is not the pack. */
		readonly kind: 'download' | 'contents',
		message: string,
		cause?: unknown,
	) {
		super(message, { cause });
	}
}
