import { area, bbox, type RunLengths } from '../../shared/mask/runLengths';
import type { ColourMap } from './colourMap';
import { type CoveredCells, coveredCells, meanOver } from './coveredCells';
import { looksOf } from './looksOf';
import { type FeatureGrid, meanOfImage } from './meanFeatures';

/** A part, and what it is a part of. */
export interface PartOfWhole {
	readonly mask: RunLengths;
	readonly whole: RunLengths;
}

/**
 * What a part looks like within its whole, as a model that names parts reads it: of the encoder's channels the part's
 * mean less the image's, the whole's mean less the image's, and the part's deviation and highest value less the image's
 * mean; then its looks; then where it lies in the whole and how large it is there.
 *
 * @returns float32[4 × channels + 36]; undefined where one of the masks has no pixel
 */
export function partDescriptor(
	{ mask, whole }: PartOfWhole,
	map: FeatureGrid,
	colours: ColourMap,
): Float32Array | undefined {
	const { columns, rows, scale, data } = map;
	const grid = { columns, rows, scale };
	const [cells, wholeCells] = [coveredCells(mask, grid), coveredCells(whole, grid)];
	const looks = looksOf(mask, colours);
	if (!cells || !wholeCells || !looks) return undefined;
	const size = columns * rows;
	const image = meanOfImage(map, mask);
	const mean = meanOver(cells, data, size);
	const less = (one: Float32Array, other: Float32Array) => one.map((value, i) => value - other[i]!);
	return Float32Array.from([
		...less(mean, image),
		...less(meanOver(wholeCells, data, size), image),
		...deviationOver(cells, mean, data, size),
		...less(highestOver(cells, data, size), image),
		...looks.numbers,
		...looks.colours,
		...placeIn(mask, whole),
	]);
}

function deviationOver(
	{ cells, weights }: CoveredCells,
	mean: Float32Array,
	map: Float32Array,
	size: number,
): Float32Array {
	return mean.map((middle, channel) => {
		let variance = 0;
		for (let i = 0; i < cells.length; i++)
			variance += weights[i]! * (map[channel * size + cells[i]!]! - middle) ** 2;
		return Math.sqrt(variance);
	});
}

function highestOver({ cells }: CoveredCells, map: Float32Array, size: number): Float32Array {
	return Float32Array.from({ length: map.length / size }, (_, channel) => {
		let highest = Number.NEGATIVE_INFINITY;
		for (const cell of cells) highest = Math.max(highest, map[channel * size + cell]!);
		return highest;
	});
}

/** Centre, size and ends of the part's box as parts of the whole's, and logarithms of its area and its sides. */
function placeIn(mask: RunLengths, whole: RunLengths): number[] {
	const [x, y, width, height] = bbox(mask);
	const [left, top, wide, high] = bbox(whole);
	return [
		(x + width / 2 - left) / wide,
		(y + height / 2 - top) / high,
		width / wide,
		height / high,
		Math.log(area(mask) / area(whole)),
		Math.log(width / wide),
		Math.log(height / high),
		(y - top) / high,
		(y + height - top) / high,
	];
}
