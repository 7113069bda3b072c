import type { AnnotationSet, LadderStep } from '../../../../src/shared/annotations/annotation';
import {
	addAnnotations,
	type CategoryName,
	changeCategory,
	changeLevel,
	type Edit,
	editMany,
	type NewAnnotation,
	removeAnnotations,
	replaceMask,
} from '../../../../src/shared/annotations/annotationEdits';
import {
	acceptSuggestions,
	rejectSuggestions,
	suggestNames,
} from '../../../../src/shared/annotations/suggestions';
import {
	addImageEdit,
	changeImageEdit,
	moveImageEdit,
	removeImageEdit,
	switchImageEdit,
} from '../../../../src/shared/imageEdits/imageEditList';
import { encodeRle } from '../../../../src/shared/mask/cocoRle';
import { area, bbox, fromBitmap, type RunLengths } from '../../../../src/shared/mask/runLengths';
import fc from '../../fastCheck';

export const imageSize = { width: 16, height: 12 } as const;

export const emptySet: AnnotationSet = { annotations: [], categories: [] };

/** The mask of a box in pixels: columns x to x + width, rows y to y + height. */
export function box(x: number, y: number, width: number, height: number): RunLengths {
	const pixels = new Uint8Array(imageSize.width * imageSize.height);
	for (let row = y; row < Math.min(y + height, imageSize.height); row++) {
		const start = row * imageSize.width;
		pixels.fill(1, start + x, start + Math.min(x + width, imageSize.width));
	}
	return fromBitmap(pixels, imageSize.width, imageSize.height);
}

export function newAnnotation(mask: RunLengths, category: CategoryName): NewAnnotation {
	return { segmentation: encodeRle(mask), area: area(mask), bbox: bbox(mask), category };
}

const mask = fc.oneof(
	fc.tuple(fc.nat(15), fc.nat(11), fc.nat(16), fc.nat(12)).map((sides) => box(...sides)),
	fc
		.uint8Array({ minLength: 192, maxLength: 192, max: 1 })
		.map((pixels) => fromBitmap(pixels, imageSize.width, imageSize.height)),
);

const categoryName: fc.Arbitrary<CategoryName> = fc.record({
	name: fc.constantFrom('dog', 'head', 'ear', 'Straße "7"\n'),
	kind: fc.constantFrom('object', 'part'),
});

/** Scores as the sidecar keeps them: four decimals. */
const score = fc.integer({ min: 0, max: 10_000 }).map((n) => n / 10_000);

const coordinate = fc.integer({ min: 0, max: 160 }).map((n) => n / 10);

const prompt = fc.oneof(
	fc.record({
		type: fc.constant('point' as const),
		x: coordinate,
		y: coordinate,
		positive: fc.boolean(),
	}),
	fc.record({
		type: fc.constant('box' as const),
		x0: coordinate,
		y0: coordinate,
		x1: coordinate,
		y1: coordinate,
	}),
);

const ladder: fc.Arbitrary<LadderStep[]> = fc
	.array(fc.record({ score, segmentation: mask.map(encodeRle) }), { minLength: 1, maxLength: 6 })
	.map((steps) => steps.map((step, i) => ({ level: i + 1, ...step })));

const fromLadder = fc
	.record({
		mask,
		category: categoryName,
		level: fc.integer({ min: 1, max: 6 }),
		score,
		prompts: fc.array(prompt, { maxLength: 3 }),
		ladder,
	})
	.map(({ mask: picked, category, ...rest }) => ({
		...newAnnotation(picked, category),
		...rest,
		pack: 'mobile-sam',
	}));

const plain = fc
	.record({ mask, category: categoryName })
	.map(({ mask: drawn, category }) => newAnnotation(drawn, category));

/** Something that a user does; which annotations it meets depends on the set that it comes to. */
export type Act = (set: AnnotationSet) => Edit | undefined;

const pick = (set: AnnotationSet, n: number) => set.annotations[n % set.annotations.length];

