import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readImageInfo, readPixels } from '../../src/inference/image/imageInput';
import { type DecoderPrompt, pointLabels } from '../../src/inference/mask/decoderPrompt';
import type { Features, Model } from '../../src/inference/model/model';
import { normalise } from '../../src/inference/model/normalise';
import { openModel } from '../../src/inference/model/openModel';
import { onnxRuntime } from '../../src/inference/runtime/onnxRuntime';
import { findPack } from '../../src/packs/manifest/packManifest';
import { disc } from './pictures';
import { models } from './support';

/** Float32 sums in another order: this much in logits that run to ±30, and in scores from 0 to 1. */
const logitTolerance = 2e-3;
const scoreTolerance = 2e-5;

const { positive, negative, boxStart, boxEnd, padding } = pointLabels;
const prompts: DecoderPrompt[] = [
	[
		{ x: 307, y: 307, label: positive },
		{ x: 0, y: 0, label: padding },
	],
	[
		{ x: 100, y: 600, label: positive },
		{ x: 0, y: 0, label: padding },
	],
	[
		{ x: 307, y: 307, label: positive },
		{ x: 800, y: 500, label: negative },
		{ x: 0, y: 0, label: padding },
	],
	[
		{ x: 150, y: 150, label: boxStart },
		{ x: 460, y: 460, label: boxEnd },
	],
];

let model: Model;
let features: Features;

beforeAll(async () => {
	model = openModel(await findPack([models], 'mobile-sam'), onnxRuntime('cpu'));
	const bytes = await disc(640, 480).png().toBuffer();
	const info = await readImageInfo(bytes, path.basename('disc.png'));
	features = await model.encode(await readPixels(bytes, 'disc.png', info, model.inputSizeOf(info)));
	return () => model.release();
});

function largestDifference(a: Float32Array, b: Float32Array): number {
	expect(a).toHaveLength(b.length);
	return a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i]!)), 0);
}

describe('the decoder', () => {
	it('says of a batch what it says one by one, whatever the prompts’ lengths', async () => {
		const batch = await model.decode(features, prompts);
		const plane = batch.logits.length / prompts.length;
		const masks = batch.scores.length / prompts.length;
		expect([plane, masks]).toEqual([4 * 256 * 256, 4]);
		for (const [i, prompt] of prompts.entries()) {
			const one = await model.decode(features, [prompt]);
			const logits = batch.logits.subarray(i * plane, (i + 1) * plane);
			const scores = batch.scores.subarray(i * masks, (i + 1) * masks);
			expect(largestDifference(one.logits, logits)).toBeLessThan(logitTolerance);
			expect(largestDifference(one.scores, scores)).toBeLessThan(scoreTolerance);
		}
	});
});

describe('its input', () => {
	it('has the longest side at the input size, rounded as SAM rounds', () => {
		expect(model.inputSizeOf({ width: 1800, height: 1200 })).toEqual({ width: 1024, height: 683 });
		expect(model.inputSizeOf({ width: 1, height: 1 })).toEqual({ width: 1024, height: 1024 });
		expect(model.inputSizeOf({ width: 40, height: 30_000 })).toEqual({ width: 1, height: 1024 });
	});

	it('is normalise by channel, and zero right of the image and below it', () => {
		const image = { data: Uint8Array.of(0, 100, 255, 10, 20, 30), width: 2, height: 1 };
		const tensor = normalise(image, { mean: [10, 20, 30], std: [2, 4, 5] }, { width: 3, height: 3 });
		const plane = (channel: number) => [...tensor.subarray(channel * 9, channel * 9 + 9)];
		expect(plane(0)).toEqual([-5, 0, 0, 0, 0, 0, 0, 0, 0]);
		expect(plane(1)).toEqual([20, 0, 0, 0, 0, 0, 0, 0, 0]);
		expect(plane(2)).toEqual([45, 0, 0, 0, 0, 0, 0, 0, 0]);
	});
});
