import { GraphBuilder } from './graphBuilder.mjs';
import {
	crossWidth,
	heads,
	headWidth,
	scaleLinear,
	splitHeadColumns,
	splitHeads,
	splitHeadsTransposed,
} from './headWeights.mjs';
import { readDecoderWeights, stack } from './readDecoderWeights.mjs';

// SAM's decoder, written anew from its weights, with the same results (float32, other order of sums) in a third of
// the time for each prompt:
// - What depends on the image alone is a graph of its own (`buildPrepare`), run once per image.
// - Where tokens (7 or 8) attend to the image's cells (4096) and back, keys and values of the cells are never made:
//   the small side takes the projections over, (Q Wkᵀ) · cellsᵀ in place of Q · (cells Wk)ᵀ, and so on.
// - Upscaling works on cells as rows, so that its convolutions are plain matrix products, and on covered cells only.

const side = 64;
const cells = side * side;
const width = 256;
const crossScale = 1 / Math.sqrt(headWidth);
const selfScale = 1 / Math.sqrt(width / heads);
const masks = 4;
const logitSide = 256;
/** Cells that the image does not cover get this logit. */
const outsideLogit = -32;

/** SAM's encoding of places from -1 to 1: [..., 2] → [..., 256]. */
function encodePositions(g, places, frequencies) {
	const phase = g.op('Mul', [g.matMul(places, g.weight(frequencies)), g.scalar(2 * Math.PI)]);
	return g.op('Concat', [g.op('Sin', [phase]), g.op('Cos', [phase])], { axis: -1 });
}

/** Of the cells, float32[1, cells, 256]: a constant, worked out when the graph is loaded. */
function encodeCellPositions(g, { cellCentres, frequencies }) {
	return encodePositions(g, g.weight({ dims: [1, cells, 2], data: cellCentres.data }), frequencies);
}

const prepared = [
	['cells', [1, cells, width]],
	['cell_keys', [heads, headWidth, cells]],
	['cell_values', [heads, cells, headWidth]],
	['cell_queries', [1, cells, crossWidth]],
];

/** What the decoder needs of an image: `image_embeddings` float32[1, 256, 64, 64] → the tensors named in `prepared`. */
export function buildPrepare(bytes, options) {
	const weights = readDecoderWeights(bytes);
	const [{ tokenToImage, imageToToken }] = weights.layers;
	const g = new GraphBuilder(options);
	const features = g.add('image_embeddings', g.weight(weights.noMask));
	const rows = g.op('Transpose', [g.reshape(features, [1, width, cells])], { perm: [0, 2, 1] }, 'cells');
	const placed = g.add(rows, encodeCellPositions(g, weights));
	const keys = g.reshape(g.linear(placed, tokenToImage.k), [cells, heads, headWidth]);
	g.op('Transpose', [keys], { perm: [1, 2, 0] }, 'cell_keys');
	const values = g.reshape(g.linear(rows, tokenToImage.v), [cells, heads, headWidth]);
	g.op('Transpose', [values], { perm: [1, 0, 2] }, 'cell_values');
	const { weight, bias } = scaleLinear(crossScale, imageToToken.q);
	g.op('Add', [g.matMul(placed, g.weight(weight)), g.weight(bias)], {}, 'cell_queries');
	return g.build('prepare', [['image_embeddings', [1, width, side, side]]], prepared);
}

/**
 * The rest, for a batch of prompts with one number of points: the prepared tensors, `covered` float32[2] (rows and
 * columns of cells that the image covers), `point_coords` float32[prompts, points, 2] and `point_labels`
 * float32[prompts, points] → `masks` float32[prompts, 4, 256, 256] and `scores` float32[prompts, 4].
 */
export function buildDecoder(bytes, options) {
	const g = new GraphBuilder(options);
	const decoder = new Decoder(g, readDecoderWeights(bytes));
	decoder.write();
	return g.build(
		'decoder',
		[
			...prepared,
			['covered', [2]],
			['point_coords', ['prompts', 'points', 2]],
			['point_labels', ['prompts', 'points']],
		],
		[
			['masks', ['prompts', masks, logitSide, logitSide]],
			['scores', ['prompts', masks]],
		],
	);
}

