import { readFile } from 'node:fs/promises';
import type { DatasetAnnotation, DatasetImage } from '../../dataset/dataset';
import { eachPixel } from '../../dataset/labelMap';
import { readImageInfo, readPixels } from '../../inference/image/imageInput';
import { outlinePaths } from '../../shared/mask/outline';
import { area } from '../../shared/mask/runLengths';
import { rgbPng, vocPalette } from './pngFile';

/** How much of the picture shows through a mask. */
const pictureShare = 0.5;
/** The lightness of the ground where the picture was not found. */
const noPicture = 40;

/** The picture with its masks coloured by category and outlined, as a PNG: to look at, not to read back. */
export async function overlay(
	image: DatasetImage,
	numberOf: (annotation: DatasetAnnotation) => number,
): Promise<Uint8Array> {
	const { width, height, annotations } = image;
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
		drawOutline(rgb, width, height, annotation, colour);
	}
	return rgbPng(rgb, width, height);
}

/** The pixels inside a mask that touch its edge, in its full colour. */
function drawOutline(
	rgb: Uint8Array,
	width: number,
	height: number,
	{ mask }: DatasetAnnotation,
	colour: readonly [number, number, number],
): void {
	const put = (x: number, y: number) => {
		if (x >= 0 && y >= 0 && x < width && y < height) rgb.set(colour, 3 * (y * width + x));
	};
	for (const path of outlinePaths(mask)) {
		for (let i = 0; i < path.length; i += 2) {
			const [x, y] = [path[i]!, path[i + 1]!];
			const [nextX, nextY] = [path[(i + 2) % path.length]!, path[(i + 3) % path.length]!];
			for (let at = Math.min(x, nextX); at < Math.max(x, nextX); at++) put(at, y);
			for (let at = Math.min(y, nextY); at < Math.max(y, nextY); at++) put(x, at);
		}
	}
}

async function pictureOf({ file, width, height }: DatasetImage): Promise<Uint8Array> {
	if (file === undefined) return new Uint8Array(width * height * 3).fill(noPicture);
	const bytes = await readFile(file);
	const info = await readImageInfo(bytes, file);
	const { data } = await readPixels(bytes, file, info, { width, height });
	return Uint8Array.from(data);
}
