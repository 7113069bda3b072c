import { int, int64s, ints, model, tensor, text, value } from './onnxGraph';

export const side = 256;
export const cells = side / 16;
export const logits = side / 4;
export const margins = [0.3, 2, 3.6];

export type Node = Readonly<Record<string, unknown>>;
export type Value = ReturnType<typeof value>;

interface Graph {
	readonly input: Value[];
	readonly output: Value[];
	readonly node: Node[];
	readonly initializer: object[];
}

/** A convolution that leaves, in one of `channels`, how much redder than blue each step² pixels are. */
export function redness(
	from: string,
	to: string,
	channels: number,
	step: number,
): Pick<Graph, 'node' | 'initializer'> {
	const area = step * step;
	const weights = new Float32Array(channels * 3 * area);
	weights.fill(1 / area, 3 * area, 4 * area);
	weights.fill(-1 / area, 5 * area, 6 * area);
	return {
		node: [
			{
				opType: 'Conv',
				input: [from, `${to}_w`],
				output: [to],
				attribute: [ints('kernel_shape', [step, step]), ints('strides', [step, step])],
			},
		],
		initializer: [tensor(`${to}_w`, [channels, 3, step, step], weights)],
	};
}

interface EncoderOptions {
	readonly image: Value;
	/** Nodes that make `pixels` of the image. */
	readonly prepare?: readonly Node[];
	readonly initializer?: readonly object[];
	/** The feature map says nothing, for what is asked of is elsewhere. */
	readonly silent?: boolean;
	readonly features: string;
	readonly extra?: Graph;
}

export function encoder({
	image,
	prepare,
	initializer = [],
	silent,
	features,
	extra,
}: EncoderOptions): Uint8Array {
	const own = redness('pixels', 'red', 256, 16);
	return model({
		name: 'encoder',
		input: [image],
		output: [...(extra?.output ?? []), value(features, [1, 256, cells, cells])],
		node: [
			...(prepare ?? [{ opType: 'Identity', input: [image.name], output: ['pixels'] }]),
			...own.node,
			{ opType: 'Mul', input: ['red', 'loudness'], output: [features] },
			...(extra?.node ?? []),
		],
		initializer: [
			...own.initializer,
			tensor('loudness', [1], [silent ? 0 : 1]),
			...initializer,
			...(extra?.initializer ?? []),
		],
	});
}

interface DecoderOptions {
	readonly inputs: readonly Value[];
	readonly outputs: readonly Value[];
	readonly coords: string;
	readonly labels: string;
	readonly form?: 'queries';
	/** Points that padding makes wrong, since the graph pads. */
	readonly padsItself?: boolean;
	/** Nodes that make `small`, float32[1, 256 or fewer, rows, columns], whose channel 1 is redness. */
	readonly source: readonly Node[];
	readonly channels: number;
	/** From the rows of `small` to those of the logits. */
	readonly enlarge: number;
	/** What coordinates are to be multiplied by to be pixels of the square. */
	readonly coordsToPixels?: number;
	/** Names of the outputs of masks (small) and scores, and nodes beyond these. */
	readonly masks: string;
	readonly scores: string;
	readonly more?: Pick<Graph, 'node' | 'initializer'>;
}

