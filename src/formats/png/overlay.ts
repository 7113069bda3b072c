import { readFile } from 'node:fs/promises';
import type { DatasetAnnotation, DatasetImage } from '../../dataset/dataset';
import { eachPixel } from '../../dataset/labelMap';
import { readImageInfo, readPixels } from '../../inference/image/imageInput';
import { area, toBitmap } from '../../shared/mask/runLengths';
import { vocPalette } from './pngFile';

/** How much of the picture shows through a mask. */
const pictureShare = 0.5;
/** The lightness of the ground where the picture was not found. */
const noPicture = 40;

/** The picture with its masks coloured by category and outlined, 3 bytes a pixel: to look at, not to read back. */
export async function overlay(
	image: DatasetImage,
	numberOf: (annotation: DatasetAnnotation) => number,
): Promise<Uint8Array> {
	const { annotations } = image;
	const rgb = await pictureOf(image);
	const bySize = annotations.toSorted((a, b) => area(b.mask) - area(a.mask));
	for (const annotation of bySize) {
		const colour = vocPalette[numberOf(annotation) % 256]!;
		eachPixel(annotation.mask, (at) => {
			for (let channel = 0; channel < 3; channel++) {
				const before = rgb[3 * at + channel]!;
				rgb[3 * at + channel] = before * pictureShare + colour[channel]! * (1 - pictureShare);
			}
		});
		drawOutline(rgb, annotation, colour);
	}
	return rgb;
}

/** The pixels of a mask that have a neighbour outside it, in its full colour. */
function drawOutline(
	rgb: Uint8Array,
	{ mask }: DatasetAnnotation,
	colour: readonly [number, number, number],
): void {
	const { width, height } = mask;
	const bitmap = toBitmap(mask);
	eachPixel(mask, (at) => {
		const x = at % width;
		const isInner =
			x > 0 &&
			x < width - 1 &&
			at >= width &&
			at < width * (height - 1) &&
			bitmap[at - 1] === 1 &&
			bitmap[at + 1] === 1 &&
			bitmap[at - width] === 1 &&
			bitmap[at + width] === 1;
		if (!isInner) rgb.set(colour, 3 * at);
	});
}

async function pictureOf({ file, width, height }: DatasetImage): Promise<Uint8Array> {
	if (file === undefined) return new Uint8Array(width * height * 3).fill(noPicture);
	const bytes = await readFile(file);
	const info = await readImageInfo(bytes, file);
	const { data } = await readPixels(bytes, file, info, { width, height });
	return Uint8Array.from(data);
}
