/**
 * Why a sidecar cannot be used: `broken` (not JSON, or not of a sidecar's shape), `newer` (a schema that this version
 * does not know), `size` (a size that does not match its image).
 */
export type SidecarFault = 'broken' | 'newer' | 'size';

/** A sidecar that must not be written over. Its message is a sentence that says what is wrong, and where. */
export class SidecarError extends Error {
	override readonly name = 'SidecarError';

	constructor(
		readonly kind: SidecarFault,
		message: string,
	) {
		super(message);
	}
}
