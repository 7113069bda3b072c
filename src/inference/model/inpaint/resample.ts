/**
 * Planes in another size: linear between pixels where they grow, means of what a pixel covers where they shrink.
 *
 * @param planes float32[channels, from.height, from.width]
 */
export function resample(
	planes: Float32Array,
	channels: number,
	from: { readonly width: number; readonly height: number },
	to: { readonly width: number; readonly height: number },
): Float32Array {
	const columns = weightsOf(from.width, to.width);
	const rows = weightsOf(from.height, to.height);
	const result = new Float32Array(channels * to.width * to.height);
	const across = new Float32Array(to.width * from.height);
	for (let c = 0; c < channels; c++) {
		const plane = c * from.width * from.height;
		for (let y = 0; y < from.height; y++) {
			for (const [x, { first, weights }] of columns.entries()) {
				let sum = 0;
				const at = plane + y * from.width + first;
				for (let i = 0; i < weights.length; i++) sum += weights[i]! * planes[at + i]!;
				across[y * to.width + x] = sum;
			}
		}
		for (const [y, { first, weights }] of rows.entries()) {
			const line = (c * to.height + y) * to.width;
			for (let i = 0; i < weights.length; i++) {
				const at = (first + i) * to.width;
				for (let x = 0; x < to.width; x++) result[line + x]! += weights[i]! * across[at + x]!;
			}
		}
	}
	return result;
}

/** Of which pixels a pixel of the other size is made, and how much each of them counts. */
function weightsOf(
	from: number,
	to: number,
): { readonly first: number; readonly weights: readonly number[] }[] {
	const step = from / to;
	const radius = Math.max(1, step);
	return Array.from({ length: to }, (_, i) => {
		const centre = (i + 0.5) * step - 0.5;
		const first = Math.max(0, Math.ceil(centre - radius));
		const last = Math.min(from - 1, Math.floor(centre + radius));
		const weights: number[] = [];
		for (let at = first; at <= last; at++) weights.push(Math.max(0, 1 - Math.abs(at - centre) / radius));
		const sum = weights.reduce((all, one) => all + one, 0);
		return { first, weights: weights.map((one) => one / sum) };
	});
}