export function decoder(options: DecoderOptions): Uint8Array {
	const { coords, labels, form, padsItself, source, channels, enlarge, coordsToPixels = 1, more } = options;
	const weights = new Float32Array(margins.length * channels);
	for (const mask of margins.keys()) weights[mask * channels + 1] = 1 + mask;
	const reach = 0.35 * side;
	const centres = Float32Array.from({ length: logits }, (_, cell) => cell * 4 + 1.5);
	const at = (axis: 0 | 1, name: string): Node[] => [
		{ opType: 'Gather', input: ['first', `axis${axis}`], output: [`${name}_3`], attribute: [int('axis', 3)] },
		{ opType: 'Reshape', input: [`${name}_3`, 'column'], output: [name] },
	];
	return model({
		name: 'decoder',
		input: [...options.inputs],
		output: [...options.outputs],
		initializer: [
			tensor('w', [margins.length, channels, 1, 1], weights),
			tensor(
				'b',
				[margins.length],
				margins.map((margin) => -margin),
			),
			tensor('scales', [4], [1, 1, enlarge, enlarge]),
			tensor('x_of_cells', [1, 1, 1, logits], centres),
			tensor('y_of_cells', [1, 1, logits, 1], centres),
			tensor('reach2', [1], [reach * reach]),
			tensor('slope', [1], [6 / (reach * reach)]),
			tensor('to_pixels', [1], [coordsToPixels]),
			tensor('half', [1], [-0.5]),
			tensor('penalty', [1], [padsItself ? 1000 : 0]),
			int64s('zero', [0]),
			int64s('one', [1]),
			int64s('axis0', [0]),
			int64s('axis1', [1]),
			int64s('points_axis', [form ? 2 : 1]),
			int64s('column', [-1, 1, 1, 1]),
			int64s('points', [-1, 1, 1, 2]),
			int64s('last', [-1]),
			...(more?.initializer ?? []),
		],
		node: [
			...source,
			{ opType: 'Conv', input: ['small', 'w', 'b'], output: ['red'] },
			{
				opType: 'Resize',
				input: ['red', '', 'scales'],
				output: ['large'],
				attribute: [text('mode', 'linear'), text('coordinate_transformation_mode', 'half_pixel')],
			},
			// Near the first point, …
			{ opType: 'Slice', input: [coords, 'zero', 'one', 'points_axis'], output: ['sliced'] },
			{ opType: 'Reshape', input: ['sliced', 'points'], output: ['unscaled'] },
			{ opType: 'Mul', input: ['unscaled', 'to_pixels'], output: ['first'] },
			...at(0, 'x'),
			...at(1, 'y'),
			{ opType: 'Sub', input: ['x_of_cells', 'x'], output: ['dx'] },
			{ opType: 'Sub', input: ['y_of_cells', 'y'], output: ['dy'] },
			{ opType: 'Mul', input: ['dx', 'dx'], output: ['dx2'] },
			{ opType: 'Mul', input: ['dy', 'dy'], output: ['dy2'] },
			{ opType: 'Add', input: ['dx2', 'dy2'], output: ['distance2'] },
			{ opType: 'Sub', input: ['reach2', 'distance2'], output: ['inside'] },
			{ opType: 'Mul', input: ['inside', 'slope'], output: ['near'] },
			{ opType: 'Min', input: ['large', 'near'], output: ['both'] },
			// … and nowhere, where padding comes that should not.
			{ opType: 'Cast', input: [labels], output: ['labels'], attribute: [int('to', 1)] },
			{ opType: 'Less', input: ['labels', 'half'], output: ['is_padding'] },
			{ opType: 'Cast', input: ['is_padding'], output: ['paddings'], attribute: [int('to', 1)] },
			{
				opType: 'ReduceSum',
				input: ['paddings', 'last'],
				output: ['count'],
				attribute: [int('keepdims', 0)],
			},
			{ opType: 'Reshape', input: ['count', 'column'], output: ['count4'] },
			{ opType: 'Mul', input: ['count4', 'penalty'], output: ['fine'] },
			{ opType: 'Sub', input: ['both', 'fine'], output: ['low'] },
			{
				opType: 'ReduceMean',
				input: ['low'],
				output: ['balance'],
				attribute: [ints('axes', [2, 3]), int('keepdims', 0)],
			},
			{ opType: 'Sigmoid', input: ['balance'], output: [form ? 'flat_scores' : options.scores] },
			...(more?.node ?? [{ opType: 'Identity', input: ['low'], output: [options.masks] }]),
		],
	});
}
