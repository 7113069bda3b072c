import { bbox, type RunLengths, toBitmap } from '../../../shared/mask/runLengths';
import type { RgbImage } from '../../image/bmp';

/** Beyond the mask's box, as a part of its longer side: what lies around says what a thing is. */
const margin = 0.15;
/** How much of what is outside the mask is left in the second crop: cut out by itself a thing looks like no photograph. */
const backgroundShare = 0.4;
/** What stands where the square reaches beyond the image, and what the background fades to. */
const grey = 124;

/**
 * Two square crops around a mask, to be seen one after the other: as it is, and with its surroundings faded.
 *
 * @param image the whole image, at the size of the mask or smaller
 * @returns undefined for a mask without a pixel
 */
export function maskCrops(image: RgbImage, mask: RunLengths): readonly [RgbImage, RgbImage] | undefined {
	const [x, y, width, height] = bbox(mask);
	if (width === 0) return undefined;
	const scale = { x: image.width / mask.width, y: image.height / mask.height };
	const side = Math.max(1, Math.round(Math.max(width * scale.x, height * scale.y) * (1 + 2 * margin)));
	const left = Math.round((x + width / 2) * scale.x - side / 2);
	const top = Math.round((y + height / 2) * scale.y - side / 2);
	const bitmap = toBitmap(mask);
	const plain = new Uint8Array(side * side * 3).fill(grey);
	const faded = new Uint8Array(side * side * 3).fill(grey);
	for (let row = Math.max(0, -top); row < side && top + row < image.height; row++) {
		const line = Math.min(mask.height - 1, Math.floor((top + row + 0.5) / scale.y)) * mask.width;
		for (let column = Math.max(0, -left); column < side && left + column < image.width; column++) {
			const from = ((top + row) * image.width + left + column) * 3;
			const to = (row * side + column) * 3;
			const isInside = bitmap[line + Math.min(mask.width - 1, Math.floor((left + column + 0.5) / scale.x))];
			for (let channel = 0; channel < 3; channel++) {
				const value = image.data[from + channel]!;
				plain[to + channel] = value;
				faded[to + channel] = isInside ? value : grey + (value - grey) * backgroundShare;
			}
		}
	}
	return [
		{ data: plain, width: side, height: side },
		{ data: faded, width: side, height: side },
	];
}
