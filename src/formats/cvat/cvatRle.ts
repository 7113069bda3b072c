import { maskWhere } from '../../dataset/labelMap';
import { bbox, type RunLengths, toBitmap } from '../../shared/mask/runLengths';

/** A mask as CVAT writes it: the pixels of its box row by row, runs of zeros and ones by turns. */
export interface CvatMask {
	readonly rle: readonly number[];
	readonly left: number;
	readonly top: number;
	readonly width: number;
	readonly height: number;
}

export function toCvatMask(mask: RunLengths): CvatMask {
	const [left, top, width, height] = bbox(mask);
	const bitmap = toBitmap(mask);
	const rle: number[] = [];
	let value = 0;
	let run = 0;
	for (let y = top; y < top + height; y++) {
		for (let x = left; x < left + width; x++) {
			const pixel = bitmap[y * mask.width + x]!;
			if (pixel !== value) {
				rle.push(run);
				run = 0;
				value = pixel;
			}
			run++;
		}
	}
	if (run > 0) rle.push(run);
	return { rle, left, top, width, height };
}

/** @returns undefined where the runs are not those of the box */
export function fromCvatMask(cvat: CvatMask, width: number, height: number): RunLengths | undefined {
	const bitmap = new Uint8Array(cvat.width * cvat.height);
	let at = 0;
	for (const [i, run] of cvat.rle.entries()) {
		if (!(run >= 0) || at + run > bitmap.length) return undefined;
		if (i % 2 === 1) bitmap.fill(1, at, at + run);
		at += run;
	}
	return maskWhere(width, height, (pixel) => {
		const x = (pixel % width) - cvat.left;
		const y = Math.floor(pixel / width) - cvat.top;
		return x >= 0 && y >= 0 && x < cvat.width && y < cvat.height && bitmap[y * cvat.width + x] === 1;
	});
}
