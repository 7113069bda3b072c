/** A dataset that cannot be read or written, with a sentence that says why and what to do. */
export class DatasetError extends Error {
	override readonly name = 'DatasetError';
}
