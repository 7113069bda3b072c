import { ResponseError } from 'vscode-jsonrpc';
import { inferenceErrorCodes } from '../shared/inferenceProtocol';

export type InferenceErrorKind = keyof typeof inferenceErrorCodes;

/** What the service throws: whose fault it is, and a sentence that says what was expected and what came. */
export class InferenceError extends ResponseError<void> {
	constructor(
		readonly kind: InferenceErrorKind,
		message: string,
		cause?: unknown,
	) {
		super(inferenceErrorCodes[kind], message);
		this.cause = cause;
	}
}

/** The message of whatever was thrown, on one line. */
export function messageOf(error: unknown): string {
	return (error instanceof Error ? error.message : String(error)).replaceAll(/\s*\n\s*/g, ' ').trim();
}
