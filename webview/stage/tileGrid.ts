import { type Tile, tiledSizes, tileSide } from '../../src/shared/imageTiles';
import type { Region } from '../../src/shared/region';
import type { Size } from '../viewport';

/**
 * The size whose tiles are to be drawn: the smallest one with a pixel for every pixel of the screen, or a smaller one
 * where that would be too many tiles.
 *
 * @param scale screen pixels for one pixel of the image
 * @param region of the image that is seen
 * @returns an index of `tiledSizes`; undefined where the whole picture has enough pixels
 */
export function sizeFor(image: Size, scale: number, region: Region, maxTiles: number): number | undefined {
	const { length } = tiledSizes(image);
	const wanted = Math.max(0, Math.floor(Math.log2(1 / scale)));
	for (let size = wanted; size < length; size++) {
		if (tilesIn(image, size, region).length <= maxTiles) return size;
	}
	return undefined;
}

/** The tiles of a size that show something of a region, those in its middle first. */
export function tilesIn(image: Size, size: number, { x, y, width, height }: Region): readonly Tile[] {
	const step = tileSide * 2 ** size;
	const last = (start: number, length: number, all: number) =>
		Math.ceil(Math.min(start + length, all) / step) - 1;
	const [left, top] = [Math.floor(Math.max(0, x) / step), Math.floor(Math.max(0, y) / step)];
	const [right, bottom] = [last(x, width, image.width), last(y, height, image.height)];
	const tiles: Tile[] = [];
	for (let row = top; row <= bottom; row++) {
		for (let column = left; column <= right; column++) tiles.push({ size, column, row });
	}
	const fromMiddle = ({ column, row }: Tile) =>
		Math.abs((column + 0.5) * step - x - width / 2) + Math.abs((row + 0.5) * step - y - height / 2);
	return tiles.sort((a, b) => fromMiddle(a) - fromMiddle(b));
}

/** Where a tile lies in the image, in its pixels. */
export function placeOf(image: Size, { size, column, row }: Tile): Region {
	const step = tileSide * 2 ** size;
	const [x, y] = [column * step, row * step];
	return { x, y, width: Math.min(step, image.width - x), height: Math.min(step, image.height - y) };
}
