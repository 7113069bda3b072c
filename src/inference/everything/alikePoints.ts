import { area, type RunLengths } from '../../shared/mask/runLengths';
import type { ImagePoint } from '../../shared/prompt';
import { unitVector } from '../description/looksOf';
import { meanOfImage, meanOfMask } from '../description/meanFeatures';
import type { FeatureMap, ImageSize } from '../model/model';

/** Points are at least so far apart, as a part of the square root of the smallest mask's area. */
const spacing = 0.4;

/**
 * Where things may be that look like some masks of the image: the cells whose features are likest to those within the
 * masks, the likest first, well apart from one another.
 *
 * @param masks at least one that is not empty, in the size of the image
 */
export function alikePoints(
	masks: readonly RunLengths[],
	map: FeatureMap,
	image: ImageSize,
	maxPoints: number,
): ImagePoint[] {
	const likenesses = likenessOfCells(masks, map, image);
	const areas = masks.map(area).filter((pixels) => pixels > 0);
	const apart = spacing * Math.sqrt(Math.min(...areas));
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

/** How like the likest of the masks each cell is, from −1 to 1; −∞ for cells beside the image. */
function likenessOfCells(masks: readonly RunLengths[], map: FeatureMap, image: ImageSize): Float32Array {
	const { data, columns, rows, scale } = map;
	const size = columns * rows;
	const whole = meanOfImage(map, image);
	const wanted = masks.flatMap((mask) => {
		const mean = meanOfMask(mask, map);
		return mean ? [unitVector(mean.map((value, i) => value - whole[i]!))] : [];
	});
	const likenesses = new Float32Array(size).fill(Number.NEGATIVE_INFINITY);
	for (let row = 0; row < rows && row + 0.5 < image.height * scale.y; row++) {
		for (let column = 0; column < columns && column + 0.5 < image.width * scale.x; column++) {
			const cell = row * columns + column;
			const features = unitVector(whole.map((mean, channel) => data[channel * size + cell]! - mean));
			for (const one of wanted) {
				let sum = 0;
				for (let i = 0; i < one.length; i++) sum += one[i]! * features[i]!;
				if (sum > likenesses[cell]!) likenesses[cell] = sum;
			}
		}
	}
	return likenesses;
}
