import { transpose } from './readDecoderWeights.mjs';

// Weights of attention between tokens and cells, laid out so that each head is a matrix of its own.

export const heads = 8;
export const headWidth = 16;
export const crossWidth = heads * headWidth;

/** A linear layer whose result is multiplied. */
export const scaleLinear = (factor, { weight, bias }) => {
	const times = ({ dims, data }) => ({ dims, data: data.map((value) => value * factor) });
	return { weight: times(weight), bias: times(bias) };
};

/** [in, crossWidth] → [heads, headWidth, in] */
export const splitHeadsTransposed = (weight) => ({
	dims: [heads, headWidth, weight.dims[0]],
	data: transpose(weight).data,
});
/** [crossWidth, out] → [heads, headWidth, out] */
export const splitHeads = ({ dims, data }) => ({ dims: [heads, headWidth, dims[1]], data });
/** [in, crossWidth] → [heads, in, headWidth] */
export const splitHeadColumns = ({ dims: [rows], data }) => {
	const columns = new Float32Array(data.length);
	for (let head = 0; head < heads; head++) {
		for (let row = 0; row < rows; row++) {
			const from = row * crossWidth + head * headWidth;
			columns.set(data.subarray(from, from + headWidth), (head * rows + row) * headWidth);
		}
	}
	return { dims: [heads, rows, headWidth], data: columns };
};
