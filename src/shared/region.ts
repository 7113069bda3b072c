import type { Candidate } from './candidate';
import { decodeRle, encodeRle } from './mask/cocoRle';
import { cropMask, placeMask } from './mask/cropMask';
import type { Bbox } from './mask/rle';
import { bbox } from './mask/runLengths';
import type { MaskPrompt, Prompt } from './prompt';

/** A rectangle of an image, in whole pixels within it. */
export interface Region {
	readonly x: number;
	readonly y: number;
	/** At least 1. */
	readonly width: number;
	readonly height: number;
}

interface Size {
	readonly width: number;
	readonly height: number;
}

/** What a model is asked, in pixels of the image or of a region of it. */
export interface Question {
	readonly prompts: readonly Prompt[];
	readonly maskPrompt?: MaskPrompt;
}

/** From this part of the image on. */
const nearlyAll = 0.7;

/** Whether a closer look at the region would show a model nothing new. */
export function isNearlyAll({ width, height }: Region, image: Size): boolean {
	return width * height > nearlyAll * image.width * image.height;
}

/** Whether the model can be asked about the region alone: prompts and the mask that is corrected lie within it. */
export function isWithin({ prompts, maskPrompt }: Question, region: Region): boolean {
	const holds = (x: number, y: number) =>
		x >= region.x && y >= region.y && x <= region.x + region.width && y <= region.y + region.height;
	const arePromptsWithin = prompts.every((prompt) =>
		prompt.type === 'point'
			? holds(prompt.x, prompt.y)
			: holds(prompt.x0, prompt.y0) && holds(prompt.x1, prompt.y1),
	);
	if (!arePromptsWithin || !maskPrompt) return arePromptsWithin;
	const [x, y, width, height] = bbox(decodeRle(maskPrompt.segmentation));
	return holds(x, y) && holds(x + width, y + height);
}

/** The question in pixels of the region. */
export function toRegion({ prompts, maskPrompt }: Question, region: Region): Question {
	const { x, y } = region;
	return {
		prompts: prompts.map((prompt) =>
			prompt.type === 'point'
				? { ...prompt, x: prompt.x - x, y: prompt.y - y }
				: { ...prompt, x0: prompt.x0 - x, y0: prompt.y0 - y, x1: prompt.x1 - x, y1: prompt.y1 - y },
		),
		...(maskPrompt && {
			maskPrompt: {
				...maskPrompt,
				segmentation: encodeRle(cropMask(decodeRle(maskPrompt.segmentation), region)),
			},
		}),
	};
}

/** A candidate of the region, in pixels of the image. */
export function fromRegion<Found extends Candidate>(candidate: Found, region: Region, image: Size): Found {
	const [x, y, width, height] = candidate.bbox;
	return {
		...candidate,
		bbox: [x + region.x, y + region.y, width, height],
		segmentation: encodeRle(placeMask(decodeRle(candidate.segmentation), region, image)),
	};
}

/** Of a region's longer side: what a model's answer, enlarged, may be off by. */
const nearEdge = 1 / 256;

/** Whether the region's edge, within the image, cuts off what reaches it. @param bbox in pixels of the image */
export function isCutOff([x, y, width, height]: Bbox, region: Region, image: Size): boolean {
	const near = nearEdge * Math.max(region.width, region.height);
	const right = region.x + region.width;
	const bottom = region.y + region.height;
	return (
		(region.x > 0 && x < region.x + near) ||
		(region.y > 0 && y < region.y + near) ||
		(right < image.width && x + width > right - near) ||
		(bottom < image.height && y + height > bottom - near)
	);
}