class Decoder {
	constructor(graph, weights) {
		this.g = graph;
		this.weights = weights;
		this.batch = graph.sizeOf('point_labels', 0);
	}

	write() {
		const { g } = this;
		const { layers, final, finalNorm } = this.weights;
		const [first, second] = layers;
		// prompt: [prompts, tokens, 256], the five output tokens first
		const prompt = this.promptTokens();
		this.tokens = g.sizeOf(prompt, 1);
		let tokens = this.norm(this.selfAttention(prompt, prompt, first.self), first.norms[0]);
		tokens = this.addNorm(tokens, this.tokensToPrepared(g.add(tokens, prompt)), first.norms[1]);
		tokens = this.addNorm(tokens, this.mlp(tokens, first), first.norms[2]);
		let image = this.preparedToTokens(g.add(tokens, prompt), tokens);
		image = this.addNorm(image, 'cells', first.norms[3]);
		const positions = encodeCellPositions(g, this.weights);
		let placed = g.add(image, positions);

		const asked = g.add(tokens, prompt);
		tokens = this.addNorm(tokens, this.selfAttention(asked, tokens, second.self), second.norms[0]);
		const query = g.add(tokens, prompt);
		tokens = this.addNorm(
			tokens,
			this.tokensToImage(query, image, placed, second.tokenToImage),
			second.norms[1],
		);
		tokens = this.addNorm(tokens, this.mlp(tokens, second), second.norms[2]);
		const answer = this.imageToTokens(placed, g.add(tokens, prompt), tokens, second.imageToToken);
		image = this.addNorm(image, answer, second.norms[3]);
		placed = g.add(image, positions);
		const last = this.tokensToImage(g.add(tokens, prompt), image, placed, final);
		tokens = this.addNorm(tokens, last, finalNorm);

		this.scores(tokens);
		this.masks(tokens, image);
	}

	/** SAM's prompt encoder for points, behind the output tokens. */
	promptTokens() {
		const { g } = this;
		const { frequencies, pointEmbeddings, outputTokens } = this.weights;
		const centred = g.add('point_coords', g.scalar(0.5));
		const unit = g.op('Sub', [g.op('Mul', [centred, g.scalar(2 / 1024)]), g.scalar(1)]);
		const position = encodePositions(g, unit, frequencies);
		// A point of padding (label -1) lies nowhere.
		const labels = g.op('Unsqueeze', ['point_labels', g.ints(-1)]);
		const isSomewhere = g.op('Cast', [g.op('GreaterOrEqual', [labels, g.scalar(0)])], { to: 1 });
		const index = g.op('Cast', [g.add('point_labels', g.scalar(1))], { to: 7 });
		const embedding = g.op('Gather', [g.weight(pointEmbeddings), index], { axis: 0 });
		const points = g.add(g.op('Mul', [position, isSomewhere]), embedding);
		const output = g.op('Expand', [g.weight(outputTokens), g.shape([this.batch, 1, 1])]);
		return g.op('Concat', [output, points], { axis: 1 });
	}

	norm(x, weights) {
		return this.g.layerNorm(x, weights, 1e-5);
	}

	addNorm(a, b, weights) {
		return this.norm(this.g.add(a, b), weights);
	}

	mlp(x, { lin1, lin2 }) {
		return this.g.linear(this.g.op('Relu', [this.g.linear(x, lin1)]), lin2);
	}

	/** [prompts, tokens, heads × size] → [prompts, heads, tokens, size] */
	split(x, size) {
		return this.g.transpose(this.g.reshape(x, [0, -1, heads, size]), 0, 2, 1, 3);
	}

	/** The way back. */
	merge(x, size) {
		return this.g.reshape(this.g.transpose(x, 0, 2, 1, 3), [0, -1, heads * size]);
	}

