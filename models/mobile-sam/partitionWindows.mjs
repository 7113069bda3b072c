/**
 * A square image of tokens cut into windows of side × side, the last ones padded with zeros.
 *
 * @param size tokens along each side of the image
 * @returns `into`: [size², width] → [windows · side², width]; `back`: the reverse, without the padding
 */
export function partitionWindows(g, side, width, size) {
	const along = Math.ceil(size / side);
	const whole = along * side;
	const isPadded = whole > size;
	const missing = g.ints(0, 0, 0, whole - size, whole - size, 0);
	return {
		into(tokens) {
			const image = g.reshape(tokens, [size, size, width]);
			const padded = isPadded ? g.op('Pad', [image, missing]) : image;
			const cut = g.reshape(padded, [along, side, along, side, width]);
			return g.reshape(g.transpose(cut, 0, 2, 1, 3, 4), [-1, width]);
		},
		back(tokens) {
			const cut = g.reshape(tokens, [along, along, side, side, width]);
			const image = g.reshape(g.transpose(cut, 0, 2, 1, 3, 4), [whole, whole, width]);
			const inside = isPadded
				? g.op('Slice', [image, g.ints(0, 0), g.ints(size, size), g.ints(0, 1)])
				: image;
			return g.reshape(inside, [-1, width]);
		},
	};
}
