const calculator = (g) => (op, a, b) => g.op(op, [a, typeof b === 'number' ? g.ints(b) : b]);

/**
 * An image of tokens cut into windows of side × side, the last ones padded with zeros.
 *
 * @param size names of int64[1]: rows and columns of the image
 * @returns `into`: [rows · columns, width] → [windows · side², width]; `back`: the reverse, without the padding
 */
export function windows(g, side, width, { rows, columns }) {
	const int = calculator(g);
	const counted = (size) => int('Div', int('Add', size, side - 1), side);
	const [down, across] = [counted(rows), counted(columns)];
	const [tall, wide] = [int('Mul', down, side), int('Mul', across, side)];
	const missing = [int('Sub', tall, rows), int('Sub', wide, columns)];
	const pads = g.op('Concat', [g.ints(0, 0, 0), ...missing, g.ints(0)], { axis: 0 });
	const ends = g.op('Concat', [rows, columns], { axis: 0 });
	return {
		into(tokens) {
			const padded = g.op('Pad', [g.reshape(tokens, [rows, columns, width]), pads]);
			const cut = g.reshape(padded, [down, side, across, side, width]);
			return g.reshape(g.transpose(cut, 0, 2, 1, 3, 4), [-1, width]);
		},
		back(tokens) {
			const cut = g.reshape(tokens, [down, across, side, side, width]);
			const image = g.reshape(g.transpose(cut, 0, 2, 1, 3, 4), [tall, wide, width]);
			const inside = g.op('Slice', [image, g.ints(0, 0), ends, g.ints(0, 1)]);
			return g.reshape(inside, [-1, width]);
		},
	};
}

/** The input down to what the image covers and `beyond` cells more, in each direction, of cells of `step` pixels. */
export function cropped(g, input, covered, { step, cells, beyond }) {
	const int = calculator(g);
	const wanted = int('Add', g.op('Cast', [covered], { to: 7 }), beyond);
	const ends = int('Mul', g.op('Min', [wanted, g.ints(cells)]), step);
	return g.op('Slice', [input, g.ints(0, 0), ends, g.ints(2, 3)]);
}

/** Features of a part, float32[1, channels, rows, columns], to the whole: the last row and column go on. */
export function continued(g, features, cells, output) {
	const int = calculator(g);
	const size = g.op('Slice', [g.op('Shape', [features]), g.ints(2), g.ints(4)]);
	const missing = int('Sub', g.ints(cells, cells), size);
	const pads = g.op('Concat', [g.ints(0, 0, 0, 0, 0, 0), missing], { axis: 0 });
	return g.op('Pad', [features, pads], { mode: 'edge' }, output);
}
