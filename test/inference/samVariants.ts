import { int, int64s, ints, tensor, text, value } from './onnxGraph';
import { featuresInput, identity, promptInputs, samDecoder, square, type Variant } from './samSignatures';
import { cells, decoder, encoder, logits, margins, side } from './tinySamGraphs';

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
