import { area, bbox, type RunLengths } from '../../shared/mask/runLengths';
import { bins, type ColourMap } from './colourMap';
import { type CoveredCells, coveredCells, meanOver } from './coveredCells';

/** How a mask looks, besides what the encoder sees in it. */
interface Looks {
	/**
	 * float32[15], each about as far from zero as the others are, of length 1 together: 0–2 mean colour, 3–5 its spread,
	 * 6 area, 7 width to height, 8 how full the box is, 9 how elongated, 10 upright or lying, 11 leaning, 12 how like an
	 * ellipse, 13–14 the centre’s place in the image.
	 */
	readonly numbers: Float32Array;
	/** float32[12]: the roots of the parts of it that are of each lightness, and of each hue. */
	readonly colours: Float32Array;
}

/** Mean and standard deviation of each number over masks of photographs. */
const middle = [0.48, 0.02, 0.01, 0.13, 0.01, 0.02, -5.4, -0.16, 0.6, 0.85, -0.14, 0.01, 0.84, 0.48, 0.5];
const spread = [0.16, 0.03, 0.03, 0.05, 0.01, 0.01, 1.68, 0.75, 0.17, 0.52, 0.57, 0.29, 0.16, 0.2, 0.25];

/** @returns undefined for a mask without a pixel */
export function looksOf(mask: RunLengths, map: ColourMap): Looks | undefined {
	const { columns, rows } = map;
	const scale = { x: columns / mask.width, y: rows / mask.height };
	const cells = coveredCells(mask, { columns, rows, scale });
	if (!cells) return undefined;
	const numbers = [...meanAndSpread(cells, map), ...shapeOf(mask)];
	return {
		numbers: unitVector(numbers.map((value, i) => (value - middle[i]!) / spread[i]!)),
		colours: histogramOf(cells, map).map(Math.sqrt),
	};
}

/** The same direction with length 1; of nothing, nothing. */
export function unitVector(numbers: ArrayLike<number>): Float32Array {
	const length = Math.hypot(...Array.from(numbers)) || 1;
	return Float32Array.from(numbers, (value) => value / length);
}

function histogramOf({ cells, weights }: CoveredCells, map: ColourMap): Float32Array {
	const size = map.columns * map.rows;
	// Greys have a last bin, which is left off.
	const histogram = new Float32Array(bins.none + 1);
	for (let i = 0; i < cells.length; i++) {
		histogram[map.bins[cells[i]!]!]! += weights[i]!;
		histogram[map.bins[size + cells[i]!]!]! += weights[i]!;
	}
	return histogram.slice(0, bins.lightnesses + bins.hues);
}

function meanAndSpread(cells: CoveredCells, { data, columns, rows }: ColourMap): number[] {
	const size = columns * rows;
	const mean = meanOver(cells, data, size);
	const deviation = mean.map((middle, channel) => {
		let variance = 0;
		for (let i = 0; i < cells.cells.length; i++)
			variance += cells.weights[i]! * (data[channel * size + cells.cells[i]!]! - middle) ** 2;
		return Math.sqrt(variance);
	});
	return [...mean, ...deviation];
}

/** What a part of a pixel adds to the second moments of its row or column. */
const ofOnePixel = 1 / 12;

function shapeOf(mask: RunLengths): number[] {
	const pixels = area(mask);
	const [, , width, height] = bbox(mask);
	const { x, y, xx, yy, xy } = momentsOf(mask, pixels);
	const [sum, difference] = [xx + yy, Math.hypot(xx - yy, 2 * xy)];
	const [long, short] = [(sum + difference) / 2, Math.max(ofOnePixel, (sum - difference) / 2)];
	return [
		Math.log(pixels / (mask.width * mask.height)),
		Math.log(width / height),
		pixels / (width * height),
		Math.log(long / short) / 2,
		(xx - yy) / sum,
		(2 * xy) / sum,
		pixels / (4 * Math.PI * Math.sqrt(long * short)),
		x / mask.width,
		y / mask.height,
	];
}

/** The centre in pixels, and the second moments around it. */
function momentsOf({ height, counts }: RunLengths, pixels: number) {
	let [x, y, xx, yy, xy, start] = [0, 0, 0, 0, 0, 0];
	for (let run = 0; run < counts.length; run++) {
		const end = start + counts[run]!;
		for (let from = start; run % 2 === 1 && from < end; ) {
			const column = Math.floor(from / height);
			const to = Math.min(end, (column + 1) * height);
			const [top, bottom, n] = [from - column * height, to - column * height, to - from];
			const rowSum = (n * (top + bottom)) / 2;
			x += n * (column + 0.5);
			y += rowSum;
			xx += n * (column + 0.5) ** 2;
			yy += (bottom ** 3 - top ** 3) / 3;
			xy += rowSum * (column + 0.5);
			from = to;
		}
		start = end;
	}
	const [meanX, meanY] = [x / pixels, y / pixels];
	return {
		x: meanX,
		y: meanY,
		xx: xx / pixels - meanX ** 2 + ofOnePixel,
		yy: yy / pixels - meanY ** 2,
		xy: xy / pixels - meanX * meanY,
	};
}
