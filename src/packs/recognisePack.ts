import type { GraphDescription, GraphTensor } from '../shared/graphDescription';
import { decoderInputs, decoderOutputs } from './decoderTensors';
import { PackError } from './packError';

/** Files by name, with what goes into each and comes out. */
export type Graphs = ReadonlyMap<string, GraphDescription>;

/** What the files of a model say of themselves: all of a manifest but name, licence and checksums. */
export interface RecognisedPack {
	/** The model that has such tensors, for the user. */
	readonly kind: string;
	readonly manifest: {
		readonly family: 'sam';
		readonly encoder: { readonly file: string } & Readonly<Record<string, unknown>>;
		readonly decoder: { readonly file: string } & Readonly<Record<string, unknown>>;
		readonly input: PackInput;
		readonly levels: 'ladder';
	} & Readonly<Record<string, unknown>>;
	/** What the user should know of it, sentences. */
	readonly notes: readonly string[];
}

/** How an image becomes the encoder's input. */
export interface PackInput {
	readonly size: number;
	readonly resize: 'longest-side' | 'stretch';
	readonly layout?: 'hwc';
	readonly mean: readonly [number, number, number];
	readonly std: readonly [number, number, number];
}

/** Ways of preparing pixels that models of this family are known to want; which one is no part of their files. */
export const preparations = {
	/** ImageNet's means and deviations, of values from 0 to 255: SAM's and SAM 2's. */
	imagenet: { mean: [123.675, 116.28, 103.53], std: [58.395, 57.12, 57.375] },
	/** Values from 0 to 1; the graph does the rest. */
	unit: { mean: [0, 0, 0], std: [255, 255, 255] },
	/** Values from 0 to 255; the graph does the rest. */
	raw: { mean: [0, 0, 0], std: [1, 1, 1] },
} as const satisfies Record<string, Pick<PackInput, 'mean' | 'std'>>;

/** EfficientSAM's, in its code: the points of a query, padded or cut to this. */
const mostPoints = 6;

/** Pixels of the input per cell of the feature map. */
const featureStep = 16;

/**
 * Which model some ONNX files are, by the names and sizes of their tensors: the exports of SAM and those built like
 * it, as their authors and the usual exporters make them.
 *
 * @throws PackError with a sentence that lists what was found
 */
export function recognisePack(graphs: Graphs): RecognisedPack {
	const encoder = theOne(graphs, 'image encoder', (graph) => imageInput(graph) !== undefined);
	const decoder = theOne(graphs, 'prompt decoder', isDecoder);
	const image = imageInput(encoder.graph)!;
	const taken = decoderInputs(decoder.graph, encoder.graph, decoder.file);
	const side = sideOf(image, taken.features, encoder.file);
	const isHwc = image.dims.length === 3;
	const isSam2 = taken.maps.length === 2 && taken.maps.every(({ dims }) => dims.length === 4);
	const isEfficient = taken.form === 'queries';
	const given = decoderOutputs(decoder.graph, decoder.file, side / 4);
	const { features, maps, constants, coords, labels, form } = taken;
	const asIs = isEfficient ? preparations.unit : preparations.imagenet;
	return {
		kind: isEfficient ? 'EfficientSAM' : isSam2 ? 'SAM 2' : maps.length === 1 ? 'SAM-HQ' : 'SAM',
		manifest: {
			family: 'sam',
			encoder: {
				file: encoder.file,
				input: image.name,
				output: features.from,
				...(maps.length > 0 ? { extra: maps.map(({ from }) => from) } : {}),
			},
			decoder: {
				file: decoder.file,
				inputs: {
					features: features.name,
					pointCoords: coords,
					pointLabels: labels,
					...(maps.length > 0
						? { extra: Object.fromEntries(maps.map(({ name, from }) => [name, from])) }
						: {}),
					...(constants.length > 0
						? { constants: Object.fromEntries(constants.map((name) => [name.name, name.tensor(side / 4)])) }
						: {}),
				},
				outputs: given.outputs,
				// Only a decoder without a mask input is known to take several prompts, or says so itself.
				batch: taken.takesMany && constants.length === 0 ? 'many' : 'one',
				...(form === 'queries' ? { form, promptScale: 1 / 4, mostPoints } : {}),
				...(isSam2 || isEfficient ? { padding: 'own' } : {}),
			},
			input: {
				size: side,
				resize: isSam2 || isEfficient ? 'stretch' : 'longest-side',
				...(isHwc ? { layout: 'hwc' } : {}),
				...(isHwc ? preparations.raw : asIs),
			},
			...(given.masks === undefined ? {} : { masksPerPrompt: given.masks }),
			levels: 'ladder',
		},
		notes:
			given.masks === 1
				? [
						`${decoder.file} gives one mask a prompt. Exported without --return-single-mask it would offer more levels.`,
					]
				: [],
	};
}

function theOne(graphs: Graphs, role: string, is: (graph: GraphDescription) => boolean) {
	const found = [...graphs].filter(([, graph]) => is(graph));
	const [first] = found;
	if (first && found.length === 1) return { file: first[0], graph: first[1] };
	const what =
		found.length === 0 ? listed(graphs) : `${found.map(([file]) => file).join(', ')}: which, cannot be told`;
	throw new PackError('contents', `Expected one ${role} among the ONNX files but found ${what}.`);
}

const listed = (graphs: Graphs) =>
	[...graphs]
		.map(([file, { inputs }]) => `${file} (${inputs.map(({ name }) => name).join(', ')})`)
		.join('; ') || 'none';

/** The input that takes an image: [1, 3, height, width], or [height, width, 3]. */
function imageInput({ inputs }: GraphDescription): GraphTensor | undefined {
	return inputs.length === 1
		? inputs.find(({ dims }) => (dims.length === 4 && dims[1] === 3) || (dims.length === 3 && dims[2] === 3))
		: undefined;
}

function isDecoder({ inputs }: GraphDescription): boolean {
	return inputs.some(({ dims }) => dims.length >= 3 && dims.at(-1) === 2);
}

/** The side of the square input: the image's own, or, where it takes any size, what the features tell. */
function sideOf(image: GraphTensor, features: { readonly dims: GraphTensor['dims'] }, file: string): number {
	const own = image.dims.length === 4 ? image.dims.slice(2) : image.dims.slice(0, 2);
	const cells = features.dims.at(-1);
	const side =
		typeof own[0] === 'number' && own[0] > 0
			? own[0]
			: typeof cells === 'number'
				? cells * featureStep
				: undefined;
	if (side !== undefined && own.every((size) => typeof size !== 'number' || size === side)) return side;
	throw new PackError(
		'contents',
		`Expected ${file} to take square images but its input ${image.name} is [${image.dims.join(', ')}].`,
	);
}
