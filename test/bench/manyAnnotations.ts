import type { Annotation, AnnotationSet } from '../../src/shared/annotations/annotation';
import { withParents } from '../../src/shared/annotations/partOfTree';
import { encodeRle } from '../../src/shared/mask/cocoRle';
import { area, bbox, type RunLengths } from '../../src/shared/mask/runLengths';

export const sceneSize = { width: 4000, height: 3000 };

/** Numbers from 0 up to 1, the same each time. */
function seeded(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state * 16_807) % 2_147_483_647;
		return state / 2_147_483_647;
	};
}

/** An ellipse, as run lengths. */
function ellipse(x: number, y: number, rx: number, ry: number): RunLengths {
	const { width, height } = sceneSize;
	const counts: number[] = [];
	let at = 0;
	for (let column = Math.max(0, Math.ceil(x - rx)); column < Math.min(width, x + rx); column++) {
		const half = ry * Math.sqrt(Math.max(0, 1 - ((column - x) / rx) ** 2));
		const from = Math.max(0, Math.round(y - half));
		const to = Math.min(height, Math.round(y + half));
		if (to <= from) continue;
		const start = column * height + from;
		counts.push(start - at, to - from);
		at = start + to - from;
	}
	counts.push(width * height - at);
	return { width, height, counts: Uint32Array.from(counts) };
}

/** Things with parts, and parts of those, all over a picture of 12 megapixels: one in ten is a whole. */
export function manyAnnotations(count: number): AnnotationSet {
	const random = seeded(count);
	const annotations: Annotation[] = [];
	let whole = { x: 0, y: 0, radius: 0 };
	for (let id = 1; id <= count; id++) {
		const isWhole = id % 10 === 1;
		const radius = isWhole ? 30 + 200 * random() ** 4 : whole.radius * (0.1 + 0.3 * random());
		const place = isWhole
			? { x: random() * sceneSize.width, y: random() * sceneSize.height }
			: { x: whole.x + whole.radius * (random() - 0.5), y: whole.y + whole.radius * (random() - 0.5) };
		if (isWhole) whole = { ...place, radius };
		annotations.push(annotationOf(id, ellipse(place.x, place.y, radius, radius * (0.6 + 0.4 * random()))));
	}
	const categories = Array.from({ length: 20 }, (_, i) => ({
		id: i + 1,
		name: `category ${i + 1}`,
		kind: i % 2 === 0 ? ('object' as const) : ('part' as const),
	}));
	return { annotations: withParents(annotations), categories };
}

export function annotationOf(id: number, mask: RunLengths): Annotation {
	return { id, categoryId: (id % 20) + 1, segmentation: encodeRle(mask), area: area(mask), bbox: bbox(mask) };
}

/** One more mask, and a large one: what the user adds. */
export const addedMasks = { small: ellipse(2000, 1500, 40, 30), large: ellipse(2000, 1500, 1900, 1400) };
