import { ResponseError } from 'vscode-jsonrpc';
import { InferenceError, type InferenceErrorKind } from '../inferenceError';

/** The code under which each kind of error travels; that of `cancelled` is the Language Server Protocol's. */
const codes: Readonly<Record<InferenceErrorKind, number>> = {
	image: 1,
	pack: 2,
	runtime: 3,
	unknownImage: 4,
	memory: 5,
	cancelled: -32800,
};

/** An error as it is sent; what is no `InferenceError` stays as it is. */
export function toResponseError(error: unknown): unknown {
	return error instanceof InferenceError ? new ResponseError(codes[error.kind], error.message) : error;
}

/** The `InferenceError` that was sent; what is none stays as it is. */
export function fromResponseError(error: unknown): unknown {
	if (!(error instanceof ResponseError)) return error;
	const found = Object.entries(codes).find(([, code]) => code === error.code);
	return found ? new InferenceError(found[0] as InferenceErrorKind, error.message, error) : error;
}