	selfAttention(query, value, { q, k, v, out }) {
		const { g } = this;
		const size = width / heads;
		const queries = this.split(g.linear(query, scaleLinear(selfScale, q)), size);
		const keys = g.transpose(g.reshape(g.linear(query, k), [0, -1, heads, size]), 0, 2, 3, 1);
		const values = this.split(g.linear(value, v), size);
		const weights = g.op('Softmax', [g.matMul(queries, keys)], { axis: -1 });
		return g.linear(this.merge(g.matMul(weights, values), size), out);
	}

	/** Layer 0, tokens to image: keys and values are prepared, the prompts' tokens are one list. */
	tokensToPrepared(query) {
		const { g } = this;
		const { q, out } = this.weights.layers[0].tokenToImage;
		const queries = g.reshape(g.linear(query, scaleLinear(crossScale, q)), [-1, heads, headWidth]);
		const weights = g.op('Softmax', [g.matMul(g.transpose(queries, 1, 0, 2), 'cell_keys')], { axis: -1 });
		const answer = g.transpose(g.matMul(weights, 'cell_values'), 1, 0, 2);
		return g.linear(g.reshape(answer, [this.batch, -1, crossWidth]), out);
	}

	/** Later layers, tokens to image: cells stay as they are, the tokens take the projections over. */
	tokensToImage(query, image, placed, { q, k, v, out }) {
		const { g } = this;
		const queries = this.split(g.linear(query, scaleLinear(crossScale, q)), headWidth);
		// rows: [prompts, heads × tokens, 256]; the keys' bias is the same for all cells and drops out of the softmax
		const rows = g.reshape(g.matMul(queries, g.weight(splitHeadsTransposed(k.weight))), [0, -1, width]);
		const match = g.transpose(g.matMul(placed, g.transpose(rows, 0, 2, 1)), 0, 2, 1);
		const seen = g.matMul(g.op('Softmax', [match], { axis: -1 }), image);
		const byHeads = g.reshape(seen, [0, heads, -1, width]);
		const answer = this.merge(g.matMul(byHeads, g.weight(splitHeadColumns(v.weight))), headWidth);
		return g.linear(g.add(answer, g.weight(v.bias)), out);
	}

	/** Layer 0, image to tokens: the cells' queries are prepared. */
	preparedToTokens(key, value) {
		const { g } = this;
		const { imageToToken } = this.weights.layers[0];
		// Each head's keys in a row of their own, zero in the other heads' columns: one product for all heads.
		const ownColumns = new Float32Array(heads * crossWidth);
		for (let head = 0; head < heads; head++) {
			const from = head * crossWidth + head * headWidth;
			ownColumns.fill(1, from, from + headWidth);
		}
		const keys = g.op('Unsqueeze', [g.linear(key, imageToToken.k), g.ints(1)]);
		const apart = g.op('Mul', [keys, g.weight({ dims: [1, heads, 1, crossWidth], data: ownColumns })]);
		const rows = g.reshape(apart, [0, -1, crossWidth]);
		const match = g.matMul('cell_queries', g.transpose(rows, 0, 2, 1));
		return this.fromTokens(match, value, imageToToken);
	}

	imageToTokens(placed, key, value, weights) {
		const { g } = this;
		const { weight, bias } = scaleLinear(crossScale, weights.q);
		const keys = this.split(g.linear(key, weights.k), headWidth);
		const rows = g.reshape(g.matMul(keys, g.weight(splitHeadsTransposed(weight))), [0, -1, width]);
		const biases = g.weight({ dims: [heads, headWidth, 1], data: bias.data });
		const offsets = g.reshape(g.matMul(keys, biases), [0, 1, -1]);
		const match = g.add(g.matMul(placed, g.transpose(rows, 0, 2, 1)), offsets);
		return this.fromTokens(match, value, weights);
	}

	/** match: [prompts, cells, heads × tokens] → what each cell takes from the tokens, [prompts, cells, 256]. */
	fromTokens(match, value, { v, out }) {
		const { g } = this;
		const byHeads = g.reshape(match, [this.batch, -1, heads, this.tokens]);
		const weights = g.reshape(g.op('Softmax', [byHeads], { axis: -1 }), [0, cells, -1]);
		const values = this.split(g.linear(value, v), headWidth);
		const rows = g.reshape(g.matMul(values, g.weight(splitHeads(out.weight))), [0, -1, width]);
		// The weights of a cell sum to one in each head: an eighth of the bias in every row is the bias in the sum.
		const share = { dims: out.bias.dims, data: out.bias.data.map((value) => value / heads) };
		return g.matMul(weights, g.add(rows, g.weight(share)));
	}

