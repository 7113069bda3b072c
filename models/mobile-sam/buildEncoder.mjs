import { GraphBuilder } from './graphBuilder.mjs';
import { partitionWindows } from './partitionWindows.mjs';
import { foldNorm, quantizeLinear } from './quantizeLinear.mjs';
import { readEncoderWeights } from './readEncoderWeights.mjs';

// MobileSAM's encoder (TinyViT) for processors, written anew from its weights: the float32 file's features within
// what its tests say, in less than two thirds of the time (docs/encoder.md).
// - Linear layers multiply bytes: weights are rounded when the file is built, what goes in when it runs.
// - Queries, keys and values come from layers of their own, in the order in which they are used; what is only
//   moved about is moved as rows.

const headWidth = 32;
const epsilon = 1e-5;
const neckEpsilon = 1e-6;
/** Of the layers with attention. */
const widths = [128, 160, 320];
const windowSides = [7, 14, 7];
/** Tokens along each side of their image. */
const tokenSides = [128, 64, 64];

function conv(g, x, { weight, bias }, stride = 1) {
	const [outputs, inputs, side] = weight.dims;
	const pad = side >> 1;
	return g.op('Conv', [x, g.weight(weight), ...(bias ? [g.weight(bias)] : [])], {
		kernel_shape: [side, side],
		strides: [stride, stride],
		pads: [pad, pad, pad, pad],
		dilations: [1, 1],
		group: inputs === 1 ? outputs : 1,
	});
}

const gelu = (g, x) => g.op('Gelu', [x]);

function invertedBottleneck(g, x, [expand, local, project]) {
	const wide = gelu(g, conv(g, gelu(g, conv(g, x, expand)), local));
	return gelu(g, g.add(conv(g, wide, project), x));
}

function mergePatches(g, x, [expand, local, project], stride) {
	return conv(g, gelu(g, conv(g, gelu(g, conv(g, x, expand)), local, stride)), project);
}

/** Rows as unsigned bytes, with their scale and zero: what `linear` takes. */
const quantizeRows = (g, x) => g.ops('DynamicQuantizeLinear', [x], 3);

/** [rows, in] → float32[rows, out] */
function linear(g, [bytes, scale, zero], { weight, bias }) {
	const { weight: rounded, scale: scales } = quantizeLinear(weight);
	const parts = [bytes, g.weight(rounded), scale, g.weight(scales), zero, '', g.weight(bias)];
	return g.op('MatMulIntegerToFloat', parts);
}

/** Of a layer that gives query, key and value head by head: those of one part (0 to 2), for all heads, scaleLinear. */
function selectPart({ weight, bias }, part, scale) {
	const [inputs, outputs] = weight.dims;
	const width = outputs / 3;
	const from = (at) => (Math.floor(at / headWidth) * 3 + part) * headWidth + (at % headWidth);
	const taken = (data, rows) =>
		Float32Array.from({ length: rows * width }, (_, at) => {
			const row = Math.floor(at / width);
			return data[row * outputs + from(at % width)] * scale;
		});
	return {
		weight: { dims: [inputs, width], data: taken(weight.data, inputs) },
		bias: { dims: [width], data: taken(bias.data, 1) },
	};
}

/** float32[windows · side², width] in and out */
function attend(g, x, side, width, { attentionNorm, qkv, attentionBias }) {
	const size = side * side;
	const heads = width / headWidth;
	// Padding is zero before this layer, so that the norm's β reaches it as it reaches a cell of zeros.
	const all = foldNorm(attentionNorm, qkv);
	const bytes = quantizeRows(g, x);
	const headRows = (part, scale, ...order) => {
		const rows = linear(g, bytes, selectPart(all, part, scale));
		return g.transpose(g.reshape(rows, [-1, size, heads, headWidth]), ...order);
	};
	const queries = headRows(0, 1 / Math.sqrt(headWidth), 0, 2, 1, 3);
	const keys = headRows(1, 1, 0, 2, 3, 1);
	const values = headRows(2, 1, 0, 2, 1, 3);
	const bias = g.weight({ dims: [1, heads, size, size], data: attentionBias.data });
	const shares = g.op('Softmax', [g.add(g.matMul(queries, keys), bias)], { axis: -1 });
	return g.reshape(g.transpose(g.matMul(shares, values), 0, 2, 1, 3), [-1, width]);
}

const toImage = (g, tokens, size, width) =>
	g.transpose(g.reshape(tokens, [1, size, size, width]), 0, 3, 1, 2);
const toTokens = (g, image, width) => g.reshape(g.transpose(image, 0, 2, 3, 1), [-1, width]);

function block(g, x, size, { into, back }, side, width, weights) {
	const normed = g.layerNorm(x, plainNorm(width), epsilon);
	const seen = back(attend(g, into(normed), side, width, weights));
	const first = g.add(x, linear(g, quantizeRows(g, seen), weights.out));
	const local = toTokens(g, conv(g, toImage(g, first, size, width), weights.local), width);
	const second = quantizeRows(g, g.layerNorm(local, weights.mlpNorm, epsilon));
	const wide = quantizeRows(g, gelu(g, linear(g, second, weights.lin1)));
	return g.add(local, linear(g, wide, weights.lin2));
}

const plainNorm = (width) => ({
	weight: { dims: [width], data: new Float32Array(width).fill(1) },
	bias: { dims: [width], data: new Float32Array(width) },
});

/** `input` float32[1, 3, 1024, 1024] → `output` [1, 256, 64, 64] */
export function buildEncoder(bytes) {
	const weights = readEncoderWeights(bytes);
	const g = new GraphBuilder();
	const [first, second] = weights.patches;
	let image = conv(g, gelu(g, conv(g, 'input', first, 2)), second, 2);
	for (const bottleneck of weights.inverted) image = invertedBottleneck(g, image, bottleneck);
	for (const [layer, blocks] of weights.blocks.entries()) {
		const width = widths[layer];
		const side = windowSides[layer];
		image = mergePatches(g, image, weights.merging[layer], layer === 2 ? 1 : 2);
		const size = tokenSides[layer];
		const partition = partitionWindows(g, side, width, size);
		let tokens = toTokens(g, image, width);
		for (const part of blocks) tokens = block(g, tokens, size, partition, side, width, part);
		image = toImage(g, tokens, size, width);
	}
	for (const [n, norm] of weights.neckNorms.entries()) {
		const rows = g.transpose(conv(g, image, weights.neck[n]), 0, 2, 3, 1);
		const normed = g.layerNorm(rows, norm, neckEpsilon);
		const output = n === weights.neckNorms.length - 1 ? 'output' : undefined;
		image = g.op('Transpose', [normed], { perm: [0, 3, 1, 2] }, output);
	}
	return g.build('encoder', [['input', [1, 3, 1024, 1024]]], [['output', [1, 256, 64, 64]]]);
}
