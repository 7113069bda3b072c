import simplify from 'simplify-js';
import { bridgeHoles, joinRings } from '../shared/mask/joinRings';
import { type PolygonWithHoles, polygonsWithHoles, type Ring } from '../shared/mask/polygonsWithHoles';
import { area, bbox, type RunLengths } from '../shared/mask/runLengths';
import type { Box, DatasetAnnotation } from './dataset';
import type { WriteOptions } from './format';
import type { Losses } from './losses';

type Options = Pick<WriteOptions, 'losses' | 'simplify'>;

/**
 * The outline of an annotation: as its file had it, if it had one, else along the edges of its mask's pixels. Where
 * asked for it is simplified.
 */
export function outlinePieces(annotation: DatasetAnnotation, options: Options): PolygonWithHoles[] {
	const pieces =
		annotation.polygons?.map((outer): PolygonWithHoles => ({ outer, holes: [] })) ??
		polygonsWithHoles(annotation.mask);
	if (options.simplify === 0) return pieces;
	const simplified = pieces.map(({ outer, holes }) => ({
		outer: simplifyRing(outer, options.simplify),
		holes: holes.map((hole) => simplifyRing(hole, options.simplify)),
	}));
	const corners = (all: readonly PolygonWithHoles[]) =>
		all.reduce((sum, { outer, holes }) => sum + outer.length + holes.flat().length, 0);
	if (corners(simplified) < corners(pieces)) options.losses.add('outlinesSimplified');
	return simplified;
}

/** The outline for a format that takes the union of rings: holes are bridged, and counted. */
export function outlineRings(annotation: DatasetAnnotation, options: Options): Ring[] {
	return outlinePieces(annotation, options).map((piece) => {
		options.losses.add('holesBridged', piece.holes.length);
		return bridgeHoles(piece);
	});
}

/** The outline for a format that takes one ring per object: holes are bridged and pieces joined, and counted. */
export function outlineRing(annotation: DatasetAnnotation, options: Options): Ring | undefined {
	const rings = outlineRings(annotation, options);
	if (rings.length === 0) return undefined;
	if (rings.length > 1) options.losses.add('piecesJoined');
	return joinRings(rings);
}

/** A ring with fewer corners, none of the others further from it than `tolerance` pixels; at least a triangle. */
function simplifyRing(ring: Ring, tolerance: number): Ring {
	const points: { x: number; y: number }[] = [];
	for (let i = 0; i < ring.length; i += 2) points.push({ x: ring[i]!, y: ring[i + 1]! });
	const closed = simplify([...points, points[0]!], tolerance, true).slice(0, -1);
	return closed.length < 3 ? ring : closed.flatMap(({ x, y }) => [x, y]);
}

/** What is off a pixel edge by less than this comes from writing a quotient with few digits. */
const gridTolerance = 0.02;

/** The mask for a format of pixels; where the annotation had an outline between pixels, that is counted. */
export function maskOf(annotation: DatasetAnnotation, { losses }: Pick<Options, 'losses'>): RunLengths {
	if (annotation.box) losses.add('boxesFilled');
	else if (annotation.polygons && !annotation.polygons.every(isAlongPixels)) losses.add('polygonsRasterized');
	return annotation.mask;
}

/** The box for a format that has boxes only; undefined, and counted, where the mask is empty. */
export function boxOf(
	annotation: DatasetAnnotation,
	{ losses }: { losses: Pick<Losses, 'add'> },
): Box | undefined {
	if (annotation.box) return annotation.box;
	const box = bbox(annotation.mask);
	if (box[2] === 0) {
		losses.add('emptyMasks');
		return undefined;
	}
	if (area(annotation.mask) !== box[2] * box[3]) losses.add('masksToBoxes');
	return box;
}

/** Whether a ring runs along pixel edges, so that its mask is exactly what is inside; bridges run there and back. */
function isAlongPixels(ring: Ring): boolean {
	const unpaired = new Set<string>();
	const corner = (at: number) => [Math.round(ring[at]!), Math.round(ring[at + 1]!)] as const;
	if (ring.some((value) => Math.abs(value - Math.round(value)) > gridTolerance)) return false;
	for (let i = 0; i < ring.length; i += 2) {
		const from = corner(i);
		const to = corner((i + 2) % ring.length);
		if (from[0] === to[0] || from[1] === to[1]) continue;
		const edge = [from, to].map(String).sort().join(' ');
		if (!unpaired.delete(edge)) unpaired.add(edge);
	}
	return unpaired.size === 0;
}
