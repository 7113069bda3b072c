import { expect, it } from 'vitest';
import { readImageInfo, readPixels } from '../../src/inference/image/imageInput';
import { pointLabels } from '../../src/inference/mask/decoderPrompt';
import { openModel } from '../../src/inference/model/openModel';
import type { GraphRuntime } from '../../src/inference/runtime/graphRuntime';
import { onnxRuntime } from '../../src/inference/runtime/onnxRuntime';
import { findPack } from '../../src/packs/manifest/packManifest';
import { disc } from './pictures';
import { models } from './support';

/** The real runtime, which notes the names of the graphs that it runs. */
function notingRuntime(runs: string[]): GraphRuntime {
	const runtime = onnxRuntime('cpu');
	return {
		device: runtime.device,
		async load(model, shape, name, waiting) {
			const graph = await runtime.load(model, shape, name, waiting);
			return {
				run: (feeds, outputs, signal) => {
					runs.push(name);
					return graph.run(feeds, outputs, signal);
				},
				release: () => graph.release(),
			};
		},
	};
}

it('of two feature maps in turn, as a correction has them, each is prepared once', async () => {
	const runs: string[] = [];
	const model = openModel(await findPack([models], 'mobile-sam'), notingRuntime(runs));
	try {
		const bytes = await disc(640, 480).png().toBuffer();
		const info = await readImageInfo(bytes, 'disc.png');
		const plain = await model.encode(await readPixels(bytes, 'disc.png', info, model.inputSizeOf(info)));
		// As features with a mask prompt are: another map of the same image.
		const corrected = { ...plain, features: { ...plain.features! } };
		const point = [
			{ x: 307, y: 307, label: pointLabels.positive },
			{ x: 0, y: 0, label: pointLabels.padding },
		];
		for (const features of [plain, corrected, plain, corrected, plain]) await model.decode(features, [point]);
		expect(runs.filter((name) => name === 'The decoder of MobileSAM')).toHaveLength(5);
		expect(runs.filter((name) => name === 'The decoder (its first part) of MobileSAM')).toHaveLength(2);
	} finally {
		await model.release();
	}
});
