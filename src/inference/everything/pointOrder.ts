import type { ImagePoint } from '../../shared/prompt';
import { type Bitmap, hasCell } from '../mask/bitmap';
import type { DecoderSpace } from '../mask/decoderPrompt';
import { coveredCells } from '../mask/logitMask';
import type { FeatureMap } from '../model/model';

/** Which points of a grid are asked next, given what was found at those before. */
export interface PointOrder {
	/** How many points are asked at most. */
	readonly total: number;
	/** At most so many points that were not given before, by their numbers; none where it is enough. */
	next(max: number): readonly number[];
	/** A point was answered. @param finest the smallest mask that was found there */
	settle(point: number, finest: Bitmap | undefined): void;
}

/** Row by row, all of them. */
export function everyPoint(count: number): PointOrder {
	let first = 0;
	return {
		total: count,
		next(max) {
			const batch = Array.from({ length: Math.min(max, count - first) }, (_, at) => first + at);
			first += batch.length;
			return batch;
		},
		settle: () => undefined,
	};
}

/** Of a grid's points, how many are asked at most. */
const maxAsked = 0.2;
/** How much a distance of the grid’s whole diagonal counts beside what the encoder sees (0 to 2). */
const spaceWeight = 2.2;
/** How much of its novelty a point keeps in the smallest mask of another one. */
const settledNovelty = 0.3;

interface FrugalGrid {
	/** In pixels of the image. */
	readonly points: readonly ImagePoint[];
	readonly features: FeatureMap;
	readonly space: DecoderSpace;
}

/**
 * A fifth of the points: always the one that is least like those before it, in what the encoder sees there and by how far
 * away it is. A point in the smallest mask that was found at another one is settled, at that level and at those above it,
 * and comes late.
 */
export function frugalOrder({ points, features, space }: FrugalGrid): PointOrder {
	const vectors = points.map((point) => vectorAt(features, point));
	centreAndNormalise(vectors);
	const diagonal = Math.hypot(space.width, space.height);
	const cells = points.map((point) => cellOf(point, space));
	const { columns } = coveredCells(space);
	/** How new each point is; below zero where it was given. */
	const novelty = new Float64Array(points.length).fill(Number.POSITIVE_INFINITY);
	const count = Math.ceil(points.length * maxAsked);
	let given = 0;
	/** Nearness to a point, and whether a mask of it settles what is inside. */
	const meet = (other: number, finest: Bitmap | undefined) => {
		for (let point = 0; point < points.length; point++) {
			if (novelty[point]! < 0) continue;
			const away = Math.hypot(points[point]!.x - points[other]!.x, points[point]!.y - points[other]!.y);
			const unlike = 1 - dot(vectors[point]!, vectors[other]!);
			const isSettled = finest && hasCell(finest, columns, cells[point]!);
			const distance = (unlike + (spaceWeight * away) / diagonal) * (isSettled ? settledNovelty : 1);
			if (distance < novelty[point]!) novelty[point] = distance;
		}
	};
	return {
		total: count,
		next(max) {
			const batch: number[] = [];
			while (batch.length < max && given < count) {
				const best = given === 0 ? middle(points, space) : indexOfMost(novelty);
				novelty[best] = -1;
				meet(best, undefined);
				batch.push(best);
				given++;
			}
			return batch;
		},
		settle: meet,
	};
}

function middle(points: readonly ImagePoint[], { width, height }: DecoderSpace): number {
	const away = ({ x, y }: ImagePoint) => Math.hypot(x - width / 2, y - height / 2);
	return points.reduce((best, point, at) => (away(point) < away(points[best]!) ? at : best), 0);
}

function indexOfMost(values: Float64Array): number {
	let best = 0;
	for (let at = 1; at < values.length; at++) if (values[at]! > values[best]!) best = at;
	return best;
}

function cellOf(
	{ x, y }: ImagePoint,
	space: DecoderSpace,
): { readonly column: number; readonly row: number } {
	const { columns, rows } = coveredCells(space);
	return {
		column: Math.min(columns - 1, Math.floor(x * space.logitScale.x)),
		row: Math.min(rows - 1, Math.floor(y * space.logitScale.y)),
	};
}

/** The features at a point, bilinear between cell centres. */
function vectorAt({ data, columns, rows, scale }: FeatureMap, { x, y }: ImagePoint): Float32Array {
	const plane = columns * rows;
	const along = (at: number, size: number) => Math.min(size - 1, Math.max(0, at - 0.5));
	const [column, row] = [along(x * scale.x, columns), along(y * scale.y, rows)];
	const [x0, y0] = [Math.floor(column), Math.floor(row)];
	const [x1, y1] = [Math.min(columns - 1, x0 + 1), Math.min(rows - 1, y0 + 1)];
	const [right, below] = [column - x0, row - y0];
	return Float32Array.from({ length: data.length / plane }, (_, channel) => {
		const at = (r: number, c: number) => data[channel * plane + r * columns + c]!;
		const above = at(y0, x0) * (1 - right) + at(y0, x1) * right;
		return above * (1 - below) + (at(y1, x0) * (1 - right) + at(y1, x1) * right) * below;
	});
}

/** What all points of the image have in common says nothing of any of them. */
function centreAndNormalise(vectors: readonly Float32Array[]): void {
	const channels = vectors[0]?.length ?? 0;
	for (let channel = 0; channel < channels; channel++) {
		const mean = vectors.reduce((sum, vector) => sum + vector[channel]!, 0) / vectors.length;
		for (const vector of vectors) vector[channel] = vector[channel]! - mean;
	}
	for (const vector of vectors) {
		const length = Math.sqrt(dot(vector, vector));
		if (length > 0) for (let channel = 0; channel < channels; channel++) vector[channel]! /= length;
	}
}

function dot(a: Float32Array, b: Float32Array): number {
	let sum = 0;
	for (let at = 0; at < a.length; at++) sum += a[at]! * b[at]!;
	return sum;
}
