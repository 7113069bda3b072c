import { ColumnSpans } from './columnSpans';
import { bbox, type RunLengths } from './runLengths';

/** Every pixel of the smallest box around a mask. */
export function boxMask(mask: RunLengths): RunLengths {
	const [left, top, width, height] = bbox(mask);
	const spans = new ColumnSpans(mask.width, mask.height);
	for (let x = left; x < left + width; x++) spans.add(x, top, top + height);
	return spans.toMask();
}
