import { Tokenizer } from '@huggingface/tokenizers';
import { InferenceError, oneLine } from '../../../shared/inferenceError';

/** A text as a model's input. */
export interface TextTokens {
	/** float32[length] */
	readonly ids: Float32Array;
	/** float32[length]: 1 for each token of the text, 0 for those that fill up. */
	readonly mask: Float32Array;
}

interface TokenizerOptions {
	/** How many tokens the model takes. */
	readonly length: number;
	/** The token that fills up. */
	readonly pad: number;
	/** For messages. */
	readonly name: string;
}

/**
 * What makes tokens of texts, as a tokenizer.json says.
 *
 * @param json the file's text
 * @throws InferenceError `pack` where it is none that can be used
 */
export function textTokenizer(
	json: string,
	{ length, pad, name }: TokenizerOptions,
): (text: string) => TextTokens {
	let tokenizer: Tokenizer;
	try {
		tokenizer = new Tokenizer(JSON.parse(json), {});
	} catch (error) {
		throw new InferenceError('pack', `The tokenizer of ${name} cannot be used: ${oneLine(error)}.`, error);
	}
	return (text) => {
		const all = tokenizer.encode(text).ids;
		// The last token ends the text, and is what the model looks at.
		const kept = all.length > length ? [...all.slice(0, length - 1), all.at(-1)!] : all;
		const ids = new Float32Array(length).fill(pad);
		ids.set(kept);
		return { ids, mask: new Float32Array(length).fill(1, 0, kept.length) };
	};
}
