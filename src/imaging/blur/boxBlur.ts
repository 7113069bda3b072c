/** Shares of a pixel are multiples of this: sums stay whole numbers. */
const parts = 256;

/** A mean over `2 × radius + 1` pixels and a share of one more at either end. */
export interface Box {
	readonly radius: number;
	/** Of the pixels at the ends, in 256ths. */
	readonly share: number;
	/** How far a pixel of it lies from its middle. */
	readonly reach: number;
}

/** Three boxes whose blurs together have the variance of a Gaussian. @param sigma in pixels */
export function boxesOf(sigma: number): readonly Box[] {
	const variance = sigma ** 2 / 3;
	// A box of the radius r has the variance r × (r + 1) / 3.
	const radius = Math.floor(Math.sqrt(3 * variance + 0.25) - 0.5);
	const size = 2 * radius + 1;
	const missing = size * (variance - (radius * (radius + 1)) / 3);
	const share = Math.round((parts * missing) / (2 * ((radius + 1) ** 2 - variance)));
	const box = { radius, share, reach: radius + (share > 0 ? 1 : 0) };
	return [box, box, box];
}

/** Means over a box in both directions, in place, rounded; at the plane's edge the outermost values go on. */
export function boxBlur(
	plane: Int32Array,
	size: { readonly width: number; readonly height: number },
	box: Box,
): void {
	if (box.reach === 0) return;
	blurRows(plane, size, box);
	blurColumns(plane, size, box);
}

function blurRows(
	plane: Int32Array,
	{ width, height }: { readonly width: number; readonly height: number },
	{ radius, share }: Box,
): void {
	const scale = 1 / (parts * (2 * radius + 1) + 2 * share);
	// The row with what lies beyond its ends.
	const row = new Int32Array(width + 2 * radius + 2);
	const before = radius + 1;
	for (let y = 0; y < height; y++) {
		const start = y * width;
		row.fill(plane[start]!, 0, before);
		row.set(plane.subarray(start, start + width), before);
		row.fill(plane[start + width - 1]!, before + width);
		let sum = 0;
		for (let i = 1; i <= 2 * radius + 1; i++) sum += row[i]!;
		for (let x = 0; x < width; x++) {
			const [left, right] = [row[x]!, row[x + 2 * radius + 2]!];
			plane[start + x] = Math.floor((parts * sum + share * (left + right)) * scale + 0.5);
			sum += right - row[x + 1]!;
		}
	}
}

/** Columns side by side, so that memory is read in order. */
function blurColumns(
	plane: Int32Array,
	{ width, height }: { readonly width: number; readonly height: number },
	{ radius, share }: Box,
): void {
	const scale = 1 / (parts * (2 * radius + 1) + 2 * share);
	const before = plane.slice();
	const sums = new Float64Array(width);
	const rowAt = (y: number) => Math.min(height - 1, Math.max(0, y)) * width;
	for (let y = -radius; y <= radius; y++) {
		for (let x = 0, from = rowAt(y); x < width; x++) sums[x]! += before[from + x]!;
	}
	for (let y = 0; y < height; y++) {
		const [start, top, first, bottom] = [
			y * width,
			rowAt(y - radius - 1),
			rowAt(y - radius),
			rowAt(y + radius + 1),
		];
		for (let x = 0; x < width; x++) {
			const sum = sums[x]!;
			const [above, below] = [before[top + x]!, before[bottom + x]!];
			plane[start + x] = Math.floor((parts * sum + share * (above + below)) * scale + 0.5);
			sums[x] = sum + below - before[first + x]!;
		}
	}
}
