import type { GraphDescription, GraphTensor } from '../../shared/protocol/graphDescription';
import { PackError } from '../manifest/packError';
import {
	type GraphFile,
	type Graphs,
	type Normalisation,
	normalisations,
	type RecognisedPack,
} from './recognisedPack';

/** The name that every export gives the file beside its graphs. */
const tokenizerFile = 'tokenizer.json';

interface Export {
	readonly kind: string;
	/** The names of the images, the texts, and what comes of each. */
	readonly image: string;
	readonly text: string;
	readonly embeddings: readonly [string, string];
	readonly normalisation: Normalisation;
	/** How many tokens a text has, and the one that fills up. */
	readonly length: number;
	readonly pad: number;
	readonly logitScale: number;
}

const clip = { normalisation: normalisations.clip, length: 77, logitScale: 100 };

/** Exports whose names tell what their files do not: by OpenCLIP's (Immich's) and by Hugging Face's exporters. */
const exports: readonly Export[] = [
	{ ...clip, kind: 'OpenCLIP', image: 'image', text: 'text', embeddings: ['embedding', 'embedding'], pad: 0 },
	{
		...{ ...clip, kind: 'CLIP', image: 'pixel_values', text: 'input_ids', pad: 49407 },
		embeddings: ['image_embeds', 'text_embeds'],
	},
	{
		...{
			kind: 'SigLIP',
			image: 'pixel_values',
			text: 'input_ids',
			embeddings: ['pooler_output', 'pooler_output'],
		},
		...{ normalisation: normalisations.symmetric, length: 64, pad: 1, logitScale: 117.33076 },
	},
];

/** Whether a graph takes tokens of a text: whole numbers [texts, tokens] and no image. */
export function takesTokens({ inputs }: GraphDescription): boolean {
	return inputs.length <= 2 && inputs.every(isTokens) && inputs.length > 0;
}

const isTokens = ({ type, dims }: GraphTensor) => /^int(32|64)$/.test(type) && dims.length === 2;

/**
 * An image and a text encoder that were exported apart.
 *
 * @throws PackError that names what does not fit
 */
export function recogniseClip(encoder: GraphFile, image: GraphTensor, graphs: Graphs): RecognisedPack {
	const texts = [...graphs].filter(([, graph]) => takesTokens(graph));
	const [text] = texts;
	if (!text || texts.length > 1) {
		throw new PackError(
			'contents',
			`Expected one text encoder but found ${texts.map(([file]) => file).join(', ')}.`,
		);
	}
	const [file, graph] = text;
	const found = exports.find(
		({ image: taken, text: tokens, embeddings: [seen, said] }) =>
			taken === image.name &&
			graph.inputs.some(({ name }) => name === tokens) &&
			encoder.graph.outputs.some(({ name }) => name === seen) &&
			graph.outputs.some(({ name }) => name === said),
	);
	if (!found) {
		throw new PackError(
			'contents',
			`${encoder.file} and ${file} compare images with words, but what their numbers mean is not known of this export: write a pack.json for them (docs/packs.md).`,
		);
	}
	const tokens = graph.inputs.find(({ name }) => name === found.text)!;
	const mask = graph.inputs.find(({ name }) => name !== found.text);
	const size = image.dims[2];
	const length = tokens.dims[1];
	return {
		kind: found.kind,
		manifest: {
			family: 'clip',
			imageEncoder: { file: encoder.file, input: image.name, output: found.embeddings[0] },
			textEncoder: {
				...{ file, input: found.text, output: found.embeddings[1] },
				...(mask && { attentionMask: mask.name }),
			},
			tokenizer: {
				file: tokenizerFile,
				length: typeof length === 'number' ? length : found.length,
				pad: found.pad,
			},
			input: { size: typeof size === 'number' ? size : 224, ...found.normalisation },
			logitScale: found.logitScale,
		},
		notes: [
			...(typeof size === 'number'
				? []
				: ['Its file does not say how large its images are: 224 × 224 pixels are assumed.']),
		],
	};
}
