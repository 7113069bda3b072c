/** Sentences, each on a line of its own. */
export const lines = (sentences: readonly string[]): string =>
	sentences.map((sentence) => `${sentence}\n`).join('');
