import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '../../shared/messageOf';
import type { HolePicture } from '../inpaint/hole';
import { maskedEdit, unionOf } from '../maskedEdits';
import { type RenderedImage, renderImage } from '../renderImage';
import type { FillAnswer, RenderJob, RenderReport } from './renderJob';

const report = (one: RenderReport) => parentPort!.postMessage(one);

async function askToFill(picture: HolePicture): Promise<void> {
	const answer = new Promise<FillAnswer>((resolve) => parentPort!.once('message', resolve));
	report({ type: 'fill', picture });
	const filled = await answer;
	if ('problem' in filled) throw new Error(filled.problem);
	picture.colours.set(filled.colours);
}

async function run(job: RenderJob): Promise<RenderedImage> {
	const { bytes, folder, edits, cutOut, backgrounds, asksToFill, ...options } = job;
	return renderImage(
		bytes,
		edits.map(({ edit, masks, inFront }) => maskedEdit(edit, masks, inFront)),
		{
			...options,
			...(asksToFill && { inpaint: askToFill }),
			...(cutOut && { cutOut: { ...cutOut, mask: unionOf(cutOut.masks) } }),
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
