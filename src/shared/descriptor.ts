/**
 * What a mask looks like, as numbers of length 1 together: the encoder's features within it, its colours and its shape.
 * The dot product of two descriptors of one space says how alike the masks look, at most 1.
 */
export type Descriptor = Float32Array;

export function likeness(one: Descriptor, other: Descriptor): number {
	let sum = 0;
	for (let i = 0; i < one.length; i++) sum += one[i]! * other[i]!;
	return sum;
}
