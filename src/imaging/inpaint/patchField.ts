import type { HolePicture } from './hole';

/** Patches are squares of 2 × 3 + 1 pixels. */
export const patchRadius = 3;

/**
 * For every patch that reaches into the hole, the patch of known pixels that is most like it: PatchMatch (Barnes et
 * al., “PatchMatch: A Randomized Correspondence Algorithm for Structural Image Editing”, 2009). A good match is
 * likely good one pixel further on, too, and random tries find the first one.
 */
export class PatchField {
	/** Centres of the patches that reach into the hole, in reading order. */
	readonly targets: Int32Array;
	/** By target, the centre of its match. */
	readonly matches: Int32Array;
	/** By target, the sum of squared differences to its match. */
	readonly costs: Float32Array;
	private readonly sources: Int32Array;
	private readonly isSource: Uint8Array;
	/** By pixel, the index of the target that it is the centre of, or -1. */
	private readonly targetAt: Int32Array;

	constructor(
		readonly picture: HolePicture,
		private readonly random: () => number,
	) {
		const { width, height } = picture;
		const reach = reachOfHole(picture);
		const targets = new Int32Array(width * height);
		const sources = new Int32Array(width * height);
		let targetCount = 0;
		let sourceCount = 0;
		this.isSource = new Uint8Array(width * height);
		this.targetAt = new Int32Array(width * height).fill(-1);
		for (let i = 0; i < width * height; i++) {
			if (reach[i]) {
				this.targetAt[i] = targetCount;
				targets[targetCount++] = i;
			} else if (isInner(i, width, height)) {
				this.isSource[i] = 1;
				sources[sourceCount++] = i;
			}
		}
		this.targets = targets.slice(0, targetCount);
		this.sources = sources.slice(0, sourceCount);
		this.matches = this.targets.map(() => this.randomSource());
		this.costs = new Float32Array(targetCount);
		this.refreshCosts();
	}

	/** False where the picture is too small to have a patch without the hole. */
	get hasSources(): boolean {
		return this.sources.length > 0;
	}

	/** Takes the matches of the same picture at half the size. */
	inherit(coarse: PatchField): void {
		const { width } = this.picture;
		const half = coarse.picture.width;
		this.targets.forEach((target, t) => {
			const [x, y] = [target % width, Math.floor(target / width)];
			const parent = coarse.targetAt[(y >> 1) * half + (x >> 1)]!;
			if (parent < 0) return;
			const match = coarse.matches[parent]!;
			const column = 2 * (match % half) + (x & 1);
			const row = 2 * Math.floor(match / half) + (y & 1);
			const candidate = row * width + column;
			if (column < width && row < this.picture.height && this.isSource[candidate])
				this.matches[t] = candidate;
		});
		this.refreshCosts();
	}

	/** To be called when the picture's colours have changed. */
	refreshCosts(): void {
		if (!this.hasSources) return;
		this.targets.forEach((target, t) => {
			this.costs[t] = this.cost(target, this.matches[t]!, Number.POSITIVE_INFINITY);
		});
	}

	/** Looks at the neighbours' matches and at random ones nearby, in reading order or backwards. */
	improve(backwards: boolean, searches: boolean): void {
		const { width } = this.picture;
		const count = this.targets.length;
		const before = backwards ? 1 : -1;
		for (let n = 0; n < count; n++) {
			const t = backwards ? count - 1 - n : n;
			this.tryNeighbour(t, before);
			this.tryNeighbour(t, before * width);
			if (searches) this.search(t);
		}
	}

	private tryNeighbour(t: number, step: number): void {
		const neighbour = this.targetAt[this.targets[t]! + step];
		if (neighbour === undefined || neighbour < 0) return;
		this.tryMatch(t, this.matches[neighbour]! - step);
	}

	/** Random matches in squares around the present one, each half as large as the last. */
	private search(t: number): void {
		const { width, height } = this.picture;
		for (let radius = Math.max(width, height); radius >= 1; radius /= 2) {
			const match = this.matches[t]!;
			const x = (match % width) + Math.round((2 * this.random() - 1) * radius);
			const y = Math.floor(match / width) + Math.round((2 * this.random() - 1) * radius);
			if (x >= 0 && y >= 0 && x < width && y < height) this.tryMatch(t, y * width + x);
		}
	}

	private tryMatch(t: number, candidate: number): void {
		if (!this.isSource[candidate] || candidate === this.matches[t]) return;
		const cost = this.cost(this.targets[t]!, candidate, this.costs[t]!);
		if (cost >= this.costs[t]!) return;
		this.costs[t] = cost;
		this.matches[t] = candidate;
	}

	/** Sum of squared differences of two patches; may stop above `limit`. */
	private cost(target: number, source: number, limit: number): number {
		const { width, height, colours } = this.picture;
		const [x, y] = [target % width, Math.floor(target / width)];
		let sum = 0;
		for (let dy = -patchRadius; dy <= patchRadius; dy++) {
			if (y + dy < 0 || y + dy >= height) continue;
			for (let dx = -patchRadius; dx <= patchRadius; dx++) {
				if (x + dx < 0 || x + dx >= width) continue;
				const offset = dy * width + dx;
				const a = (target + offset) * 3;
				const b = (source + offset) * 3;
				const red = colours[a]! - colours[b]!;
				const green = colours[a + 1]! - colours[b + 1]!;
				const blue = colours[a + 2]! - colours[b + 2]!;
				sum += red * red + green * green + blue * blue;
			}
			if (sum >= limit) return sum;
		}
		return sum;
	}

	private randomSource(): number {
		return this.sources[Math.floor(this.random() * this.sources.length)] ?? -1;
	}
}

/** uint8[height, width]: 1 where a patch with this centre has a pixel of the hole. */
function reachOfHole({ width, height, hole }: HolePicture): Uint8Array {
	const across = new Uint8Array(hole.length);
	const reach = new Uint8Array(hole.length);
	for (let i = 0; i < hole.length; i++) {
		if (!hole[i]) continue;
		const x = i % width;
		const from = i - Math.min(x, patchRadius);
		across.fill(1, from, i + Math.min(width - 1 - x, patchRadius) + 1);
	}
	for (let i = 0; i < hole.length; i++) {
		if (!across[i]) continue;
		for (let dy = -patchRadius; dy <= patchRadius; dy++) {
			const at = i + dy * width;
			if (at >= 0 && at < width * height) reach[at] = 1;
		}
	}
	return reach;
}

function isInner(i: number, width: number, height: number): boolean {
	const [x, y] = [i % width, Math.floor(i / width)];
	return x >= patchRadius && y >= patchRadius && x < width - patchRadius && y < height - patchRadius;
}
