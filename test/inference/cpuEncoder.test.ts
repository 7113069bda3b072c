import path from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { foldNorm, quantizeLinear } from '../../models/mobile-sam/quantizeLinear.mjs';
import { readImageInfo, readPixels } from '../../src/inference/image/imageInput';
import type { Features, Model } from '../../src/inference/model/model';
import { normalise } from '../../src/inference/model/normalise';
import { openModel } from '../../src/inference/model/openModel';
import { onnxRuntime } from '../../src/inference/runtime/onnxRuntime';
import { findPack } from '../../src/packs/manifest/packManifest';
import { disc } from './pictures';
import { models } from './support';

/** Features run to ±0.6, and 0.1 is their standard deviation. */
const tolerance = {
	/** Mean over the image: what bytes in place of float32 do. */
	features: 0.003,
	/** Pixels of SAM's four masks that differ, of those inside. */
	mask: 0.05,
};
const cells = 64;

const { mean, std } = { mean: [123.675, 116.28, 103.53], std: [58.395, 57.12, 57.375] };

interface Encoded {
	readonly features: Features;
	/** Of the float32 encoder. */
	readonly expected: Float32Array;
}

let model: Model;
const encoded = new Map<string, Encoded>();

beforeAll(async () => {
	model = openModel(await findPack([models], 'mobile-sam'), onnxRuntime('cpu'));
	const float32 = await InferenceSession.create(path.join(models, 'mobile-sam', 'encoder.onnx'), {
		logSeverityLevel: 3,
	});
	for (const [name, width, height] of [
		['square', 500, 500],
		['wide', 640, 400],
		['tall', 400, 640],
	] as const) {
		const bytes = await disc(width, height).png().toBuffer();
		const info = await readImageInfo(bytes, name);
		const pixels = await readPixels(bytes, name, info, model.inputSizeOf(info));
		const input = new Tensor(
			'float32',
			normalise(pixels, { mean, std }, { width: 1024, height: 1024 }),
			[1, 3, 1024, 1024],
		);
		const { output } = await float32.run({ input });
		encoded.set(name, {
			features: await model.encode(pixels),
			expected: output!.data as Float32Array,
		});
	}
	await float32.release();
	return () => model.release();
});

/** Of the cells that the image covers. */
function meanDifference({ features: { features, covered }, expected }: Encoded): number {
	const [rows, columns] = Array.from(covered!.data);
	let sum = 0;
	let count = 0;
	for (let at = 0; at < expected.length; at++) {
		if (Math.floor(at / cells) % cells >= rows! || at % cells >= columns!) continue;
		sum += Math.abs(features!.data[at]! - expected[at]!);
		count++;
	}
	return sum / count;
}

describe('the encoder for processors', () => {
	it.each(['square', 'wide', 'tall'])('has the float32 encoder’s features of a %s image', (name) => {
		const difference = meanDifference(encoded.get(name)!);
		expect(difference).toBeGreaterThan(0);
		expect(difference).toBeLessThan(tolerance.features);
	});

	it('leads the decoder to the same mask', async () => {
		for (const { features, expected } of encoded.values()) {
			const original = { ...features, features: { ...features.features!, data: expected } };
			const [x, y] = features.covered!.data.toReversed().map((size) => Math.min(cells, size) * 8);
			const prompt = [
				{ x: x!, y: y!, label: 1 },
				{ x: 0, y: 0, label: -1 },
			];
			const [ours, theirs] = [await model.decode(features, [prompt]), await model.decode(original, [prompt])];
			const differing = ours.logits.filter((logit, at) => logit > 0 !== theirs.logits[at]! > 0).length;
			const inside = theirs.logits.filter((logit) => logit > 0).length;
			expect(inside).toBeGreaterThan(0);
			expect(differing / inside).toBeLessThan(tolerance.mask);
		}
	});
});

describe('weights as bytes', () => {
	const weight = {
		dims: [3, 2],
		data: Float32Array.of(0.5, -3, -1, 0.01, 0.25, 2),
	};

	it('are within half a step of what they were, output by output, and none is over 64', () => {
		const { weight: bytes, scale } = quantizeLinear(weight);
		expect(Array.from(scale.data)).toEqual([1 / 64, Math.fround(3 / 64)]);
		for (const [at, value] of weight.data.entries()) {
			const step = scale.data[at % 2]!;
			expect(Math.abs(bytes.data[at]! * step - value)).toBeLessThanOrEqual(step / 2);
			expect(Math.abs(bytes.data[at]!)).toBeLessThanOrEqual(64);
		}
	});

	it('of an output without weights are zeros', () => {
		const { weight: bytes } = quantizeLinear({ dims: [2, 1], data: new Float32Array(2) });
		expect(Array.from(bytes.data)).toEqual([0, 0]);
	});

	it('take a norm’s γ and β over', () => {
		const norm = { weight: { data: [2, 1, -1] }, bias: { data: [1, 0, 3] } };
		const layer = { weight, bias: { dims: [2], data: Float32Array.of(10, 20) } };
		const { weight: w, bias: b } = foldNorm(norm, layer);
		const x = [0.3, -0.7, 1.1];
		for (const output of [0, 1]) {
			const through = (values: readonly number[], data: Float32Array, bias: Float32Array) =>
				values.reduce((sum, value, at) => sum + value * data[at * 2 + output]!, bias[output]!);
			const normed = x.map((value, at) => value * norm.weight.data[at]! + norm.bias.data[at]!);
			expect(through(x, w.data, b.data)).toBeCloseTo(through(normed, weight.data, layer.bias.data), 5);
		}
	});
});
