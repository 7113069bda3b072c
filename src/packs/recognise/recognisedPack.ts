import type { GraphDescription } from '../../shared/protocol/graphDescription';

/** Files by name, with what goes into each and comes out. */
export type Graphs = ReadonlyMap<string, GraphDescription>;

/** A file with what goes into it and comes out. */
export interface GraphFile {
	readonly file: string;
	readonly graph: GraphDescription;
}

/** How pixels become numbers: (value − mean) / deviation, of values from 0 to 255, red first. */
export interface Pixels {
	readonly mean: readonly [number, number, number];
	readonly std: readonly [number, number, number];
}

/** What the files of a model say of themselves: all of a manifest but name, licence and checksums. */
export interface RecognisedPack {
	/** The model that has such tensors, for the user. */
	readonly kind: string;
	readonly manifest: {
		readonly family: string;
		readonly encoder: { readonly file: string } & Readonly<Record<string, unknown>>;
		readonly decoder: { readonly file: string } & Readonly<Record<string, unknown>>;
		readonly input: Pixels & Readonly<Record<string, unknown>>;
	} & Readonly<Record<string, unknown>>;
	/** What the user should know of it, sentences. */
	readonly notes: readonly string[];
}

/** Ways of preparing pixels that models are known to want; which one is no part of their files. */
export const preparations = {
	/** ImageNet's means and deviations, of values from 0 to 255: SAM's and SAM 2's. */
	imagenet: { mean: [123.675, 116.28, 103.53], std: [58.395, 57.12, 57.375] },
	/** Values from 0 to 1; the graph does the rest. */
	unit: { mean: [0, 0, 0], std: [255, 255, 255] },
	/** Values from 0 to 255; the graph does the rest. */
	raw: { mean: [0, 0, 0], std: [1, 1, 1] },
} as const satisfies Record<string, Pixels>;
