import { type Progress, reportProgress } from '../progress';
import { depths, fillSmoothly, type HolePicture, halve } from './hole';
import { PatchField, patchRadius } from './patchField';

/** Below this many pixels a side there is no texture left to copy. */
const minSide = 24;
/** Above this many patches, only what the coarser scale found is carried on: time stays bounded. */
const maxSearchedTargets = 120_000;
/** How much less a patch says the deeper in the hole it lies, per pixel. */
const confidencePerPixel = 1.3;

/**
 * Fills the hole of a picture, in place, with pieces of the rest of it, from coarse to fine: at each scale, patches
 * that reach into the hole look for the known patches most like them, and every pixel becomes what its patches'
 * matches say (Wexler, Shechtman and Irani, “Space-Time Completion of Video”, 2007). The same hole is always filled
 * in the same way.
 *
 * Rejects with the signal's reason when it is aborted.
 */
export async function fillHole(picture: HolePicture, progress: Progress = {}): Promise<void> {
	const scales = [picture];
	while (canHalve(scales.at(-1)!)) scales.push(halve(scales.at(-1)!));
	const total = scales.reduce((sum, { width, height }) => sum + width * height, 0);
	let done = 0;
	let coarse: PatchField | undefined;
	for (const scale of scales.toReversed()) {
		fillSmoothly(scale);
		const field = new PatchField(scale, seededRandom(scale.width * 31 + scale.height));
		if (field.hasSources) {
			if (coarse) {
				field.inherit(coarse);
				vote(field);
			}
			await refine(field, coarse === undefined, progress, done / total);
			coarse = field;
		}
		done += scale.width * scale.height;
		await reportProgress(progress, done / total);
	}
}

function canHalve({ width, height, hole }: HolePicture): boolean {
	return Math.min(width, height) >= 2 * minSide && hole.includes(1);
}

/** Finds matches and colours alternately. */
async function refine(field: PatchField, isCoarsest: boolean, progress: Progress, at: number): Promise<void> {
	const isLarge = field.targets.length > maxSearchedTargets;
	const rounds = isCoarsest ? 12 : isLarge ? 1 : 4;
	for (let round = 0; round < rounds; round++) {
		field.refreshCosts();
		for (const backwards of [false, true]) field.improve(backwards, !isLarge);
		vote(field);
		await reportProgress(progress, at);
	}
}

/** Every pixel of the hole becomes the mean of what the matches of its patches say; better and surer ones say more. */
function vote(field: PatchField): void {
	const { picture, targets, matches, costs } = field;
	const { width, height, colours, hole } = picture;
	const depth = depths(picture);
	const slots = slotsOf(hole);
	const sums = new Float32Array(slots.count * 4);
	const scale = 1 / (2 * typicalCost(costs));
	for (let t = 0; t < targets.length; t++) {
		const [target, match] = [targets[t]!, matches[t]!];
		const weight = Math.exp(-costs[t]! * scale) * confidencePerPixel ** -depth[target]! + 1e-12;
		const [x, y] = [target % width, Math.floor(target / width)];
		for (let dy = -patchRadius; dy <= patchRadius; dy++) {
			if (y + dy < 0 || y + dy >= height) continue;
			for (let dx = -patchRadius; dx <= patchRadius; dx++) {
				const to = target + dy * width + dx;
				if (x + dx < 0 || x + dx >= width || !hole[to]) continue;
				const from = match + dy * width + dx;
				const slot = slots.at[to]! * 4;
				for (let c = 0; c < 3; c++) sums[slot + c]! += weight * colours[from * 3 + c]!;
				sums[slot + 3]! += weight;
			}
		}
	}
	for (let i = 0; i < hole.length; i++) {
		if (!hole[i]) continue;
		const slot = slots.at[i]! * 4;
		const weight = sums[slot + 3]!;
		if (weight === 0) continue;
		for (let c = 0; c < 3; c++) colours[i * 3 + c] = sums[slot + c]! / weight;
	}
}

/** Numbers the pixels of a hole, so that something can be kept for those only. */
function slotsOf(hole: Uint8Array): { readonly at: Int32Array; readonly count: number } {
	const at = new Int32Array(hole.length);
	let count = 0;
	for (let i = 0; i < hole.length; i++) if (hole[i]) at[i] = count++;
	return { at, count };
}

/** The cost that a quarter of the matches stay under: what is much worse hardly counts. */
function typicalCost(costs: Float32Array): number {
	const sorted = costs.slice().sort();
	return Math.max(1, sorted[Math.floor(sorted.length / 4)] ?? 1);
}

/** Numbers from 0 up to 1 that look random and are the same each time (mulberry32). */
function seededRandom(seed: number): () => number {
	let state = seed | 0;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}
