import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { int, int64s, ints, model, tensor, text, value } from './onnxGraph';

const input = 64;
const channels = 256;
/** The feature that the decoder looks at; the others are there for the shape. */
const redness = 5;

/** 16 × 16 pixels a cell: how much redder than blue they are, on average. */
function encoder(): Uint8Array {
	const area = 16 * 16;
	const weights = new Float32Array(channels * 3 * area);
	weights.fill(1 / area, redness * 3 * area, (redness * 3 + 1) * area);
	weights.fill(-1 / area, (redness * 3 + 2) * area, (redness * 3 + 3) * area);
	return model({
		name: 'encoder',
		input: [value('input', [1, 3, input, input])],
		output: [value('output', [1, channels, input / 16, input / 16])],
		initializer: [tensor('w', [channels, 3, 16, 16], weights)],
		node: [
			{
				opType: 'Conv',
				input: ['input', 'w'],
				output: ['output'],
				attribute: [ints('kernel_shape', [16, 16]), ints('strides', [16, 16])],
			},
		],
	});
}

/** Masks of the red parts, each with another margin; the prompts say a little in all of them. */
function decoder(margins: readonly number[]): Uint8Array {
	const weights = new Float32Array(margins.length * channels);
	for (const mask of margins.keys()) weights[mask * channels + redness] = 1 + mask;
	return model({
		name: 'decoder',
		input: [
			value('image_embeddings', [1, channels, input / 16, input / 16]),
			value('point_coords', ['prompts', 'points', 2]),
			value('point_labels', ['prompts', 'points']),
		],
		output: [
			value('masks', ['prompts', margins.length, input / 4, input / 4]),
			value('scores', ['prompts', margins.length]),
		],
		initializer: [
			tensor('w', [margins.length, channels, 1, 1], weights),
			tensor(
				'b',
				[margins.length],
				margins.map((margin) => -margin),
			),
			tensor('scales', [4], [1, 1, 4, 4]),
			tensor('little', [1], [0.001]),
			int64s('axis', [3]),
		],
		node: [
			{ opType: 'Conv', input: ['image_embeddings', 'w', 'b'], output: ['small'] },
			{
				opType: 'Resize',
				input: ['small', '', 'scales'],
				output: ['large'],
				attribute: [text('mode', 'linear'), text('coordinate_transformation_mode', 'half_pixel')],
			},
			{ opType: 'ReduceMean', input: ['point_coords'], output: ['mean'], attribute: [ints('axes', [1, 2])] },
			{ opType: 'Unsqueeze', input: ['mean', 'axis'], output: ['mean4'] },
			{ opType: 'Mul', input: ['mean4', 'little'], output: ['said'] },
			{ opType: 'Add', input: ['large', 'said'], output: ['masks'] },
			{
				opType: 'ReduceMean',
				input: ['masks'],
				output: ['balance'],
				attribute: [ints('axes', [2, 3]), int('keepdims', 0)],
			},
			{ opType: 'Sigmoid', input: ['balance'], output: ['scores'] },
			// Part of the shape, not of the answer.
			{ opType: 'ReduceMean', input: ['point_labels'], output: ['unused'], attribute: [ints('axes', [1])] },
		],
	});
}

/**
 * A pack of the `sam` family that runs in a moment on any device: it finds what is red. Its form is that of the real
 * ones, its graphs have four and eight nodes.
 *
 * @param levels `native`: its six masks are its levels
 */
export async function writeTinyPack(folder: string, levels: 'ladder' | 'native' = 'ladder'): Promise<void> {
	const margins = levels === 'native' ? [0.1, 0.6, 1.2, 2, 3, 4.2] : [0.3, 0.9, 1.8, 3];
	const pack = path.join(folder, 'tiny');
	await mkdir(pack, { recursive: true });
	const files = { 'encoder.onnx': encoder(), 'decoder.onnx': decoder(margins) };
	for (const [name, bytes] of Object.entries(files)) await writeFile(path.join(pack, name), bytes);
	const sha256 = (name: keyof typeof files) => createHash('sha256').update(files[name]).digest('hex');
	const manifest = {
		id: 'tiny',
		name: 'Tiny',
		family: 'sam',
		licence: 'MIT',
		source: 'made by the test',
		encoder: { file: 'encoder.onnx', sha256: sha256('encoder.onnx'), input: 'input', output: 'output' },
		decoder: {
			file: 'decoder.onnx',
			sha256: sha256('decoder.onnx'),
			inputs: { features: 'image_embeddings', pointCoords: 'point_coords', pointLabels: 'point_labels' },
			outputs: { masks: 'masks', scores: 'scores' },
		},
		input: { size: input, resize: 'longest-side', mean: [124, 116, 104], std: [58, 57, 57] },
		masksPerPrompt: margins.length,
		levels,
	};
	await writeFile(path.join(pack, 'pack.json'), JSON.stringify(manifest));
}
