import { parentPort, workerData } from 'node:worker_threads';
import { decodeRle } from '../../shared/mask/cocoRle';
import type { Rle } from '../../shared/mask/rle';
import { union } from '../../shared/mask/setOperations';
import { messageOf } from '../../shared/messageOf';
import { type RenderedImage, renderImage } from '../renderImage';
import type { RenderJob, RenderReport } from './renderJob';

const report = (one: RenderReport) => parentPort!.postMessage(one);
const maskOf = (masks: readonly Rle[]) => masks.map((mask) => decodeRle(mask)).reduce(union);

async function run(job: RenderJob): Promise<RenderedImage> {
	const { bytes, folder, edits, cutOut, backgrounds, ...options } = job;
	return renderImage(
		bytes,
		edits.map(({ edit, masks }) => ({ edit, mask: maskOf(masks) })),
		{
			...options,
			...(cutOut && { cutOut: { ...cutOut, mask: maskOf(cutOut.masks) } }),
			backgroundFile: (name) => {
				const picture = backgrounds[name];
				if (!picture) throw new Error(`The background ${name} was not found.`);
				return picture;
			},
		},
		folder,
		{ onProgress: (fraction) => report({ type: 'progress', fraction }) },
	);
}

run(workerData as RenderJob).then(
	(image) => report({ type: 'done', image }),
	(error: unknown) => report({ type: 'failed', message: messageOf(error) }),
);
