import { GraphBuilder } from '../mobile-sam/graphBuilder.mjs';
import { classIds } from './classIds.mjs';

// SSDLite on MobileNetV2, written anew from its weights: norms are folded into the layers before them, and of each
// anchor's scores only those of COCO's 80 classes are there.

const side = 300;
/** Of anchors, in rows of y, x, height, width: what the network's answers are divided by. */
const boxScales = { centre: 10, size: 5 };
const normEpsilon = 1e-3;
const root = 'FeatureExtractor/MobilenetV2';
const blocks = 17;
/** The blocks that halve the image's sides. */
const halving = [1, 3, 6, 13];
/** The block whose first layer the finest anchors look at. */
const finest = 13;
/** The layers after MobileNetV2, each half the side of the one before it: their names have their widths. */
const extras = [
	[2, 256, 512],
	[3, 128, 256],
	[4, 128, 256],
	[5, 64, 128],
];

class Reader {
	constructor(weights) {
		this.weights = weights;
	}

	get(name) {
		const found = this.weights.get(name);
		if (!found) throw new Error(`Expected the weights to have ${name}.`);
		return found;
	}

	/** A convolution with its norm: { weight [out, in, rows, columns], bias [out] }. */
	normed(path) {
		const { data: bias } = this.get(`${path}/BatchNorm/batchnorm/sub`);
		return { weight: outputsFirst(this.get(`${path}/Conv2D/merged_input`)), bias };
	}

	/** The same, of which each output sees one input. */
	depthwise(path) {
		const { data: scale } = this.get(`${path}/BatchNorm/batchnorm/mul`);
		const { data: bias } = this.get(`${path}/BatchNorm/batchnorm/sub`);
		return { weight: scaled(depthFirst(this.get(`${path}/depthwise_weights`)), scale), bias };
	}

	/** The same before a predictor, where the norm is not folded into the weights yet. */
	predictorDepthwise(path) {
		const [gamma, beta, mean, variance] = ['gamma', 'beta', 'moving_mean', 'moving_variance'].map(
			(part) => this.get(`${path}/BatchNorm/${part}`).data,
		);
		const scale = gamma.map((value, i) => value / Math.sqrt(variance[i] + normEpsilon));
		const bias = beta.map((value, i) => value - mean[i] * scale[i]);
		return { weight: scaled(depthFirst(this.get(`${path}/depthwise_weights`)), scale), bias };
	}

	/** @param chosen the outputs that are wanted of each anchor's `count` */
	predictor(path, count, chosen) {
		const { dims, data } = outputsFirst(this.get(`${path}/weights`));
		const { data: biases } = this.get(`${path}/biases`);
		const [outputs, inputs] = dims;
		const rows = Array.from({ length: outputs / count }, (_, anchor) =>
			chosen.map((one) => anchor * count + one),
		).flat();
		const weight = new Float32Array(rows.length * inputs);
		for (const [to, from] of rows.entries())
			weight.set(data.subarray(from * inputs, (from + 1) * inputs), to * inputs);
		const bias = Float32Array.from(rows, (row) => biases[row]);
		return { weight: { dims: [rows.length, inputs, 1, 1], data: weight }, bias };
	}
}

/** [rows, columns, in, out] → [out, in, rows, columns] */
function outputsFirst({ dims: [rows, columns, inputs, outputs], data }) {
	const cells = rows * columns;
	const moved = Float32Array.from({ length: data.length }, (_, at) => {
		const output = Math.floor(at / (inputs * cells));
		const input = Math.floor(at / cells) % inputs;
		return data[((at % cells) * inputs + input) * outputs + output];
	});
	return { dims: [outputs, inputs, rows, columns], data: moved };
}

/** [rows, columns, channels, 1] → [channels, 1, rows, columns] */
const depthFirst = ({ dims: [rows, columns, channels], data }) =>
	outputsFirst({ dims: [rows, columns, 1, channels], data });

function scaled({ dims, data }, scale) {
	const each = data.length / scale.length;
	return { dims, data: data.map((value, at) => value * scale[Math.floor(at / each)]) };
}

function conv(g, x, { weight, bias }, stride = 1) {
	const [outputs, inputs, rows, columns] = weight.dims;
	return g.op('Conv', [x, g.half(weight), g.weight({ dims: [outputs], data: bias })], {
		kernel_shape: [rows, columns],
		strides: [stride, stride],
		auto_pad: 'SAME_UPPER',
		group: inputs === 1 ? outputs : 1,
	});
}

