import sharp from 'sharp';
import { bbox, type RunLengths, toBitmap } from '../../shared/mask/runLengths';
import type { RgbImage } from './bmp';
import { type ImageInfo, readPixels } from './imageInput';

/** Pixels of the image's longer side that are looked at: enough for a small thing to be seen, and 12 MB at most. */
const maxSide = 2048;
/** What the mask's box fills of the picture. */
const filled = 0.8;
/** How much is seen of what lies around the mask: one sees where the piece belongs. */
const aroundAlpha = 90;

interface Frame {
	/** Pixels. */
	readonly width: number;
	readonly height: number;
}

/**
 * Of each mask a small picture, as a WebP file: the piece of the image that it cuts out, with what lies around it faintly;
 * empty for a mask without a pixel.
 *
 * @param size of the pictures, in pixels
 * @throws InferenceError `image` where the pixels cannot be decoded
 */
export async function maskPictures(
	bytes: Uint8Array,
	name: string,
	info: ImageInfo,
	masks: readonly RunLengths[],
	size: Frame,
): Promise<Uint8Array[]> {
	const scale = Math.min(1, maxSide / Math.max(info.width, info.height));
	const side = (pixels: number) => Math.max(1, Math.round(pixels * scale));
	const image = await readPixels(bytes, name, info, { width: side(info.width), height: side(info.height) });
	const pictures: Uint8Array[] = [];
	for (const mask of masks) {
		const piece = pieceOf(image, mask, size);
		pictures.push(piece ? await asWebp(piece, size) : new Uint8Array());
	}
	return pictures;
}

interface Piece extends Frame {
	/** uint8[height, width, 4], RGBA. */
	readonly data: Uint8Array;
}

/** The part of an image around a mask, in the shape of the picture. */
function pieceOf(image: RgbImage, mask: RunLengths, size: Frame): Piece | undefined {
	const [x, y, width, height] = bbox(mask);
	if (width === 0) return undefined;
	const scale = { x: image.width / mask.width, y: image.height / mask.height };
	const shown = Math.max((width * scale.x) / size.width, (height * scale.y) / size.height) / filled;
	const [wide, high] = [size.width, size.height].map((pixels) => Math.max(1, Math.round(pixels * shown)));
	const left = Math.round((x + width / 2) * scale.x - wide! / 2);
	const top = Math.round((y + height / 2) * scale.y - high! / 2);
	const bitmap = toBitmap(mask);
	const data = new Uint8Array(wide! * high! * 4);
	for (let row = Math.max(0, -top); row < high! && top + row < image.height; row++) {
		const line = Math.min(mask.height - 1, Math.floor((top + row + 0.5) / scale.y)) * mask.width;
		for (let column = Math.max(0, -left); column < wide! && left + column < image.width; column++) {
			const from = ((top + row) * image.width + left + column) * 3;
			const to = (row * wide! + column) * 4;
			const at = Math.min(mask.width - 1, Math.floor((left + column + 0.5) / scale.x));
			data.set(image.data.subarray(from, from + 3), to);
			data[to + 3] = bitmap[line + at] ? 255 : aroundAlpha;
		}
	}
	return { data, width: wide!, height: high! };
}

async function asWebp({ data, width, height }: Piece, size: Frame): Promise<Uint8Array> {
	const raw = { width, height, channels: 4 as const };
	const picture = sharp(data, { raw }).resize({ width: size.width, height: size.height, fit: 'fill' });
	return new Uint8Array(await picture.webp({ quality: 82 }).toBuffer());
}
