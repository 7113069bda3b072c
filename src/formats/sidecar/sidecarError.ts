import type { Sidecar } from './sidecarModel';

/**
 * Why a sidecar cannot be used: `broken` (not JSON, or not of a sidecar's shape), `newer` (a schema that this version
 * does not know), `size` (a size that does not match its image).
 */
export type SidecarFault = 'broken' | 'newer' | 'size';

interface Details {
	/** Where the JSON breaks off, from 1. */
	readonly line?: number;
	readonly column?: number;
	/** What could be read all the same, to be shown and never saved; with `newer` only. */
	readonly sidecar?: Sidecar;
}

/** A sidecar that must not be written over. Its message is a sentence that says what is wrong, and where. */
export class SidecarError extends Error {
	override readonly name = 'SidecarError';
	readonly line?: number;
	readonly column?: number;
	readonly sidecar?: Sidecar;

	constructor(
		readonly kind: SidecarFault,
		message: string,
		details: Details = {},
	) {
		super(message);
		Object.assign(this, details);
	}
}