const relu6 = (g, x) => g.op('Clip', [x, g.scalar(0), g.scalar(6)]);

/** Anchors as centre and size: float32[anchors, 2] each, y before x. */
function anchorsOf({ dims, data }) {
	const count = dims[1];
	const pairs = (make) => ({
		dims: [count, 2],
		data: Float32Array.from({ length: 2 * count }, (_, at) => {
			const start = 4 * Math.floor(at / 2) + (at % 2);
			return make(data[start], data[start + 2]);
		}),
	});
	return { centres: pairs((from, to) => (from + to) / 2), sizes: pairs((from, to) => to - from) };
}

/**
 * `image` float32[1, 300, 300, 3], 0 to 255 → `boxes` [1917, 4] (top, left, bottom, right as parts of the image's sides)
 * and `scores` [1917, 80], 0 to 1.
 */
export function buildDetector(weights) {
	const read = new Reader(weights);
	const g = new GraphBuilder();
	const planes = g.transpose('image', 0, 3, 1, 2);
	const normalised = g.op('Sub', [g.op('Mul', [planes, g.scalar(2 / 255)]), g.scalar(1)]);
	let x = relu6(g, conv(g, normalised, read.normed(`${root}/Conv`), 2));
	const seen = [];
	let width = 0;
	for (let block = 0; block < blocks; block++) {
		const path = block === 0 ? `${root}/expanded_conv` : `${root}/expanded_conv_${block}`;
		const wide = block === 0 ? x : relu6(g, conv(g, x, read.normed(`${path}/expand`)));
		if (block === finest) seen.push(wide);
		const stride = halving.includes(block) ? 2 : 1;
		const local = relu6(g, conv(g, wide, read.depthwise(`${path}/depthwise`), stride));
		const project = read.normed(`${path}/project`);
		const narrow = conv(g, local, project);
		x = stride === 1 && project.bias.length === width ? g.add(narrow, x) : narrow;
		width = project.bias.length;
	}
	x = relu6(g, conv(g, x, read.normed(`${root}/Conv_1`)));
	seen.push(x);
	for (const [n, narrow, width] of extras) {
		const path = `${root}/layer_19_2_Conv2d_${n}_3x3_s2_${width}`;
		x = relu6(g, conv(g, x, read.normed(`${root}/layer_19_1_Conv2d_${n}_1x1_${narrow}`)));
		x = relu6(g, conv(g, x, read.depthwise(`${path}_depthwise`), 2));
		x = relu6(g, conv(g, x, read.normed(path)));
		seen.push(x);
	}
	const rowsOf = (predictor, count, chosen) =>
		g.op(
			'Concat',
			seen.map((layer, n) => {
				const path = `BoxPredictor_${n}/${predictor}`;
				const local = relu6(g, conv(g, layer, read.predictorDepthwise(`${path}_depthwise`)));
				const answers = conv(g, local, read.predictor(path, count, chosen));
				return g.reshape(g.transpose(answers, 0, 2, 3, 1), [-1, chosen.length]);
			}),
			{ axis: 0 },
		);
	const anchors = read.get('Postprocessor/ExpandDims');
	const { centres, sizes } = anchorsOf(anchors);
	const answers = rowsOf('BoxEncodingPredictor', 4, [0, 1, 2, 3]);
	const columns = (from) => g.op('Slice', [answers, g.ints(from), g.ints(from + 2), g.ints(1)]);
	const anchorSizes = g.weight(sizes);
	const moved = g.op('Mul', [g.op('Mul', [columns(0), g.scalar(1 / boxScales.centre)]), anchorSizes]);
	const centre = g.add(moved, g.weight(centres));
	const size = g.op('Mul', [
		g.op('Exp', [g.op('Mul', [columns(2), g.scalar(1 / boxScales.size)])]),
		anchorSizes,
	]);
	const half = g.op('Mul', [size, g.scalar(0.5)]);
	g.op('Concat', [g.op('Sub', [centre, half]), g.add(centre, half)], { axis: 1 }, 'boxes');
	g.op('Sigmoid', [rowsOf('ClassPredictor', 91, classIds)], {}, 'scores');
	const count = anchors.dims[1];
	return g.build(
		'detector',
		[['image', [1, side, side, 3]]],
		[
			['boxes', [count, 4]],
			['scores', [count, classIds.length]],
		],
	);
}
