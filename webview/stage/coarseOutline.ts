/**
 * An outline with its corners moved to a grid, and without those that then lie on one another or in a straight line:
 * what is left of it when the image is shown smaller.
 *
 * @param loop x, y, x, y, … in image pixels
 * @param step of the grid, in image pixels; 1 leaves the outline as it is
 * @returns a loop of fewer than three corners where nothing is left
 */
export function coarseOutline(loop: ArrayLike<number>, step: number): ArrayLike<number> {
	if (step <= 1) return loop;
	const corners: number[] = [];
	const snap = (value: number) => Math.round(value / step) * step;
	for (let i = 0; i < loop.length; i += 2) {
		const [x, y] = [snap(loop[i]!), snap(loop[i + 1]!)];
		const end = corners.length;
		if (end >= 2 && corners[end - 2] === x && corners[end - 1] === y) continue;
		if (end >= 4 && isStraight(corners, end, x, y)) {
			corners[end - 2] = x;
			corners[end - 1] = y;
		} else corners.push(x, y);
	}
	return corners;
}

/** Whether the last corner lies between the one before it and (x, y). */
function isStraight(corners: readonly number[], end: number, x: number, y: number): boolean {
	const [x0, y0, x1, y1] = [corners[end - 4]!, corners[end - 3]!, corners[end - 2]!, corners[end - 1]!];
	return (x1 - x0) * (y - y1) === (y1 - y0) * (x - x1) && (x1 - x0) * (x - x1) + (y1 - y0) * (y - y1) >= 0;
}
