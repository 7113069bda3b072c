import type { GraphDescription } from '../../shared/protocol/graphDescription';

/** Inputs and outputs of ONNX files, by file name. */
export type Graphs = ReadonlyMap<string, GraphDescription>;

/** An ONNX file with its inputs and outputs. */
export interface GraphFile {
	readonly file: string;
	readonly graph: GraphDescription;
}

/** How pixels are normalised: (value − mean) / std, of values from 0 to 255, red first. */
export interface Normalisation {
	readonly mean: readonly [number, number, number];
	readonly std: readonly [number, number, number];
}

/** What can be read from the files of a model: all of a manifest but name, licence and checksums. */
export interface RecognisedPack {
	/** The kind of model, for the user. */
	readonly kind: string;
	readonly manifest: {
		readonly family: string;
		readonly input: Normalisation & Readonly<Record<string, unknown>>;
	} & Readonly<Record<string, unknown>>;
	/** What the user should know of the pack, sentences. */
	readonly notes: readonly string[];
}

/** The usual normalisations; the files of a model do not say which one it needs. */
export const normalisations = {
	/** ImageNet's means and deviations, of values from 0 to 255: SAM's and SAM 2's. */
	imagenet: { mean: [123.675, 116.28, 103.53], std: [58.395, 57.12, 57.375] },
	/** Values from 0 to 1; the graph does the rest. */
	unit: { mean: [0, 0, 0], std: [255, 255, 255] },
	/** Values from 0 to 255; the graph does the rest. */
	raw: { mean: [0, 0, 0], std: [1, 1, 1] },
	/** OpenAI's, of values from 0 to 255: CLIP's and OpenCLIP's. */
	clip: { mean: [122.7709383, 116.7460125, 104.09373615], std: [68.5005327, 66.6321579, 70.32316305] },
	/** Values from −1 to 1: SigLIP's. */
	symmetric: { mean: [127.5, 127.5, 127.5], std: [127.5, 127.5, 127.5] },
} as const satisfies Record<string, Normalisation>;
