import onnxProto from 'onnx-proto';
import { toHalves } from './toHalves.mjs';

const { ModelProto } = onnxProto.onnx;

export const float32 = 1;
export const int64 = 7;
const int8 = 3;
const float16 = 10;

/** Operators of ONNX Runtime's own, where ONNX has none. */
const runtimeDomain = 'com.microsoft';
const runtimeOps = new Set(['MatMulIntegerToFloat']);

/** Of a weight, so many that halving them is worth while; positions and biases are fewer, and stay exact. */
const manyNumbers = 16_384;

const dimension = (size) => (typeof size === 'string' ? { dimParam: size } : { dimValue: size });

const tensorInfo = ([name, shape]) => ({
	name,
	type: { tensorType: { elemType: float32, shape: { dim: shape.map(dimension) } } },
});

function attribute([name, value]) {
	if (typeof value === 'string') return { name, type: 3, s: Buffer.from(value) };
	if (Array.isArray(value)) return { name, type: 7, ints: value };
	return Number.isInteger(value) ? { name, type: 2, i: value } : { name, type: 1, f: value };
}

const bytesOf = ({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength);

/**
 * Writes an ONNX graph, node by node. Tensors are known by name, weights are `{ dims, data }`. The same calls give
 * the same bytes.
 */
export class GraphBuilder {
	#nodes = [];
	#initializers = new Map();
	#hasHalves;

	/** @param halves whether large weights have half the size on disk */
	constructor({ halves = false } = {}) {
		this.#hasHalves = halves;
	}

	/** Adds a node; returns its output's name. */
	op(opType, input, attributes = {}, output = `t${this.#nodes.length}`) {
		this.#add(opType, input, attributes, [output]);
		return output;
	}

	/** Adds a node with several outputs; returns their names. */
	ops(opType, input, count) {
		const output = Array.from({ length: count }, (_, n) => `t${this.#nodes.length}_${n}`);
		this.#add(opType, input, {}, output);
		return output;
	}

	#add(opType, input, attributes, output) {
		this.#nodes.push({
			opType,
			...(runtimeOps.has(opType) ? { domain: runtimeDomain } : {}),
			input,
			output,
			name: `${opType}_${this.#nodes.length}`,
			attribute: Object.entries(attributes).map(attribute),
		});
	}

	/** @param data Float32Array or Int8Array */
	weight({ dims, data }) {
		if (this.#hasHalves && data instanceof Float32Array && data.length >= manyNumbers) {
			return this.half({ dims, data });
		}
		const type = data instanceof Int8Array ? int8 : float32;
		return this.#initializer(`w${this.#initializers.size}`, type, dims, data);
	}

	/** A weight of half the size on disk, which the runtime widens when it loads the graph. */
	half({ dims, data }) {
		const name = this.#initializer(`w${this.#initializers.size}`, float16, dims, toHalves(data));
		return this.op('Cast', [name], { to: float32 });
	}

	scalar(value) {
		return this.#initializer(`scalar_${value}`, float32, [], Float32Array.of(value));
	}

	/** A shape, or another list of whole numbers. */
	ints(...values) {
		const data = BigInt64Array.from(values, BigInt);
		return this.#initializer(`ints_${values.join('_')}`, int64, [values.length], data);
	}

	/** @param shape numbers (0 copies a dimension, -1 takes what is left) and names of int64[1] tensors */
	reshape(x, shape) {
		return this.op('Reshape', [x, this.shape(shape)]);
	}

	shape(sizes) {
		if (sizes.every(Number.isInteger)) return this.ints(...sizes);
		const parts = sizes.map((size) => (Number.isInteger(size) ? this.ints(size) : size));
		return this.op('Concat', parts, { axis: 0 });
	}

	/** The size of one dimension, int64[1]. */
	sizeOf(x, axis) {
		return this.op('Slice', [this.op('Shape', [x]), this.ints(axis), this.ints(axis + 1)]);
	}

	transpose(x, ...perm) {
		return this.op('Transpose', [x], { perm });
	}

	matMul(a, b) {
		return this.op('MatMul', [a, b]);
	}

	add(a, b) {
		return this.op('Add', [a, b]);
	}

	linear(x, { weight, bias }) {
		return this.add(this.matMul(x, this.weight(weight)), this.weight(bias));
	}

	layerNorm(x, { weight, bias }, epsilon) {
		const input = [x, this.weight(weight), this.weight(bias)];
		return this.op('LayerNormalization', input, { axis: -1, epsilon });
	}

	/** @param inputs and outputs: [name, shape] of float32 tensors; a dimension may be a name */
	build(name, inputs, outputs) {
		const model = {
			irVersion: 9,
			producerName: 'strata',
			opsetImport: [
				{ domain: '', version: 20 },
				...(this.#nodes.some(({ domain }) => domain) ? [{ domain: runtimeDomain, version: 1 }] : []),
			],
			graph: {
				name,
				node: this.#nodes,
				initializer: [...this.#initializers.values()],
				input: inputs.map(tensorInfo),
				output: outputs.map(tensorInfo),
			},
		};
		return ModelProto.encode(ModelProto.fromObject(model)).finish();
	}

	#initializer(name, dataType, dims, data) {
		if (!this.#initializers.has(name)) {
			this.#initializers.set(name, { name, dims, dataType, rawData: bytesOf(data) });
		}
		return name;
	}
}
