import { messageOf } from './messageOf';

export type InferenceErrorKind =
	/** The image cannot be read; the message says why. */
	| 'image'
	/** The model pack is missing, incomplete or altered. */
	| 'pack'
	/** The runtime failed. */
	| 'runtime'
	/** There was not enough memory: the process should be started anew. */
	| 'memory'
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

/** What libvips, ONNX Runtime, C++ and V8 say when there is no more memory. */
const outOfMemory =
	/out of memory|bad.?alloc|cannot allocate memory|failed to allocate memory|array buffer allocation failed|invalid (typed )?array length/i;

/** Whether something failed because there was not enough memory, by what it says. */
export const saysOutOfMemory = (text: string): boolean => outOfMemory.test(text);
