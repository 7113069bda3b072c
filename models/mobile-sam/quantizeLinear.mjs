/**
 * The largest weight is this, not 127: processors without VNNI add two products of a byte and a weight in 16 bits,
 * and 2 · 255 · 64 still fits there.
 */
const largest = 64;

/**
 * A linear layer's weights as bytes, with a scale for each output: int8[in, out] and float32[out].
 *
 * @param {{ dims: readonly number[], data: Float32Array }} weights
 */
export function quantizeLinear({ dims: [inputs, outputs], data }) {
	const scales = new Float32Array(outputs);
	const bytes = new Int8Array(data.length);
	for (let output = 0; output < outputs; output++) {
		let peak = 0;
		for (let at = output; at < data.length; at += outputs) peak = Math.max(peak, Math.abs(data[at]));
		scales[output] = peak / largest || 1;
		for (let at = output; at < data.length; at += outputs) bytes[at] = Math.round(data[at] / scales[output]);
	}
	return { weight: { dims: [inputs, outputs], data: bytes }, scale: { dims: [outputs], data: scales } };
}

/**
 * A layer norm's γ and β moved into the linear layers after it, so that the norm has none.
 *
 * @param {{ weight: { data: ArrayLike<number> }, bias: { data: ArrayLike<number> } }} norm
 * @param {{ weight: { dims: readonly number[], data: Float32Array }, bias: { dims: readonly number[], data: Float32Array } }} layer
 */
export function foldNorm({ weight: gamma, bias: beta }, { weight, bias }) {
	const [inputs, outputs] = weight.dims;
	const data = new Float32Array(weight.data.length);
	const shift = Float64Array.from(bias.data);
	for (let input = 0; input < inputs; input++) {
		for (let output = 0; output < outputs; output++) {
			const at = input * outputs + output;
			data[at] = weight.data[at] * gamma.data[input];
			shift[output] += weight.data[at] * beta.data[input];
		}
	}
	return {
		weight: { dims: weight.dims, data },
		bias: { dims: bias.dims, data: Float32Array.from(shift) },
	};
}
