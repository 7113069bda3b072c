/** The bytes in the order in which CLIP counts them, each as the character that stands for it. */
function byteCharacters(): string[] {
	const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
	const printed = [...range(33, 126), ...range(161, 172), ...range(174, 255)];
	const others = range(0, 255).filter((byte) => !printed.includes(byte));
	return [...printed, ...others.map((_, i) => 256 + i)].map((code) => String.fromCharCode(code));
}

const [start, end] = ['<|startoftext|>', '<|endoftext|>'];

/**
 * A tokenizer.json in the form of CLIP's.
 *
 * @param merges pairs of pieces that become one, the first ones first
 */
export function clipTokenizer(merges: readonly string[]) {
	const bytes = byteCharacters();
	const pieces = [
		...bytes,
		...bytes.map((one) => `${one}</w>`),
		...merges.map((pair) => pair.replace(' ', '')),
	];
	const tokens = [...pieces, start, end];
	const vocab = Object.fromEntries(tokens.map((token, id) => [token, id]));
	const special = { special: true, single_word: false, lstrip: false, rstrip: false, normalized: false };
	return {
		version: '1.0',
		truncation: null,
		padding: null,
		added_tokens: [start, end].map((content) => ({ id: vocab[content], content, ...special })),
		normalizer: {
			type: 'Sequence',
			normalizers: [
				{ type: 'NFC' },
				{ type: 'Replace', pattern: { Regex: '\\s+' }, content: ' ' },
				{ type: 'Lowercase' },
			],
		},
		pre_tokenizer: {
			type: 'Sequence',
			pretokenizers: [
				{
					type: 'Split',
					pattern: {
						Regex: "'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+",
					},
					behavior: 'Removed',
					invert: true,
				},
				{ type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
			],
		},
		post_processor: {
			type: 'RobertaProcessing',
			sep: [end, vocab[end]],
			cls: [start, vocab[start]],
			trim_offsets: false,
			add_prefix_space: false,
		},
		decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
		model: {
			type: 'BPE',
			dropout: null,
			unk_token: end,
			continuing_subword_prefix: '',
			end_of_word_suffix: '</w>',
			fuse_unk: false,
			byte_fallback: false,
			vocab,
			merges,
		},
	};
}

/** The merges that make one piece of each word, letter by letter. */
export function mergesOf(words: readonly string[]): string[] {
	const merges = words.flatMap((word) => {
		const letters = [...word].map((letter, i) => (i === word.length - 1 ? `${letter}</w>` : letter));
		return letters.slice(1).map((letter, i) => `${letters.slice(0, i + 1).join('')} ${letter}`);
	});
	return [...new Set(merges)];
}
