import { GraphBuilder } from '../mobile-sam/graphBuilder.mjs';

/** How many deviations from the mean a number may be. */
const mostDeviations = 5;

/**
 * `descriptor` float32[parts, numbers] → `logits` [parts, names], those of all heads one after another.
 *
 * @param heads as train.py writes them: of each `mean` and `scale` of its input, and networks whose answers are added:
 *     the `ranges` of the input that each sees, and two layers with `weight` [in, out] and `bias` [out]
 */
export function buildHead(heads) {
	const g = new GraphBuilder();
	const vector = (data) => ({ dims: [data.length], data: Float32Array.from(data) });
	const layer = (x, { weight, bias }) => {
		const dims = [weight.length, bias.length];
		return g.add(
			g.matMul(x, g.half({ dims, data: Float32Array.from(weight.flat()) })),
			g.weight(vector(bias)),
		);
	};
	const rangesOf = (x, ranges) => {
		const parts = ranges.map(([from, to]) => g.op('Slice', [x, g.ints(from), g.ints(to), g.ints(1)]));
		return parts.length === 1 ? parts[0] : g.op('Concat', parts, { axis: 1 });
	};
	const logits = heads.map(({ mean, scale, members }) => {
		const centred = g.op('Sub', ['descriptor', g.weight(vector(mean))]);
		const scaled = g.op('Mul', [centred, g.weight(vector(scale))]);
		const clipped = g.op('Clip', [scaled, g.scalar(-mostDeviations), g.scalar(mostDeviations)]);
		return members
			.map(({ ranges, first, second }) =>
				layer(g.op('Gelu', [layer(rangesOf(clipped, ranges), first)]), second),
			)
			.reduce((sum, one) => g.add(sum, one));
	});
	g.op('Concat', logits, { axis: 1 }, 'logits');
	const names = heads.reduce((sum, { members }) => sum + members[0].second.bias.length, 0);
	return g.build(
		'part-head',
		[['descriptor', ['parts', heads[0].mean.length]]],
		[['logits', ['parts', names]]],
	);
}
