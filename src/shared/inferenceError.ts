import { ResponseError } from 'vscode-jsonrpc';
import { messageOf } from './messageOf';
import { inferenceErrorCodes } from './protocol/inferenceProtocol';

export type InferenceErrorKind = keyof typeof inferenceErrorCodes;

/** What the service throws: whose fault it is, and a sentence that says what was expected and what came. */
export class InferenceError extends ResponseError<void> {
	constructor(
		readonly kind: InferenceErrorKind,
		message: string,
		cause?: unknown,
	) {
		super(inferenceErrorCodes[kind], message);
		// ResponseError sets its own prototype, whoever extends it.
		Object.setPrototypeOf(this, InferenceError.prototype);
		this.cause = cause;
	}
}

/** The message of whatever was thrown, on one line and without a full stop, to stand within a sentence. */
export function oneLine(error: unknown): string {
	return messageOf(error)
		.replaceAll(/\s*\n\s*/g, ' ')
		.trim()
		.replace(/\.$/, '');
}
