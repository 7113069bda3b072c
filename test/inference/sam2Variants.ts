import { value } from './onnxGraph';
import {
	enlarged,
	featuresInput,
	identity,
	maskInputs,
	promptInputs,
	samOutputs,
	type Variant,
} from './samSignatures';
import { decoder, encoder, logits, margins, redness, side } from './tinySamGraphs';

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
