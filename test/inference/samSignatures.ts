import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { int, int64s, ints, text, value } from './onnxGraph';
import { cells, decoder, logits, margins, type Node, side, type Value } from './tinySamGraphs';

/**
 * Tiny graphs with the signatures of the exports that users find, by the exporters' own code:
 * names, sizes (of a smaller square) and types are theirs; what is inside finds what is red near the first point.
 */
export interface Variant {
	readonly files: Readonly<Record<string, Uint8Array>>;
	/** How the graphs prepare pixels themselves. */
	readonly pixels: 'outside' | 'inside';
}

export const maskInputs = [value('mask_input', [1, 1, logits, logits]), value('has_mask_input', [1])];
export const featuresInput = (name: string) => value(name, [1, 256, cells, cells]);
export const promptInputs = (batch: number | string = 1, labels: 'float32' | 'int32' = 'float32') => [
	value('point_coords', [batch, 'num_points', 2]),
	value('point_labels', [batch, 'num_points'], labels),
];
export const identity = (from: string): Node => ({ opType: 'Identity', input: [from], output: ['small'] });

/** A prompt's masks at the size that it is told, as Meta's exporter adds them; and what a given mask would change. */
export const enlarged = {
	node: [
		{
			opType: 'ReduceMean',
			input: ['mask_input'],
			output: ['given'],
			attribute: [ints('axes', [2, 3])],
		},
		{ opType: 'Mul', input: ['given', 'has_mask_input'], output: ['told'] },
		{ opType: 'Add', input: ['low', 'told'], output: ['low_res_masks'] },
		{ opType: 'Cast', input: ['orig_im_size'], output: ['sizes'], attribute: [int('to', 7)] },
		{ opType: 'Concat', input: ['first_sizes', 'sizes'], output: ['all_sizes'], attribute: [int('axis', 0)] },
		{
			opType: 'Resize',
			input: ['low_res_masks', '', '', 'all_sizes'],
			output: ['masks'],
			attribute: [text('mode', 'linear')],
		},
	],
	initializer: [int64s('first_sizes', [1, margins.length])],
};
export const samOutputs = [
	value('masks', ['batch', 'count', 'height', 'width']),
	value('iou_predictions', ['batch', 'count']),
	value('low_res_masks', ['batch', 'count', 'low_height', 'low_width']),
];
export const samDecoder = (extra: readonly Value[], source: readonly Node[], size: Value) =>
	decoder({
		inputs: [featuresInput('image_embeddings'), ...extra, ...promptInputs(), ...maskInputs, size],
		outputs: samOutputs,
		coords: 'point_coords',
		labels: 'point_labels',
		source,
		channels: 256,
		enlarge: 4,
		masks: 'low_res_masks',
		scores: 'iou_predictions',
		more: enlarged,
	});
export const square = value('x', [1, 3, side, side]);

/** Writes its files into a folder. */
export async function writeVariant(folder: string, { files }: Variant): Promise<void> {
	await mkdir(folder, { recursive: true });
	for (const [name, bytes] of Object.entries(files)) await writeFile(path.join(folder, name), bytes);
}
