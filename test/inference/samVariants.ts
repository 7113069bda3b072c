import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { int, int64s, ints, model, tensor, text, value } from './onnxGraph';

/**
 * Tiny graphs with the signatures of the exports that users find, by the exporters' own code:
 * names, sizes (of a smaller square) and types are theirs; what is inside finds what is red near the first point.
 */
export interface Variant {
	readonly files: Readonly<Record<string, Uint8Array>>;
	/** How the graphs prepare pixels themselves. */
	readonly pixels: 'outside' | 'inside';
}

const side = 256;
const cells = side / 16;
const logits = side / 4;
const margins = [0.3, 2, 3.6];

type Node = Readonly<Record<string, unknown>>;
type Value = ReturnType<typeof value>;

interface Graph {
	readonly input: Value[];
	readonly output: Value[];
	readonly node: Node[];
	readonly initializer: object[];
}

/** A convolution that leaves, in one of `channels`, how much redder than blue each step² pixels are. */
function redness(
	from: string,
	to: string,
	channels: number,
	step: number,
): Pick<Graph, 'node' | 'initializer'> {
	const area = step * step;
	const weights = new Float32Array(channels * 3 * area);
	weights.fill(1 / area, 3 * area, 4 * area);
	weights.fill(-1 / area, 5 * area, 6 * area);
	return {
		node: [
			{
				opType: 'Conv',
				input: [from, `${to}_w`],
				output: [to],
				attribute: [ints('kernel_shape', [step, step]), ints('strides', [step, step])],
			},
		],
		initializer: [tensor(`${to}_w`, [channels, 3, step, step], weights)],
	};
}

interface EncoderOptions {
	readonly image: Value;
	/** Nodes that make `pixels` of the image. */
	readonly prepare?: readonly Node[];
	readonly initializer?: readonly object[];
	/** The feature map says nothing, for what is asked of is elsewhere. */
	readonly silent?: boolean;
	readonly features: string;
	readonly extra?: Graph;
}

function encoder({ image, prepare, initializer = [], silent, features, extra }: EncoderOptions): Uint8Array {
	const own = redness('pixels', 'red', 256, 16);
	return model({
		name: 'encoder',
		input: [image],
		output: [...(extra?.output ?? []), value(features, [1, 256, cells, cells])],
		node: [
			...(prepare ?? [{ opType: 'Identity', input: [image.name], output: ['pixels'] }]),
			...own.node,
			{ opType: 'Mul', input: ['red', 'loudness'], output: [features] },
			...(extra?.node ?? []),
		],
		initializer: [
			...own.initializer,
			tensor('loudness', [1], [silent ? 0 : 1]),
			...initializer,
			...(extra?.initializer ?? []),
		],
	});
}

interface DecoderOptions {
	readonly inputs: readonly Value[];
	readonly outputs: readonly Value[];
	readonly coords: string;
	readonly labels: string;
	readonly form?: 'queries';
	/** Points that padding makes wrong, since the graph pads. */
	readonly padsItself?: boolean;
	/** Nodes that make `small`, float32[1, 256 or fewer, rows, columns], whose channel 1 is redness. */
	readonly source: readonly Node[];
	readonly channels: number;
	/** From the rows of `small` to those of the logits. */
	readonly enlarge: number;
	/** What coordinates are to be multiplied by to be pixels of the square. */
	readonly coordsToPixels?: number;
	/** Names of the outputs of masks (small) and scores, and nodes beyond these. */
	readonly masks: string;
	readonly scores: string;
	readonly more?: Pick<Graph, 'node' | 'initializer'>;
}

