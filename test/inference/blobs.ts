/** Smooth logits with a wavy outline and a hole, as a decoder gives them: float32[size, size], seeded. */
export function blobs(size: number, seed: number): Float32Array {
	const logits = new Float32Array(size * size);
	const wave = 3 + (seed % 5);
	for (let y = 0; y < size; y++) {
		for (let x = 0; x < size; x++) {
			const dx = x / size - 0.4 - 0.02 * seed;
			const dy = y / size - 0.35;
			const radius = Math.hypot(dx, dy);
			const outline = 0.25 + 0.05 * Math.sin(wave * Math.atan2(dy, dx)) + 0.01 * Math.sin(x * 1.7 + y * 0.9);
			logits[y * size + x] = 40 * Math.min(outline - radius, radius - 0.04);
		}
	}
	return logits;
}