	scores(tokens) {
		const { g } = this;
		let x = g.reshape(g.op('Slice', [tokens, g.ints(0), g.ints(1), g.ints(1)]), [-1, width]);
		for (const [index, { weight, bias }] of this.weights.scoreHead.entries()) {
			if (index > 0) x = g.op('Relu', [x]);
			x = g.op('Gemm', [x, g.weight(weight), g.weight(bias)], {}, index === 2 ? 'scores' : undefined);
		}
	}

	/** float32[prompts, 32, 4]: what each mask's token asks of the upscaled cells. */
	maskQueries(tokens) {
		const { g } = this;
		let x = g.transpose(g.op('Slice', [tokens, g.ints(1), g.ints(1 + masks), g.ints(1)]), 1, 0, 2);
		for (const [index, layer] of this.weights.maskHeads.entries()) {
			if (index > 0) x = g.op('Relu', [x]);
			const weight = stack(layer.map((head) => head.weight));
			const bias = stack(
				layer.map((head) => head.bias),
				[1, layer[0].bias.data.length],
			);
			x = g.add(g.matMul(x, g.weight(weight)), g.weight(bias));
		}
		return g.transpose(x, 1, 2, 0);
	}

	masks(tokens, image) {
		const { g } = this;
		const { upscaling, upscalingNorm } = this.weights;
		const covered = g.op('Cast', ['covered'], { to: 7 });
		const grid = g.reshape(image, [0, side, side, width]);
		const inside = g.op('Slice', [grid, g.ints(0, 0), covered, g.ints(1, 2)]);
		const gemm = (x, { weight, bias }) => g.op('Gemm', [x, g.weight(weight), g.weight(bias)]);
		// twice: [n, in] → [n, (2, 2, out)], the rows of the second being the first's quarters
		const halves = g.reshape(gemm(g.reshape(inside, [-1, width]), upscaling[0]), [-1, 64]);
		const normed = g.op('Gelu', [g.layerNorm(halves, upscalingNorm, 1e-6)]);
		const quarters = g.op('Gelu', [gemm(normed, upscaling[1])]);
		// One product for the four quarters: corner (y, x) meets the queries in its own columns (y, mask, x).
		const ownColumns = new Float32Array(4 * 4);
		for (let corner = 0; corner < 4; corner++) ownColumns[corner * 4 + corner] = 1;
		const queries = g.reshape(this.maskQueries(tokens), [this.batch, 1, 32, 1, masks, 1]);
		const apart = g.op('Mul', [queries, g.weight({ dims: [1, 4, 1, 2, 1, 2], data: ownColumns })]);
		const logits = g.matMul(g.reshape(quarters, [this.batch, -1, 128]), g.reshape(apart, [0, 128, 16]));
		this.arrange(logits, covered);
	}

	/** logits: [prompts, (row, column, y, x), (y, mask, x)] → `masks`, padded where the image ends. */
	arrange(logits, covered) {
		const { g } = this;
		const rows = g.op('Slice', [covered, g.ints(0), g.ints(1)]);
		const columns = g.op('Slice', [covered, g.ints(1), g.ints(2)]);
		const apart = g.reshape(logits, [this.batch, rows, columns, 2, 2, 2, masks, 2]);
		const ordered = g.transpose(apart, 0, 6, 1, 3, 5, 2, 4, 7);
		const [height, breadth] = [rows, columns].map((count) => g.op('Mul', [count, g.ints(4)]));
		const cropped = g.reshape(ordered, [this.batch, masks, height, breadth]);
		const missing = [height, breadth].map((size) => g.op('Sub', [g.ints(logitSide), size]));
		const pads = g.shape([0, 0, 0, 0, 0, 0, ...missing]);
		g.op('Pad', [cropped, pads, g.scalar(outsideLogit)], {}, 'masks');
	}
}