const act: fc.Arbitrary<Act> = fc.oneof(
	{
		weight: 4,
		arbitrary: fc.array(fc.oneof(fromLadder, plain), { minLength: 1, maxLength: 3 }).map(
			(masks): Act =>
				(set) =>
					addAnnotations(set, masks),
		),
	},
	{
		weight: 2,
		arbitrary: fc.array(fc.nat(20), { maxLength: 2 }).map(
			(picks): Act =>
				(set) => {
					const ids = picks.map((n) => pick(set, n)?.id ?? n);
					return removeAnnotations(set, ids);
				},
		),
	},
	{
		weight: 2,
		arbitrary: fc.tuple(fc.nat(20), fc.nat(5)).map(
			([n, step]): Act =>
				(set) => {
					const picked = pick(set, n);
					const level = picked?.ladder?.[step % picked.ladder.length]?.level;
					return picked && level ? changeLevel(set, picked.id, level) : undefined;
				},
		),
	},
	{
		weight: 2,
		arbitrary: fc.tuple(fc.nat(20), categoryName).map(
			([n, name]): Act =>
				(set) => {
					const picked = pick(set, n);
					return picked && changeCategory(set, picked.id, name);
				},
		),
	},
	{
		weight: 2,
		arbitrary: fc.tuple(fc.nat(20), mask).map(
			([n, drawn]): Act =>
				(set) => {
					const picked = pick(set, n);
					const { category: _, ...replaced } = newAnnotation(drawn, { name: '', kind: 'object' });
					return picked && replaceMask(set, picked.id, replaced);
				},
		),
	},
	{
		weight: 2,
		arbitrary: fc.tuple(fc.array(fc.nat(20), { maxLength: 4 }), categoryName).map(
			([picks, name]): Act =>
				(set) => {
					const ids = new Set(picks.map((n) => pick(set, n)?.id).filter((id) => id !== undefined));
					return editMany(
						`Rename ${ids.size}`,
						set,
						[...ids].map((id) => (before: AnnotationSet) => changeCategory(before, id, name)),
					);
				},
		),
	},
	{
		weight: 1,
		arbitrary: fc.tuple(fc.constantFrom('suggest', 'accept', 'reject'), fc.nat(20), categoryName).map(
			([what, n, name]): Act =>
				(set) => {
					const picked = pick(set, n);
					if (!picked) return undefined;
					if (what === 'suggest') return suggestNames(set, new Map([[picked.id, name]]));
					return what === 'accept'
						? acceptSuggestions(set, [picked.id])
						: rejectSuggestions(set, [picked.id]);
				},
		),
	},
);

/** An edit of the image, as an open image's list gets it and as it is changed later. */
const imageEditAct: fc.Arbitrary<Act> = fc.oneof(
	fc.tuple(fc.nat(20), fc.boolean(), mask, fc.integer({ min: 1, max: 50 })).map(
		([n, isKept, drawn, sigma]): Act =>
			(set) => {
				const picked = isKept ? pick(set, n) : undefined;
				const of = picked ? { annotations: [picked.id] } : { segmentation: ownRle(drawn) };
				return addImageEdit(set, of, { type: 'blur', sigma, softness: 2 });
			},
	),
	fc.tuple(fc.nat(5), fc.constantFrom(1 as const, -1 as const)).map(
		([id, by]): Act =>
			(set) =>
				moveImageEdit(set, id, by),
	),
	fc.tuple(fc.nat(5), fc.boolean()).map(
		([id, isOn]): Act =>
			(set) =>
				switchImageEdit(set, id, isOn),
	),
	fc.nat(5).map(
		(id): Act =>
			(set) =>
				removeImageEdit(set, id),
	),
	fc.tuple(fc.nat(5), fc.integer({ min: 2, max: 50 })).map(
		([id, size]): Act =>
			(set) =>
				changeImageEdit(set, id, { edit: { type: 'pixelate', size, softness: 0 } }),
	),
);

function ownRle(drawn: RunLengths): { size: [number, number]; counts: string } {
	const { size, counts } = encodeRle(drawn);
	return { size: [size[0], size[1]], counts };
}

export const acts: fc.Arbitrary<Act[]> = fc.array(fc.oneof({ weight: 3, arbitrary: act }, imageEditAct), {
	maxLength: 12,
});
