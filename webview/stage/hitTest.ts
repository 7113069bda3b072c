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
