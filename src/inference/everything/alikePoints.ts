import { area, type RunLengths } from '../../shared/mask/runLengths';
import type { ImagePoint } from '../../shared/prompt';
import { unitVector } from '../description/looksOf';
import { meanOfImage, meanOfMask } from '../description/meanFeatures';
import type { FeatureMap, ImageSize } from '../model/model';

/** Points are at least so far apart, as a part of the square root of the smallest mask's area. */
const spacing = 0.4;

/** Some masks, with what an encoder sees of the image that they are in. */
export interface WantedMasks {
	/** At least one that is not empty, in the size of their image. */
	readonly masks: readonly RunLengths[];
	readonly map: FeatureMap;
	readonly image: ImageSize;
}

/**
 * Where things may be that look like some masks, which need not be of the same image: the cells whose features are
 * likest to those within the masks, the likest first, well apart from one another. What an image has in common is taken
 * from its features, so that cells are compared by what sets them apart in their own image.
 */
export function alikePoints(
	wanted: WantedMasks,
	map: FeatureMap,
	image: ImageSize,
	maxPoints: number,
): ImagePoint[] {
	const likenesses = likenessOfCells(wanted, map, image);
	const areas = wanted.masks.map(area).filter((pixels) => pixels > 0);
	const apart = spacing * Math.sqrt(Math.min(...areas) * timesLarger(image, wanted.image));
	const cells = Array.from(likenesses.keys())
		.filter((cell) => likenesses[cell]! > Number.NEGATIVE_INFINITY)
		.sort((a, b) => likenesses[b]! - likenesses[a]!);
	const points: ImagePoint[] = [];
	for (const cell of cells) {
		if (points.length === maxPoints) break;
		const x = ((cell % map.columns) + 0.5) / map.scale.x;
		const y = (Math.floor(cell / map.columns) + 0.5) / map.scale.y;
		if (points.every((other) => Math.hypot(other.x - x, other.y - y) >= apart)) points.push({ x, y });
	}
	return points;
}

/** How many pixels an image has for one of the other: sizes of things are compared as parts of their images. */
export function timesLarger(image: ImageSize, other: ImageSize): number {
	return (image.width * image.height) / (other.width * other.height);
}

/** How like the likest of the masks each cell is, from −1 to 1; −∞ for cells beside the image. */
function likenessOfCells(wanted: WantedMasks, map: FeatureMap, image: ImageSize): Float32Array {
	const { data, columns, rows, scale } = map;
	const size = columns * rows;
	const whole = meanOfImage(map, image);
	const looks = looksOfMasks(wanted);
	const likenesses = new Float32Array(size).fill(Number.NEGATIVE_INFINITY);
	for (let row = 0; row < rows && row + 0.5 < image.height * scale.y; row++) {
		for (let column = 0; column < columns && column + 0.5 < image.width * scale.x; column++) {
			const cell = row * columns + column;
			const features = unitVector(whole.map((mean, channel) => data[channel * size + cell]! - mean));
			for (const one of looks) {
				let sum = 0;
				for (let i = 0; i < one.length; i++) sum += one[i]! * features[i]!;
				if (sum > likenesses[cell]!) likenesses[cell] = sum;
			}
		}
	}
	return likenesses;
}

function looksOfMasks({ masks, map, image }: WantedMasks): Float32Array[] {
	const whole = meanOfImage(map, image);
	return masks.flatMap((mask) => {
		const mean = meanOfMask(mask, map);
		return mean ? [unitVector(mean.map((value, i) => value - whole[i]!))] : [];
	});
}
