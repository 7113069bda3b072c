import onnxProto from 'onnx-proto';

const { ModelProto } = onnxProto.onnx;
const elementTypes = { float32: 1, uint8: 2, int32: 6, int64: 7 } as const;
const attribute = { float: 1, int: 2, string: 3, ints: 7 } as const;

/** An input or output of a graph; a name stands for a size that may vary. */
export const value = (
	name: string,
	dims: readonly (number | string)[],
	type: keyof typeof elementTypes = 'float32',
) => ({
	name,
	type: {
		tensorType: {
			elemType: elementTypes[type],
			shape: {
				dim: dims.map((size) => (typeof size === 'string' ? { dimParam: size } : { dimValue: size })),
			},
		},
	},
});

export const tensor = (name: string, dims: number[], data: ArrayLike<number>) => ({
	name,
	dims,
	dataType: elementTypes.float32,
	floatData: Array.from(data),
});

export const int64s = (name: string, data: number[]) => ({
	name,
	dims: [data.length],
	dataType: elementTypes.int64,
	int64Data: data,
});

export const ints = (name: string, data: number[]) => ({ name, type: attribute.ints, ints: data });
export const int = (name: string, data: number) => ({ name, type: attribute.int, i: data });
export const text = (name: string, data: string) => ({ name, type: attribute.string, s: Buffer.from(data) });

/** An ONNX file of that graph, opset 17. */
export function model(graph: object): Uint8Array {
	const opset = [{ domain: '', version: 17 }];
	return ModelProto.encode(ModelProto.fromObject({ irVersion: 8, opsetImport: opset, graph })).finish();
}

/** The same model with the numbers of its larger float tensors in a file beside it, at `location`. */
export function withExternalData(bytes: Uint8Array, location: string) {
	const { graph, ...rest } = ModelProto.toObject(ModelProto.decode(bytes));
	const parts: Uint8Array[] = [];
	let offset = 0;
	const initializer = graph.initializer.map((one: Readonly<Record<string, unknown>>) => {
		const { floatData, ...said } = one;
		if (!Array.isArray(floatData) || floatData.length < 8) return one;
		const numbers = new Uint8Array(Float32Array.from(floatData as number[]).buffer);
		const entries = { location, offset: String(offset), length: String(numbers.length) };
		parts.push(numbers);
		offset += numbers.length;
		const externalData = Object.entries(entries).map(([key, text]) => ({ key, value: text }));
		return { ...said, dataLocation: 1, externalData };
	});
	const model = ModelProto.fromObject({ ...rest, graph: { ...graph, initializer } });
	return { graph: ModelProto.encode(model).finish(), data: Buffer.concat(parts) };
}
