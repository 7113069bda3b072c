import type { Embedding } from './clip';

/**
 * How the belief in what an image shows is divided among texts: 0 to 1, together 1.
 *
 * @param scale what similarities are multiplied by: the larger it is, the more the best one gets
 */
export function sharesOf(image: Embedding, texts: readonly Embedding[], scale: number): Float64Array {
	const logits = texts.map((text) => {
		let sum = 0;
		for (let i = 0; i < image.length; i++) sum += image[i]! * text[i]!;
		return sum * scale;
	});
	const highest = Math.max(...logits);
	const parts = logits.map((logit) => Math.exp(logit - highest));
	const all = parts.reduce((sum, part) => sum + part, 0);
	return Float64Array.from(parts, (part) => part / all);
}
