import { serializeSidecar } from '../../../../src/formats/sidecar/serializeSidecar';
import { emptySidecar, type Sidecar } from '../../../../src/formats/sidecar/sidecarModel';
import type { AnnotationSet } from '../../../../src/shared/annotations/annotation';
import { addAnnotations, applyEdit } from '../../../../src/shared/annotations/annotationEdits';
import { encodeRle } from '../../../../src/shared/mask/cocoRle';
import fc from '../../fastCheck';
import { acts, box, emptySet, imageSize, newAnnotation } from '../../shared/annotations/annotationSets';

export const image = { fileName: 'dog & Söhne.jpg', ...imageSize } as const;

/** Sets as a user leaves them. */
const set: fc.Arbitrary<AnnotationSet> = acts.map((todo) =>
	todo.reduce((now, act) => {
		const edit = act(now);
		return edit === undefined ? now : applyEdit(now, edit);
	}, emptySet),
);

/** Any JSON, as JSON.parse gives it (it has no -0). */
const json = fc.jsonValue({ maxDepth: 2 }).map((value): unknown => JSON.parse(JSON.stringify(value)));

const ourKeys = [
	'strata',
	'schema',
	'info',
	'images',
	'categories',
	'annotations',
	'edits',
	'id',
	'name',
	'supercategory',
];
const imageKeys = ['file_name', 'width', 'height', 'image_id', 'category_id', 'segmentation', 'area', 'bbox'];
const strataKeys = ['iscrowd', 'level', 'parent', 'score', 'prompts', 'pack', 'ladder'];
const known = new Set([...ourKeys, ...imageKeys, ...strataKeys]);

/** Keys that this version does not know. */
const unknownKeys = fc.dictionary(
	fc.string({ maxLength: 4 }).filter((key) => !known.has(key)),
	json,
	{ minKeys: 1, maxKeys: 3, noNullPrototype: true },
);

const rest = fc
	.record({
		top: unknownKeys,
		info: unknownKeys,
		infoStrata: unknownKeys,
		strata: unknownKeys,
		unreadEdits: fc.array(json, { maxLength: 2 }),
		image: unknownKeys,
		imageId: fc.integer({ min: 0 }),
	})
	.map((keys): Sidecar['rest'] => ({ ...keys, originals: new Map() }));

function withUnknownKeys(
	plain: AnnotationSet,
	keys: readonly Readonly<Record<string, unknown>>[],
): AnnotationSet {
	const [extra, strataExtra, ofCategory] = keys as [(typeof keys)[0], (typeof keys)[0], (typeof keys)[0]];
	return {
		...plain,
		annotations: plain.annotations.map((one, i) => (i % 2 === 0 ? { ...one, extra, strataExtra } : one)),
		categories: plain.categories.map((one, i) => (i % 2 === 0 ? { ...one, extra: ofCategory } : one)),
	};
}

const plainSidecar = set.map((one): Sidecar => ({ ...emptySidecar, set: one }));

const strangeSidecar = fc
	.tuple(set, rest, fc.tuple(unknownKeys, unknownKeys, unknownKeys))
	.map(([plain, kept, keys]): Sidecar => ({ set: withUnknownKeys(plain, keys), rest: kept }));

/** Sidecars of our own, half of them with unknown keys at every level. */
export const sidecar: fc.Arbitrary<Sidecar> = fc
	.oneof(plainSidecar, strangeSidecar)
	.map((one) => ({ ...one, image }));

/** Two levels of the head. */
export const ladder = [box(1, 1, 2, 2), box(0, 0, 4, 4)].map((mask, i) => ({
	level: i + 1,
	score: 0.5 + i / 4,
	segmentation: encodeRle(mask),
}));

/** A dog with its head, from a ladder of two. */
export const dog = {
	...emptySidecar,
	set: applyEdit(
		emptySidecar.set,
		addAnnotations(emptySidecar.set, [
			newAnnotation(box(0, 0, 9, 9), { name: 'dog', kind: 'object' }),
			{
				...newAnnotation(box(1, 1, 2, 2), { name: 'head', kind: 'part' }),
				level: 1,
				score: 0.5,
				prompts: [{ type: 'point', x: 1.5, y: 2, positive: true }],
				pack: 'mobile-sam',
				ladder,
			},
		]),
	),
};
/** The dog as it is saved. */
export const dogText = serializeSidecar(dog, image);

export type Json = Record<string, unknown>;

/** The dog's file, changed by someone else. */
export function changed(change: (json: { [key: string]: Json[] } & { info: Json }) => void): string {
	const json = JSON.parse(dogText);
	change(json);
	return JSON.stringify(json);
}

/** A file of another tool: one polygon, one uncompressed RLE, one box only; no `strata` anywhere. */
export const foreign = JSON.stringify({
	images: [{ id: 397133, license: 4, file_name: 'x.jpg', ...imageSize }],
	annotations: [
		{
			id: 70,
			image_id: 397133,
			category_id: 18,
			segmentation: [[2, 2, 6, 2, 6, 6, 2, 6]],
			area: 16.5,
			bbox: [2, 2, 4, 4],
			iscrowd: 0,
			attributes: { pose: 'left' },
		},
		{
			id: 9,
			image_id: 397133,
			category_id: 18,
			segmentation: { size: [12, 16], counts: [12, 24, 156] },
			area: 24,
			bbox: [1, 0, 2, 12],
			iscrowd: 1,
		},
		{ id: 71, image_id: 397133, category_id: 3, bbox: [1.5, 2, 3, 4] },
	],
	licenses: [{ id: 4, name: 'CC0' }],
	categories: [
		{ id: 18, name: 'dog', supercategory: 'animal', keypoints: ['nose'] },
		{ id: 3, name: 'car' },
	],
});
