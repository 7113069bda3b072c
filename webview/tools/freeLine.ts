import type { ImagePoint } from '../../src/shared/prompt';

/** So many points a line has at most: an hour of drawing, and what the host takes. */
const maxPoints = 10_000;

/** A line that is drawn by hand: x, y, x, y, … in image pixels, without points that lie on one another. */
export class FreeLine {
	/** Grows in place while it is drawn. */
	readonly points: number[] = [];

	/** @param spacing image pixels between two points */
	constructor(
		start: ImagePoint,
		private readonly spacing: number,
	) {
		this.points.push(rounded(start.x), rounded(start.y));
	}

	/** @returns whether the line has grown */
	add({ x, y }: ImagePoint): boolean {
		const { points } = this;
		const isFar = Math.hypot(x - points.at(-2)!, y - points.at(-1)!) >= this.spacing;
		if (!isFar || points.length >= 2 * maxPoints) return false;
		points.push(rounded(x), rounded(y));
		return true;
	}
}

/** A hundredth of a pixel is all that a hand can mean. */
function rounded(value: number): number {
	return Math.round(value * 100) / 100;
}
