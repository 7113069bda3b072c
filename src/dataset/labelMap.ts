import { area, type RunLengths } from '../shared/mask/runLengths';
import type { DatasetAnnotation, DatasetImage } from './dataset';
import type { WriteOptions } from './format';
import { maskOf } from './outlines';

/** Which annotation each pixel shows, where each can show only one. */
export interface LabelMap {
	/** Uint32[height * width], row-major: the index into `shown` plus 1, 0 where there is none. */
	readonly pixels: Uint32Array;
	/** The annotations that still show a pixel, with the pixels that they show. */
	readonly shown: readonly { readonly annotation: DatasetAnnotation; readonly area: number }[];
}

/**
 * Draws annotations over each other, the largest first, so that a part lies over its whole. What is covered is counted
 * as lost.
 *
 * @param isSame whether two annotations share a value, so that the one cannot cover the other (two trees of one forest)
 */
export function labelMap(
	{ width, height }: Pick<DatasetImage, 'width' | 'height'>,
	annotations: readonly DatasetAnnotation[],
	{ losses }: Pick<WriteOptions, 'losses'>,
	isSame: (a: DatasetAnnotation, b: DatasetAnnotation) => boolean = () => false,
): LabelMap {
	const drawn = annotations
		.map((annotation) => ({ annotation, mask: maskOf(annotation, { losses }) }))
		.map((one) => ({ ...one, area: area(one.mask) }))
		.sort((a, b) => b.area - a.area);
	const order = new Uint32Array(width * height);
	const lost = new Float64Array(drawn.length + 1);
	const left = new Float64Array(drawn.length + 1);
	drawn.forEach(({ annotation, mask }, i) => {
		eachPixel(mask, (at) => {
			const before = order[at]!;
			if (before > 0) {
				left[before]!--;
				if (!isSame(drawn[before - 1]!.annotation, annotation)) lost[before]!++;
			}
			order[at] = i + 1;
			left[i + 1]!++;
		});
	});
	const numbers = new Uint32Array(drawn.length + 1);
	const shown: { annotation: DatasetAnnotation; area: number }[] = [];
	drawn.forEach(({ annotation, area }, i) => {
		const rest = left[i + 1]!;
		if (area === 0) losses.add('emptyMasks');
		else if (lost[i + 1]! > 0) losses.add(rest === 0 ? 'masksCovered' : 'overlapsCut');
		if (rest > 0) numbers[i + 1] = shown.push({ annotation, area: rest });
	});
	return { pixels: order.map((one) => numbers[one]!), shown };
}

/** Calls `visit` with the row-major index of each pixel of a mask. */
export function eachPixel({ width, height, counts }: RunLengths, visit: (at: number) => void): void {
	let start = 0;
	for (let i = 0; i < counts.length; i++) {
		const end = start + counts[i]!;
		if (i % 2 === 1) {
			let y = start % height;
			let at = y * width + Math.floor(start / height);
			for (let n = start; n < end; n++) {
				visit(at);
				at += width;
				if (++y === height) {
					y = 0;
					at += 1 - width * height;
				}
			}
		}
		start = end;
	}
}

/** The mask of the pixels for which `isInside`, in row-major order, says so. */
export function maskWhere(width: number, height: number, isInside: (at: number) => boolean): RunLengths {
	const counts: number[] = [];
	let value = false;
	let run = 0;
	for (let x = 0; x < width; x++) {
		for (let y = 0, at = x; y < height; y++, at += width) {
			if (isInside(at) !== value) {
				counts.push(run);
				run = 0;
				value = !value;
			}
			run++;
		}
	}
	counts.push(run);
	return { width, height, counts: Uint32Array.from(counts) };
}
