import { type RunLengths, toBitmap } from '../../src/shared/mask/runLengths';

/** The disc that a mask is smoothed by, as a part of the image's diagonal. */
const smoothingRadius = 0.005;
/** A mask that has less IoU with its own smoothing is frayed. */
const leastSmoothIou = 0.93;
/** More regions (pieces, or holes) than this, and a mask is scattered. */
const mostRegions = 4;
/** Smaller regions, as a part of the image, are not seen and not counted. */
const leastRegion = 0.0002;
/** Half the width of the band along an outline that boundary IoU compares, as a part of the image's diagonal. */
const boundaryWidth = 0.01;

/** What can be seen of a mask's quality without a true mask. */
export interface MaskQuality {
	/** IoU with its own smoothing, 0 to 1. */
	readonly smoothIou: number;
	readonly pieces: number;
	readonly holes: number;
	/** Frayed or scattered: nobody would keep it. */
	readonly isJunk: boolean;
}

export function maskQuality(mask: RunLengths): MaskQuality {
	const { width, height } = mask;
	const bits = toBitmap(mask);
	const smoothed = smoothedByDisc(bits, width, height, smoothingRadius * Math.hypot(width, height));
	const smoothIou = iouOf(bits, smoothed);
	const least = leastRegion * width * height;
	const pieces = regionAreas(bits, 1, width, height).filter((pixels) => pixels >= least).length;
	// The outside counts as one region of what is not inside.
	const rest = regionAreas(bits, 0, width, height, true).filter((pixels) => pixels >= least).length;
	return {
		smoothIou,
		pieces,
		holes: rest,
		isJunk: smoothIou < leastSmoothIou || pieces > mostRegions || rest > mostRegions,
	};
}

/** IoU of what lies within 1 % of the diagonal from each mask's outline, inside the mask (Cheng et al., 2021). */
export function boundaryIou(a: RunLengths, b: RunLengths): number {
	const width = Math.max(1, Math.round(boundaryWidth * Math.hypot(a.width, a.height)));
	return iouOf(innerBand(a, width), innerBand(b, width));
}

function iouOf(a: Uint8Array, b: Uint8Array): number {
	let both = 0;
	let either = 0;
	for (let at = 0; at < a.length; at++) {
		both += a[at]! & b[at]!;
		either += a[at]! | b[at]!;
	}
	return either === 0 ? 0 : both / either;
}

/** Inside where more than half of the disc around the pixel is, as far as the disc lies in the image. */
function smoothedByDisc(bits: Uint8Array, width: number, height: number, radius: number): Uint8Array {
	const reach = Math.max(1, Math.round(radius));
	const halves = Array.from({ length: 2 * reach + 1 }, (_, i) =>
		Math.floor(Math.sqrt(reach ** 2 - (i - reach) ** 2)),
	);
	const stride = width + 1;
	// sums[y][x]: pixels inside, left of x.
	const sums = new Uint32Array(stride * height);
	for (let y = 0; y < height; y++) {
		for (let x = 0; x < width; x++) sums[y * stride + x + 1] = sums[y * stride + x]! + bits[y * width + x]!;
	}
	const out = new Uint8Array(bits.length);
	for (let y = 0; y < height; y++) {
		for (let x = 0; x < width; x++) {
			let inside = 0;
			let all = 0;
			for (let dy = -reach; dy <= reach; dy++) {
				const row = y + dy;
				if (row < 0 || row >= height) continue;
				const half = halves[dy + reach]!;
				const left = Math.max(0, x - half);
				const right = Math.min(width, x + half + 1);
				inside += sums[row * stride + right]! - sums[row * stride + left]!;
				all += right - left;
			}
			out[y * width + x] = 2 * inside > all ? 1 : 0;
		}
	}
	return out;
}

/**
 * Pixels of each connected region of one value.
 *
 * @param isClosed leave out regions that touch the image's edge: of what is outside a mask, only holes are left
 */
function regionAreas(
	bits: Uint8Array,
	value: number,
	width: number,
	height: number,
	isClosed = false,
): number[] {
	const seen = new Uint8Array(bits.length);
	const stack: number[] = [];
	const areas: number[] = [];
	const visit = (at: number) => {
		if (seen[at] === 1 || bits[at] !== value) return;
		seen[at] = 1;
		stack.push(at);
	};
	for (let start = 0; start < bits.length; start++) {
		visit(start);
		let pixels = 0;
		let touchesEdge = false;
		for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
			pixels++;
			const x = at % width;
			const y = (at - x) / width;
			if (x > 0) visit(at - 1);
			if (x < width - 1) visit(at + 1);
			if (y > 0) visit(at - width);
			if (y < height - 1) visit(at + width);
			touchesEdge ||= x === 0 || y === 0 || x === width - 1 || y === height - 1;
		}
		if (pixels > 0 && !(isClosed && touchesEdge)) areas.push(pixels);
	}
	return areas;
}

/** The pixels of a mask that are at most `band` steps (along the axes or diagonally) from one outside it or the image. */
function innerBand(mask: RunLengths, band: number): Uint8Array {
	const { width, height } = mask;
	const bits = toBitmap(mask);
	const across = erodedAlong(bits, height, width, width, 1, band);
	const eroded = erodedAlong(across, width, height, 1, width, band);
	return bits.map((bit, at) => bit & (1 - eroded[at]!));
}

/** What stays inside when every line loses `band` pixels at each end of each stretch. */
function erodedAlong(
	bits: Uint8Array,
	lines: number,
	length: number,
	lineStep: number,
	step: number,
	band: number,
): Uint8Array {
	const out = new Uint8Array(bits.length);
	for (let line = 0; line < lines; line++) {
		const first = line * lineStep;
		for (let from = 0; from < length; ) {
			if (bits[first + from * step] === 0) {
				from++;
				continue;
			}
			let to = from;
			while (to < length && bits[first + to * step] === 1) to++;
			for (let at = from + band; at < to - band; at++) out[first + at * step] = 1;
			from = to;
		}
	}
	return out;
}
