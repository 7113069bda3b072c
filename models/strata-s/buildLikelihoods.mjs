import { GraphBuilder } from '../mobile-sam/graphBuilder.mjs';

/** How many deviations from the mean a figure may be. */
const mostDeviations = 5;

/**
 * `figures` float32[masks, figures] → `likelihoods` [masks], together 1.
 *
 * @param network as likelihoods.py writes it: `mean` and `scale` of the figures, `direct` [figures], `hidden` with `weight`
 *     [figures, units] and `bias`, and `out` [units]
 */
export function buildLikelihoods({ mean, scale, direct, hidden, out }) {
	const g = new GraphBuilder();
	const vector = (data) => g.weight({ dims: [data.length], data: Float32Array.from(data) });
	const matrix = (rows) =>
		g.weight({ dims: [rows.length, rows[0].length], data: Float32Array.from(rows.flat()) });
	const column = (data) => matrix(data.map((value) => [value]));
	const scaled = g.op('Mul', [g.op('Sub', ['figures', vector(mean)]), vector(scale)]);
	const clipped = g.op('Clip', [scaled, g.scalar(-mostDeviations), g.scalar(mostDeviations)]);
	const units = g.op('Relu', [g.add(g.matMul(clipped, matrix(hidden.weight)), vector(hidden.bias))]);
	const logits = g.add(g.matMul(clipped, column(direct)), g.matMul(units, column(out)));
	const shares = g.op('Softmax', [logits], { axis: 0 });
	g.op('Squeeze', [shares, g.ints(1)], {}, 'likelihoods');
	return g.build('likelihoods', [['figures', ['masks', mean.length]]], [['likelihoods', ['masks']]]);
}
