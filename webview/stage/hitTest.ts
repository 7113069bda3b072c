import Flatbush from 'flatbush';
import type { Annotation } from '../../src/shared/annotations/annotation';
import type { ImagePoint } from '../../src/shared/prompt';
import { maskContains } from './maskPaths';

/** By list of annotations, which is another object after every change. */
const indexes = new WeakMap<readonly Annotation[], Flatbush | null>();

/** The smallest of the annotations whose mask has the pixel under the point. */
export function annotationAt(annotations: readonly Annotation[], point: ImagePoint): Annotation | undefined {
	const { x, y } = point;
	return indexOf(annotations)
		?.search(x, y, x, y)
		.map((index) => annotations[index]!)
		.sort((a, b) => a.area - b.area || a.id - b.id)
		.find(({ segmentation }) => maskContains(segmentation, point));
}

/** The annotations that lie between two corners, whole, by their ids. */
export function annotationsWithin(
	annotations: readonly Annotation[],
	corner: ImagePoint,
	opposite: ImagePoint,
): Annotation[] {
	const [left, right] = [Math.min(corner.x, opposite.x), Math.max(corner.x, opposite.x)];
	const [top, bottom] = [Math.min(corner.y, opposite.y), Math.max(corner.y, opposite.y)];
	return (indexOf(annotations)?.search(left, top, right, bottom) ?? [])
		.map((index) => annotations[index]!)
		.filter(({ bbox: [x, y, width, height] }) => {
			const isBeside = x < left || y < top || x + width > right || y + height > bottom;
			return !isBeside && width > 0;
		})
		.sort((a, b) => a.id - b.id);
}

/** Index of the smallest of the masks that have the pixel under the point. */
export function smallestAt(
	masks: readonly Pick<Annotation, 'area' | 'segmentation'>[],
	point: ImagePoint,
): number | undefined {
	return masks
		.map(({ area, segmentation }, index) => ({ area, segmentation, index }))
		.filter(({ segmentation }) => maskContains(segmentation, point))
		.sort((a, b) => a.area - b.area)[0]?.index;
}

function indexOf(annotations: readonly Annotation[]): Flatbush | null {
	let index = indexes.get(annotations);
	if (index === undefined) {
		index = annotations.length === 0 ? null : new Flatbush(annotations.length);
		for (const { bbox } of annotations) {
			const [x, y, width, height] = bbox;
			index?.add(x, y, x + width, y + height);
		}
		index?.finish();
		indexes.set(annotations, index);
	}
	return index;
}
