import { columnRuns } from './columnRuns';
import { ColumnSpans } from './columnSpans';
import type { RunLengths } from './runLengths';

interface Place {
	/** Whole pixels. */
	readonly x: number;
	readonly y: number;
}

interface Size {
	readonly width: number;
	readonly height: number;
}

/** The part of a mask that lies in a rectangle, as a mask of the rectangle's size. */
export function cropMask(mask: RunLengths, { x, y, width, height }: Place & Size): RunLengths {
	return moved(mask, -x, -y, { width, height });
}

/** A mask of a rectangle as one of the whole image. */
export function placeMask(mask: RunLengths, { x, y }: Place, image: Size): RunLengths {
	return moved(mask, x, y, image);
}

/** @param size of the result; what comes to lie outside is left out */
function moved(mask: RunLengths, dx: number, dy: number, size: Size): RunLengths {
	const { starts, ends, columns } = columnRuns(mask);
	const spans = new ColumnSpans(size.width, size.height);
	for (let column = 0; column < mask.width; column++) {
		const top = column * mask.height;
		for (let i = columns[column]!; i < columns[column + 1]!; i++)
			spans.add(column + dx, starts[i]! - top + dy, ends[i]! - top + dy);
	}
	return spans.toMask();
}
