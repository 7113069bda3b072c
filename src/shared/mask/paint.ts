import { ColumnSpans } from './columnSpans';
import type { RunLengths } from './runLengths';

interface Point {
	readonly x: number;
	readonly y: number;
}

/**
 * What a round brush paints along a line: the pixels whose centre is at most `radius` from it.
 *
 * @param line in image pixels, may lie beside the image; a single point paints one disc
 * @param radius in image pixels
 */
export function paintStroke(
	line: readonly Point[],
	radius: number,
	width: number,
	height: number,
): RunLengths {
	const spans = new ColumnSpans(width, height);
	const from = line.length === 1 ? [...line, ...line] : line;
	for (let i = 0; i + 1 < from.length; i++) paintSegment(spans, from[i]!, from[i + 1]!, radius, width);
	return spans.toMask();
}

/** A segment's pixels: two discs and the rectangle between them, which is convex, so that a column has one piece. */
function paintSegment(spans: ColumnSpans, a: Point, b: Point, radius: number, width: number): void {
	const length = Math.hypot(b.x - a.x, b.y - a.y);
	const across = length === 0 ? { x: 0, y: 0 } : normal(a, b, radius / length);
	const corners = [
		{ x: a.x + across.x, y: a.y + across.y },
		{ x: b.x + across.x, y: b.y + across.y },
		{ x: b.x - across.x, y: b.y - across.y },
		{ x: a.x - across.x, y: a.y - across.y },
	];
	const first = Math.max(0, Math.ceil(Math.min(a.x, b.x) - radius - 0.5));
	const last = Math.min(width - 1, Math.floor(Math.max(a.x, b.x) + radius - 0.5));
	for (let x = first; x <= last; x++) {
		const centre = x + 0.5;
		let top = Number.POSITIVE_INFINITY;
		let bottom = Number.NEGATIVE_INFINITY;
		const reach = (y: number) => {
			top = Math.min(top, y);
			bottom = Math.max(bottom, y);
		};
		for (const end of [a, b]) {
			const rest = radius * radius - (centre - end.x) ** 2;
			if (rest < 0) continue;
			reach(end.y - Math.sqrt(rest));
			reach(end.y + Math.sqrt(rest));
		}
		for (const [i, p] of corners.entries()) {
			const q = corners[(i + 1) % 4]!;
			if (p.x === q.x || centre < Math.min(p.x, q.x) || centre > Math.max(p.x, q.x)) continue;
			reach(p.y + ((centre - p.x) / (q.x - p.x)) * (q.y - p.y));
		}
		if (top <= bottom) spans.add(x, Math.ceil(top - 0.5), Math.floor(bottom - 0.5) + 1);
	}
}

function normal(a: Point, b: Point, scale: number): Point {
	return { x: (a.y - b.y) * scale, y: (b.x - a.x) * scale };
}
