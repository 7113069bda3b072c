/**
 * A small ONNX graph, written byte by byte so that no file has to be shipped and found for it:
 * `y = softmax(conv3x3(x, w) · m)`, the operators that take most of the time in the models that Strata runs.
 */
import type { TensorShape, Tensors } from './graphRuntime';

const channels = 4;

/** A protobuf field that holds bytes, text or another message. */
function bytesField(field: number, value: Uint8Array | string): Uint8Array {
	const bytes = typeof value === 'string' ? Buffer.from(value) : value;
	return Buffer.concat([varint((field << 3) | 2), varint(bytes.length), bytes]);
}

/** A protobuf field that holds a whole number. */
function numberField(field: number, value: number): Uint8Array {
	return Buffer.concat([varint(field << 3), varint(value)]);
}

function varint(value: number): Uint8Array {
	const bytes: number[] = [];
	let rest = value;
	for (; rest > 127; rest >>>= 7) bytes.push((rest & 127) | 128);
	return Uint8Array.of(...bytes, rest);
}

const message = (...fields: Uint8Array[]) => Buffer.concat(fields);

// Field numbers and enum values as in onnx.proto.
const float32 = 1;
const intAttribute = 2;
const intsAttribute = 7;

const node = (op: string, inputs: readonly string[], output: string, ...attributes: Uint8Array[]) =>
	message(
		...inputs.map((name) => bytesField(1, name)),
		bytesField(2, output),
		bytesField(4, op),
		...attributes.map((attribute) => bytesField(5, attribute)),
	);

const ints = (name: string, values: readonly number[]) =>
	message(
		bytesField(1, name),
		...values.map((value) => numberField(8, value)),
		numberField(20, intsAttribute),
	);

const int = (name: string, value: number) =>
	message(bytesField(1, name), numberField(3, value), numberField(20, intAttribute));

function tensorInfo(name: string, dims: readonly number[]): Uint8Array {
	const shape = message(...dims.map((size) => bytesField(1, numberField(1, size))));
	const type = bytesField(1, message(numberField(1, float32), bytesField(2, shape)));
	return message(bytesField(1, name), bytesField(2, type));
}

interface ProbeShape {
	readonly inputs: readonly Required<TensorShape>[];
	readonly outputs: readonly Required<TensorShape>[];
}

/** The graph for `side`² planes, with what it takes and gives. */
export function probeGraph(side: number): { readonly model: Uint8Array; readonly shape: ProbeShape } {
	const inputs = [
		{ name: 'x', dims: [1, channels, side, side] },
		{ name: 'w', dims: [channels, channels, 3, 3] },
		{ name: 'm', dims: [side, side] },
	];
	const outputs = [{ name: 'y', dims: [1, channels, side, side] }];
	const graph = message(
		bytesField(1, node('Conv', ['x', 'w'], 'c', ints('kernel_shape', [3, 3]), ints('pads', [1, 1, 1, 1]))),
		bytesField(1, node('MatMul', ['c', 'm'], 'p')),
		bytesField(1, node('Softmax', ['p'], 'y', int('axis', 3))),
		bytesField(2, 'probe'),
		...inputs.map(({ name, dims }) => bytesField(11, tensorInfo(name, dims))),
		...outputs.map(({ name, dims }) => bytesField(12, tensorInfo(name, dims))),
	);
	const opset = message(bytesField(1, ''), numberField(2, 17));
	const model = message(numberField(1, 8), bytesField(7, graph), bytesField(8, opset));
	return { model, shape: { inputs, outputs } };
}

/** The same numbers each time, between −1 and 1, of no pattern. */
export function probeInputs({ inputs }: ProbeShape): Tensors {
	let state = 1;
	const next = () => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return state / 2 ** 31 - 1;
	};
	return Object.fromEntries(
		inputs.map(({ name, dims }) => {
			const count = dims.reduce((product, size) => product * size, 1);
			return [name, { data: Float32Array.from({ length: count }, next), dims }];
		}),
	);
}
