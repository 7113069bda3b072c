/** A dataset that cannot be read or written, with a sentence that says why and what to do. */
export class DatasetError extends Error {
	override readonly name = 'DatasetError';

	/** @param message on one line, whatever a library wrote that it quotes */
	constructor(message: string) {
		super(message.replaceAll(/\s*\n\s*/g, ' '));
	}
}