function decoder(options: DecoderOptions): Uint8Array {
	const { coords, labels, form, padsItself, source, channels, enlarge, coordsToPixels = 1, more } = options;
	const weights = new Float32Array(margins.length * channels);
	for (const mask of margins.keys()) weights[mask * channels + 1] = 1 + mask;
	const reach = 0.35 * side;
	const centres = Float32Array.from({ length: logits }, (_, cell) => cell * 4 + 1.5);
	const at = (axis: 0 | 1, name: string): Node[] => [
		{ opType: 'Gather', input: ['first', `axis${axis}`], output: [`${name}_3`], attribute: [int('axis', 3)] },
		{ opType: 'Reshape', input: [`${name}_3`, 'column'], output: [name] },
	];
	return model({
		name: 'decoder',
		input: [...options.inputs],
		output: [...options.outputs],
		initializer: [
			tensor('w', [margins.length, channels, 1, 1], weights),
			tensor(
				'b',
				[margins.length],
				margins.map((margin) => -margin),
			),
			tensor('scales', [4], [1, 1, enlarge, enlarge]),
			tensor('x_of_cells', [1, 1, 1, logits], centres),
			tensor('y_of_cells', [1, 1, logits, 1], centres),
			tensor('reach2', [1], [reach * reach]),
			tensor('slope', [1], [6 / (reach * reach)]),
			tensor('to_pixels', [1], [coordsToPixels]),
			tensor('half', [1], [-0.5]),
			tensor('penalty', [1], [padsItself ? 1000 : 0]),
			int64s('zero', [0]),
			int64s('one', [1]),
			int64s('axis0', [0]),
			int64s('axis1', [1]),
			int64s('points_axis', [form ? 2 : 1]),
			int64s('column', [-1, 1, 1, 1]),
			int64s('points', [-1, 1, 1, 2]),
			int64s('last', [-1]),
			...(more?.initializer ?? []),
		],
		node: [
			...source,
			{ opType: 'Conv', input: ['small', 'w', 'b'], output: ['red'] },
			{
				opType: 'Resize',
				input: ['red', '', 'scales'],
				output: ['large'],
				attribute: [text('mode', 'linear'), text('coordinate_transformation_mode', 'half_pixel')],
			},
			// Near the first point, …
			{ opType: 'Slice', input: [coords, 'zero', 'one', 'points_axis'], output: ['sliced'] },
			{ opType: 'Reshape', input: ['sliced', 'points'], output: ['unscaled'] },
			{ opType: 'Mul', input: ['unscaled', 'to_pixels'], output: ['first'] },
			...at(0, 'x'),
			...at(1, 'y'),
			{ opType: 'Sub', input: ['x_of_cells', 'x'], output: ['dx'] },
			{ opType: 'Sub', input: ['y_of_cells', 'y'], output: ['dy'] },
			{ opType: 'Mul', input: ['dx', 'dx'], output: ['dx2'] },
			{ opType: 'Mul', input: ['dy', 'dy'], output: ['dy2'] },
			{ opType: 'Add', input: ['dx2', 'dy2'], output: ['distance2'] },
			{ opType: 'Sub', input: ['reach2', 'distance2'], output: ['inside'] },
			{ opType: 'Mul', input: ['inside', 'slope'], output: ['near'] },
			{ opType: 'Min', input: ['large', 'near'], output: ['both'] },
			// … and nowhere, where padding comes that should not.
			{ opType: 'Cast', input: [labels], output: ['labels'], attribute: [int('to', 1)] },
			{ opType: 'Less', input: ['labels', 'half'], output: ['is_padding'] },
			{ opType: 'Cast', input: ['is_padding'], output: ['paddings'], attribute: [int('to', 1)] },
			{
				opType: 'ReduceSum',
				input: ['paddings', 'last'],
				output: ['count'],
				attribute: [int('keepdims', 0)],
			},
			{ opType: 'Reshape', input: ['count', 'column'], output: ['count4'] },
			{ opType: 'Mul', input: ['count4', 'penalty'], output: ['fine'] },
			{ opType: 'Sub', input: ['both', 'fine'], output: ['low'] },
			{
				opType: 'ReduceMean',
				input: ['low'],
				output: ['balance'],
				attribute: [ints('axes', [2, 3]), int('keepdims', 0)],
			},
			{ opType: 'Sigmoid', input: ['balance'], output: [form ? 'flat_scores' : options.scores] },
			...(more?.node ?? [{ opType: 'Identity', input: ['low'], output: [options.masks] }]),
		],
	});
}

const maskInputs = [value('mask_input', [1, 1, logits, logits]), value('has_mask_input', [1])];
const featuresInput = (name: string) => value(name, [1, 256, cells, cells]);
const promptInputs = (batch: number | string = 1, labels: 'float32' | 'int32' = 'float32') => [
	value('point_coords', [batch, 'num_points', 2]),
	value('point_labels', [batch, 'num_points'], labels),
];
const identity = (from: string): Node => ({ opType: 'Identity', input: [from], output: ['small'] });

