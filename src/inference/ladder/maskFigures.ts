import { outlineOf } from '../mask/bitmap';
import type { DecoderSpace } from '../mask/decoderPrompt';
import { coveredCells, type LogitMask, logitAt, maskBounds } from '../mask/logitMask';
import { stability } from '../mask/maskQuality';
import type { CandidatePool, Member } from './candidatePool';

/** A mask with what was asked for it, and what the decoder itself thinks of it. */
export interface AskedMask extends LogitMask {
	/** The click as it is, with a positive point in a gap between two levels, or the click put to the second opinion. */
	readonly asked: 'own' | 'gap' | 'second';
	/** Its place among the masks of its prompt. */
	readonly place: number;
	/** The decoder's own score. */
	readonly modelScore: number;
}

/** How many masks of its own a model has, at most, and how many its second opinion has. */
const [ownPlaces, secondPlaces] = [6, 4];
const similarityPower = 4;
const minScore = 0.01;

/**
 * What is known of each mask of a click beside the others: the figures by which a pack's model says how likely each is
 * to be meant. Its weights were fitted to just these, in this order.
 *
 * @returns float32[members, figureCount]
 */
export function maskFigures(
	pool: CandidatePool<AskedMask>,
	click: { readonly x: number; readonly y: number },
	space: DecoderSpace,
): Float32Array {
	const { members } = pool;
	const together = figuresBesideOthers(pool);
	return Float32Array.from(
		members.flatMap((member, index) => [
			...originOf(member),
			...scoresOf(member, space),
			...shapeOf(member, click, space),
			...together[index]!,
		]),
	);
}

function originOf({ asked, place }: AskedMask): number[] {
	const at = asked === 'own' ? place : asked === 'gap' ? ownPlaces : ownPlaces + 1 + place;
	return Array.from({ length: ownPlaces + 1 + secondPlaces }, (_, index) => Number(index === at));
}

/** The two decoders' scores do not compare: each has figures of its own. */
function scoresOf({ asked, modelScore, logits }: AskedMask, space: DecoderSpace): number[] {
	const both = [modelScore, Math.log(Math.min(1, Math.max(minScore, modelScore))), stability(logits, space)];
	const none = [0, 0, 0];
	return asked === 'second' ? [...none, ...both] : [...both, ...none];
}

function shapeOf(
	{ bitmap, edge, logits }: Member,
	click: { readonly x: number; readonly y: number },
	space: DecoderSpace,
): number[] {
	const { columns, rows } = coveredCells(space);
	const { unsure, sum } = cellsOf(logits, space);
	const outline = outlineOf(bitmap, columns);
	const { left, top, right, bottom } = maskBounds(logits, space)!;
	const size = Math.log(bitmap.area / (columns * rows) + 1e-4);
	const winding = outline / Math.sqrt(bitmap.area);
	return [
		size,
		(size * size) / 5,
		edge,
		Math.min(winding, 40) / 10,
		Math.log(Math.max(winding, 0.1)),
		Math.min(unsure / Math.max(1, outline), 6),
		Math.min(logitAt(logits, click.x, click.y, space), 10) / 5,
		depthOf(logits, click, space) / Math.sqrt(bitmap.area),
		Math.min(sum / bitmap.area, 12) / 5,
		bitmap.area / ((right - left) * (bottom - top)),
	];
}

/** How many cells it is from a point to the nearest cell outside the mask or the image, along a diagonal as along a side. */
function depthOf(
	logits: Float32Array,
	point: { readonly x: number; readonly y: number },
	space: DecoderSpace,
): number {
	const { columns, rows } = coveredCells(space);
	const column = Math.min(columns - 1, Math.floor(point.x * space.logitScale.x));
	const row = Math.min(rows - 1, Math.floor(point.y * space.logitScale.y));
	const isInside = (x: number, y: number) =>
		x >= 0 && y >= 0 && x < columns && y < rows && logits[y * space.columns + x]! > 0;
	let depth = 0;
	const isRingInside = () => {
		for (let at = -depth; at <= depth; at++) {
			const ring = [
				[column + at, row - depth],
				[column + at, row + depth],
				[column - depth, row + at],
				[column + depth, row + at],
			] as const;
			if (!ring.every(([x, y]) => isInside(x, y))) return false;
		}
		return true;
	};
	while (isRingInside()) depth++;
	return depth;
}

/** The cells with a logit from −1 to 1, and the sum of those inside. */
function cellsOf(logits: Float32Array, space: DecoderSpace) {
	const { columns, rows } = coveredCells(space);
	let [unsure, sum] = [0, 0];
	for (let row = 0; row < rows; row++) {
		const start = row * space.columns;
		for (let at = start; at < start + columns; at++) {
			const logit = logits[at]!;
			if (logit > 0) sum += logit;
			if (logit > -1 && logit < 1) unsure++;
		}
	}
	return { unsure, sum };
}

/** How the other prompts and the second opinion agree with each mask, how many are alike, and what lies inside it. */
function figuresBesideOthers({ members, iou, nesting }: CandidatePool<AskedMask>): number[][] {
	const count = members.length;
	const prompts = new Map<number, number[]>();
	for (const [index, { prompt }] of members.entries())
		prompts.set(prompt, [...(prompts.get(prompt) ?? []), index]);
	const scores = members.map(({ score }) => Math.max(minScore, score));
	const total = scores.reduce((sum, score) => sum + score, 0);
	const own = members.flatMap(({ asked }, index) => (asked === 'own' ? [index] : []));
	const second = members.flatMap(({ asked }, index) => (asked === 'second' ? [index] : []));
	return members.map((member, index) => {
		const row = iou.subarray(index * count, (index + 1) * count);
		const best = (others: readonly number[]) =>
			others.reduce((most, other) => (other === index ? most : Math.max(most, row[other]!)), 0);
		const agreeing = [...prompts].filter(([prompt]) => prompt !== member.prompt).map(([, at]) => best(at));
		const share = (values: readonly number[]) =>
			values.reduce((sum, value) => sum + value, 0) / Math.max(1, agreeing.length);
		let [alike, likeScores, tidy, smaller] = [0, 0, 0, 0];
		for (let other = 0; other < count; other++) {
			const similarity = row[other]! ** similarityPower;
			alike += similarity;
			likeScores += similarity * scores[other]!;
			tidy += (nesting[index * count + other]! * scores[other]!) / total;
			if (members[other]!.bitmap.area < member.bitmap.area * 0.9) smaller += scores[other]! / total;
		}
		return [
			share(agreeing),
			share(agreeing.map((value) => Number(value > 0.8))),
			share(agreeing.map((value) => Number(value > 0.9))),
			best(second),
			best(own),
			Math.log(likeScores),
			Math.log(alike),
			tidy,
			smaller,
		];
	});
}
