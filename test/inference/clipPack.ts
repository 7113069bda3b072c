import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { clipTokenizer, mergesOf } from './clipTokenizer';
import { int, int64s, ints, model, tensor, value } from './onnxGraph';

/** What a word means to the pack: a colour, 0 to 255. */
export type Words = Readonly<Record<string, readonly [number, number, number]>>;

const size = 32;
const lengths = { openclip: 77, siglip: 64 } as const;
const width = 4;
/** The last number of an embedding: large where nothing coloured is seen, or meant. */
const nothing = 0.2;

/**
 * Writes a pack of the family `clip` with the signature of Immich's OpenCLIP exports or of SigLIP's: graphs of a few
 * nodes that see the colour in the middle of an image, and read the colours of words.
 */
export async function writeClipPack(
	folder: string,
	kind: 'openclip' | 'siglip',
	words: Words,
): Promise<string> {
	const id = `tiny-${kind}`;
	const pack = path.join(folder, id);
	await mkdir(pack, { recursive: true });
	const length = lengths[kind];
	const { tokenizer, ids } = kind === 'openclip' ? openclipTokenizer(words) : siglipTokenizer(words);
	const names =
		kind === 'openclip'
			? { image: 'image', text: 'text', output: 'embedding' }
			: { image: 'pixel_values', text: 'input_ids', output: 'pooler_output' };
	const files = {
		'visual.onnx': imageEncoder(names.image, names.output),
		'textual.onnx': textEncoder(
			value(names.text, [1, length], kind === 'openclip' ? 'int32' : 'int64'),
			names.output,
			Object.entries(words).map(([word, colour]) => ({ id: ids(word), colour })),
		),
		'tokenizer.json': Buffer.from(JSON.stringify(tokenizer)),
	};
	for (const [name, bytes] of Object.entries(files)) await writeFile(path.join(pack, name), bytes);
	const file = (name: keyof typeof files) => ({
		file: name,
		sha256: createHash('sha256').update(files[name]).digest('hex'),
	});
	const manifest = {
		id,
		name: `Tiny ${kind}`,
		family: 'clip',
		licence: 'MIT',
		source: 'made by the test',
		imageEncoder: { ...file('visual.onnx'), input: names.image, output: names.output },
		textEncoder: { ...file('textual.onnx'), input: names.text, output: names.output },
		tokenizer: { ...file('tokenizer.json'), length, pad: kind === 'openclip' ? 0 : 1 },
		input: { size, mean: [127.5, 127.5, 127.5], std: [127.5, 127.5, 127.5] },
		logitScale: 20,
	};
	await writeFile(path.join(pack, 'pack.json'), JSON.stringify(manifest));
	return id;
}

function openclipTokenizer(words: Words) {
	const tokenizer = clipTokenizer(mergesOf(Object.keys(words)));
	return { tokenizer, ids: (word: string) => tokenizer.model.vocab[`${word}</w>`]! };
}

/** In the form of SigLIP's, whose SentencePiece is “Unigram”. */
function siglipTokenizer(words: Words) {
	const letters = [...'abcdefghijklmnopqrstuvwxyz▁'].map((letter) => [letter, -10] as const);
	const pieces = [...Object.keys(words), 'photo', 'of', 'the', 'a', 'an'].map(
		(word) => [`▁${word}`, -2] as const,
	);
	const vocab = [['<pad>', 0] as const, ['</s>', 0] as const, ['<unk>', 0] as const, ...pieces, ...letters];
	const metaspace = { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always', add_prefix_space: true };
	const tokenizer = {
		version: '1.0',
		added_tokens: [
			{ id: 1, content: '</s>', special: true, normalized: false, lstrip: false, rstrip: false },
		],
		normalizer: null,
		pre_tokenizer: metaspace,
		post_processor: {
			type: 'TemplateProcessing',
			single: [{ Sequence: { id: 'A', type_id: 0 } }, { SpecialToken: { id: '</s>', type_id: 0 } }],
			pair: [],
			special_tokens: { '</s>': { id: '</s>', ids: [1], tokens: ['</s>'] } },
		},
		decoder: metaspace,
		model: { type: 'Unigram', unk_id: 2, vocab },
	};
	return { tokenizer, ids: (word: string) => vocab.findIndex(([piece]) => piece === `▁${word}`) };
}

const node = (opType: string, input: string[], output: string, attribute: object[] = []) => ({
	opType,
	input,
	output: [output],
	attribute,
});

/** The mean colour of the middle of the image. */
function imageEncoder(input: string, output: string): Uint8Array {
	return model({
		name: 'visual',
		input: [value(input, [1, 3, size, size])],
		output: [value(output, [1, width])],
		initializer: [
			tensor('nothing', [1, 1], [nothing]),
			int64s('from', [size / 4, size / 4]),
			int64s('to', [(3 * size) / 4, (3 * size) / 4]),
			int64s('axes', [2, 3]),
		],
		node: [
			node('Slice', [input, 'from', 'to', 'axes'], 'middle'),
			node('ReduceMean', ['middle'], 'colour', [ints('axes', [2, 3]), int('keepdims', 0)]),
			node('Concat', ['colour', 'nothing'], output, [int('axis', 1)]),
		],
	});
}

/** The sum of the colours of the words. */
function textEncoder(
	input: ReturnType<typeof value>,
	output: string,
	rows: readonly { readonly id: number; readonly colour: readonly number[] }[],
): Uint8Array {
	const count = 1 + Math.max(1000, ...rows.map(({ id }) => id));
	const table = new Float32Array(count * width);
	for (const { id, colour } of rows) {
		for (const [channel, one] of colour.entries()) table[id * width + channel] = one / 127.5 - 1;
	}
	return model({
		name: 'textual',
		input: [input],
		output: [value(output, [1, width])],
		initializer: [
			tensor('table', [count, width], table),
			tensor('nothing', [1, width], [0, 0, 0, nothing]),
			int64s('words', [1]),
		],
		node: [
			node('Gather', ['table', input.name], 'rows', [int('axis', 0)]),
			node('ReduceSum', ['rows', 'words'], 'sum', [int('keepdims', 0)]),
			node('Add', ['sum', 'nothing'], output),
		],
	});
}
