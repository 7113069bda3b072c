import sharp from 'sharp';
import { expect, it } from 'vitest';
import { decodeRle } from '../../src/shared/mask/cocoRle';
import { scaleMask } from '../../src/shared/mask/scaleMask';
import { iou } from '../../src/shared/mask/setOperations';
import { fromRegion, toRegion } from '../../src/shared/region';
import { picture, readTruth } from './stillLife';
import { never, pointAt, startedService } from './support';

/** The scene at an eighth of its size, somewhere in a large image: for the encoder its things are a few pixels. */
const factor = 1 / 8;
const place = { x: 2100, y: 1500 };
const image = { width: 4000, height: 3000 };

it('a region is answered as an image of its own: small things in a large image get masks of their own', async () => {
	const small = await sharp(picture).resize(150).png().toBuffer();
	const ground = { ...image, channels: 3, background: { r: 150, g: 140, b: 130 } } as const;
	const bytes = await sharp({ create: ground })
		.composite([{ input: small, left: place.x, top: place.y }])
		.png()
		.toBuffer();
	const { service } = await startedService();
	const whole = await service.openImage(bytes);
	const region = { x: 2050, y: 1470, width: 240, height: 180 };
	const part = await service.openImage(bytes, never, undefined, region);
	const [ofWhole, ofPart]: [number[], number[]] = [[], []];
	for (const { name, click, segmentation } of await readTruth()) {
		if (!['apple', 'orange', 'pear', 'mug', 'handle', 'truck'].includes(name)) continue;
		const prompts = [pointAt(place.x + click.x * factor, place.y + click.y * factor)];
		const truth = scaleMask(decodeRle(segmentation), 150, Math.round(900 * factor));
		const best = (candidates: Awaited<ReturnType<typeof service.segment>>['candidates']) =>
			Math.max(
				...candidates.map((candidate) => {
					const scene = { ...place, width: truth.width, height: truth.height };
					const { maskPrompt } = toRegion(
						{ prompts: [], maskPrompt: { segmentation: candidate.segmentation, isChosen: true } },
						scene,
					);
					return iou(decodeRle(maskPrompt!.segmentation), truth);
				}),
			);
		const all = await service.segment({ image: whole.image, prompts }, never);
		ofWhole.push(best(all.candidates));
		const asked = toRegion({ prompts }, region);
		const closer = await service.segment({ image: part.image, prompts: asked.prompts }, never);
		ofPart.push(best(closer.candidates.map((candidate) => fromRegion(candidate, region, image))));
	}
	const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
	console.info(
		`best mask of a click, mean IoU: whole ${mean(ofWhole).toFixed(2)}, closer ${mean(ofPart).toFixed(2)}`,
	);
	expect(ofPart).toHaveLength(6);
	expect(mean(ofPart)).toBeGreaterThan(0.75);
	expect(mean(ofPart)).toBeGreaterThan(mean(ofWhole) + 0.1);
});