/** A prompt's masks at the size that it is told, as Meta's exporter adds them; and what a given mask would change. */
const enlarged = {
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
const samOutputs = [
	value('masks', ['batch', 'count', 'height', 'width']),
	value('iou_predictions', ['batch', 'count']),
	value('low_res_masks', ['batch', 'count', 'low_height', 'low_width']),
];
const samDecoder = (extra: readonly Value[], source: readonly Node[], size: Value) =>
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
const square = value('x', [1, 3, side, side]);

/** `scripts/export_onnx_model.py` of facebookresearch/segment-anything, with an encoder as labelme's. */
export function officialSam(): Variant {
	return {
		files: {
			'encoder.onnx': encoder({ image: square, features: 'image_embeddings' }),
			'decoder.onnx': samDecoder([], [identity('image_embeddings')], value('orig_im_size', [2])),
		},
		pixels: 'outside',
	};
}

/** vietanhdev/samexporter with `--use-preprocess`: rows of pixels go in as they are, of any height and width. */
export function samexporter(): Variant {
	const image = value('input_image', ['image_height', 'image_width', 3]);
	const prepare = [
		{ opType: 'Transpose', input: ['input_image'], output: ['planes'], attribute: [ints('perm', [2, 0, 1])] },
		{ opType: 'Unsqueeze', input: ['planes', 'zero'], output: ['batched'] },
		{ opType: 'Sub', input: ['batched', 'mean'], output: ['centred'] },
		{ opType: 'Div', input: ['centred', 'std'], output: ['normal'] },
		{ opType: 'Shape', input: ['normal'], output: ['shape'] },
		{ opType: 'Sub', input: ['whole', 'shape'], output: ['missing'] },
		{ opType: 'Concat', input: ['none', 'missing'], output: ['pads'], attribute: [int('axis', 0)] },
		{ opType: 'Pad', input: ['normal', 'pads'], output: ['pixels'] },
	];
	const initializer = [
		int64s('zero', [0]),
		int64s('whole', [1, 3, side, side]),
		int64s('none', [0, 0, 0, 0]),
		tensor('mean', [1, 3, 1, 1], [123.675, 116.28, 103.53]),
		tensor('std', [1, 3, 1, 1], [58.395, 57.12, 57.375]),
	];
	return {
		files: {
			'sam.encoder.onnx': encoder({ image, prepare, initializer, features: 'image_embeddings' }),
			'sam.decoder.onnx': samDecoder([], [identity('image_embeddings')], value('orig_im_size', [2])),
		},
		pixels: 'inside',
	};
}

/** `scripts/export_onnx_model.py` of chongzhou96/EdgeSAM: no mask goes in, nothing is enlarged. */
export function edgeSam(): Variant {
	return {
		files: {
			'edge_sam_encoder.onnx': encoder({
				image: value('image', [1, 3, side, side]),
				features: 'image_embeddings',
			}),
			'edge_sam_decoder.onnx': decoder({
				inputs: [featuresInput('image_embeddings'), ...promptInputs()],
				outputs: [value('scores', [1, margins.length]), value('masks', [1, margins.length, logits, logits])],
				coords: 'point_coords',
				labels: 'point_labels',
				source: [identity('image_embeddings')],
				channels: 256,
				enlarge: 4,
				masks: 'masks',
				scores: 'scores',
			}),
		},
		pixels: 'outside',
	};
}

/** `scripts/export_onnx_encoder_model.py` and `export_onnx_model.py` of CVHub520/sam-hq: early features go along. */
export function samHq(): Variant {
	const early = value('interm_embeddings', [4, 1, cells, cells, 256]);
	return {
		files: {
			'sam_hq_encoder.onnx': encoder({
				image: value('input_image', [1, 3, side, side]),
				features: 'image_embeddings',
				silent: true,
				extra: {
					input: [],
					output: [early],
					node: [
						{
							opType: 'Transpose',
							input: ['red'],
							output: ['rows'],
							attribute: [ints('perm', [0, 2, 3, 1])],
						},
						{ opType: 'Expand', input: ['rows', 'four'], output: ['interm_embeddings'] },
					],
					initializer: [int64s('four', [4, 1, cells, cells, 256])],
				},
			}),
			'sam_hq_decoder.onnx': samDecoder(
				[early],
				[
					{
						opType: 'Gather',
						input: ['interm_embeddings', 'axis0'],
						output: ['taken'],
						attribute: [int('axis', 0)],
					},
					{ opType: 'Squeeze', input: ['taken', 'axis0'], output: ['early'] },
					{
						opType: 'Transpose',
						input: ['early'],
						output: ['small'],
						attribute: [ints('perm', [0, 3, 1, 2])],
					},
				],
				value('orig_im_size', [2]),
			),
		},
		pixels: 'outside',
	};
}

/** `export_to_onnx.py` of yformer/EfficientSAM: any image, squashed inside; queries; masks of the size it is told. */
export function efficientSam(): Variant {
	const prepare = [
		{
			opType: 'Resize',
			input: ['batched_images', '', '', 'square'],
			output: ['squashed'],
			attribute: [text('mode', 'linear')],
		},
		{ opType: 'Mul', input: ['squashed', 'bright'], output: ['pixels'] },
	];
	return {
		files: {
			'efficient_sam_encoder.onnx': encoder({
				image: value('batched_images', ['batch', 3, 'height', 'width']),
				prepare,
				initializer: [int64s('square', [1, 3, side, side]), tensor('bright', [1], [4])],
				features: 'image_embeddings',
			}),
			'efficient_sam_decoder.onnx': decoder({
				inputs: [
					value('image_embeddings', ['batch', 256, cells, cells]),
					value('batched_point_coords', [1, 1, 'num_points', 2]),
					value('batched_point_labels', [1, 1, 'num_points']),
					value('orig_im_size', [2], 'int64'),
				],
				outputs: [
					value('output_masks', ['a', 'b', 'c', 'd', 'e']),
					value('iou_predictions', ['f', 'g', 'h']),
				],
				coords: 'batched_point_coords',
				labels: 'batched_point_labels',
				form: 'queries',
				padsItself: true,
				source: [identity('image_embeddings')],
				channels: 256,
				enlarge: 4,
				coordsToPixels: 4,
				masks: 'output_masks',
				scores: 'iou_predictions',
				more: {
					node: [
						{
							opType: 'Concat',
							input: ['first_sizes', 'orig_im_size'],
							output: ['all_sizes'],
							attribute: [int('axis', 0)],
						},
						{
							opType: 'Resize',
							input: ['low', '', '', 'all_sizes'],
							output: ['enlarged'],
							attribute: [text('mode', 'linear')],
						},
						{ opType: 'Unsqueeze', input: ['enlarged', 'zero'], output: ['output_masks'] },
						{ opType: 'Unsqueeze', input: ['flat_scores', 'zero'], output: ['iou_predictions'] },
					],
					initializer: [int64s('first_sizes', [1, margins.length])],
				},
			}),
		},
		pixels: 'inside',
	};
}

/** The finer maps of SAM 2; what is asked for is in the finest. */
function sam2Encoder(image: string, [fine, middle, coarse]: readonly [string, string, string]): Uint8Array {
	const finest = redness('pixels', fine, 32, 4);
	const mid = redness('pixels', middle, 64, 8);
	return encoder({
		image: value(image, [1, 3, side, side]),
		features: coarse,
		silent: true,
		extra: {
			input: [],
			output: [value(fine, [1, 32, logits, logits]), value(middle, [1, 64, logits / 2, logits / 2])],
			node: [...finest.node, ...mid.node],
			initializer: [...finest.initializer, ...mid.initializer],
		},
	});
}

const sam2Maps = (fine: string, middle: string) => [
	value(fine, [1, 32, logits, logits]),
	value(middle, [1, 64, logits / 2, logits / 2]),
];

/** `samexporter/export_sam2.py` of vietanhdev/samexporter. */
export function sam2(): Variant {
	const maskInput = value('mask_input', ['num_labels', 1, logits, logits]);
	return {
		files: {
			'sam2.1_hiera_tiny.encoder.onnx': sam2Encoder('image', [
				'high_res_feats_0',
				'high_res_feats_1',
				'image_embed',
			]),
			'sam2.1_hiera_tiny.decoder.onnx': decoder({
				inputs: [
					featuresInput('image_embed'),
					...sam2Maps('high_res_feats_0', 'high_res_feats_1'),
					...promptInputs('num_labels'),
					maskInput,
					value('has_mask_input', ['num_labels']),
				],
				outputs: [
					value('masks', ['num_labels', margins.length, logits, logits]),
					value('iou_predictions', ['num_labels', margins.length]),
				],
				coords: 'point_coords',
				labels: 'point_labels',
				padsItself: true,
				source: [identity('high_res_feats_0')],
				channels: 32,
				enlarge: 1,
				masks: 'masks',
				scores: 'iou_predictions',
			}),
		},
		pixels: 'outside',
	};
}

/** The names that wkentaro/osam gives the decoder of its SAM 2.1; labels and sizes as ONNX Runtime's own exporter has them. */
export function osamSam2(): Variant {
	return {
		files: {
			'sam2.1_tiny_preprocess.onnx': sam2Encoder('input', ['fine', 'middle', 'embeddings']),
			'sam2.1_tiny.onnx': decoder({
				inputs: [
					featuresInput('image_embeddings'),
					...sam2Maps('high_res_features1', 'high_res_features2'),
					...promptInputs('num_labels', 'int32'),
					...maskInputs,
					value('orig_im_size', [2], 'int64'),
				],
				outputs: samOutputs,
				coords: 'point_coords',
				labels: 'point_labels',
				padsItself: true,
				source: [identity('high_res_features1')],
				channels: 32,
				enlarge: 1,
				masks: 'low_res_masks',
				scores: 'iou_predictions',
				more: enlarged,
			}),
		},
		pixels: 'outside',
	};
}

/** Writes its files into a folder. */
export async function writeVariant(folder: string, { files }: Variant): Promise<void> {
	await mkdir(folder, { recursive: true });
	for (const [name, bytes] of Object.entries(files)) await writeFile(path.join(folder, name), bytes);
}
