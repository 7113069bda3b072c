import { messageOf } from './messageOf';

export type InferenceErrorKind =
	/** The image cannot be read; the message says why. */
	| 'image'
	/** The model pack is missing, incomplete or altered. */
	| 'pack'
	/** The runtime failed. */
	| 'runtime'
	/** The image has not been opened since the process started: open it again. */
	| 'unknownImage'
	/** The request was cancelled, or replaced by a newer one of the same asker. */
	| 'cancelled';

/** A failure of inference: its kind, and a sentence for the user. */
export class InferenceError extends Error {
	constructor(
		readonly kind: InferenceErrorKind,
		message: string,
		cause?: unknown,
	) {
		super(message, { cause });
	}
}

/** The message of whatever was thrown, on one line and without a full stop, to stand within a sentence. */
export function oneLine(error: unknown): string {
	return messageOf(error)
		.replaceAll(/\s*\n\s*/g, ' ')
		.trim()
		.replace(/\.$/, '');
}
