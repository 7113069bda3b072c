import { boxMask } from '../../dataset/boxMask';
import type { Box, DatasetAnnotation, DatasetCategory, DatasetImage } from '../../dataset/dataset';
import type { Annotation, AnnotationSet, Category } from '../../shared/annotations/annotation';
import { addAnnotations, addedIds, applyEdit } from '../../shared/annotations/annotationEdits';
import { decodeRle, encodeRle } from '../../shared/mask/cocoRle';
import type { Rle } from '../../shared/mask/rle';
import { area, bbox, type RunLengths } from '../../shared/mask/runLengths';
import { emptySidecar, type Sidecar } from './sidecarModel';

/** A sidecar's category as one of a dataset. */
export function datasetCategory({ id, name, kind, extra }: Category): DatasetCategory {
	const { isthing, ...others } = extra ?? {};
	return {
		id,
		name,
		kind,
		...(isthing === 0 && { isStuff: true }),
		...(Object.keys(others).length > 0 && { extra: others }),
	};
}

/** A dataset's category as one of a sidecar, under a number of its own. */
export function sidecarCategory({ name, kind, isStuff, extra }: DatasetCategory, id: number): Category {
	const keys = { ...(isStuff && { isthing: 0 }), ...extra };
	return { id, name, kind, ...(Object.keys(keys).length > 0 && { extra: keys }) };
}

/**
 * A sidecar's annotations as those of one image of a dataset.
 *
 * @param decode another way to a mask's run lengths than to read them
 */
export function datasetAnnotations(
	{ set, rest }: Pick<Sidecar, 'set' | 'rest'>,
	decode: (rle: Rle) => RunLengths = decodeRle,
): DatasetAnnotation[] {
	const categories = new Map(set.categories.map(({ id, name, kind }) => [id, { name, kind }]));
	return set.annotations.map((annotation) => {
		const { segmentation, level, score, prompts, pack, ladder, extra } = annotation;
		const { iscrowd, ...others } = extra ?? {};
		const original = rest.originals.get(annotation.id);
		const { segmentation: polygons, bbox: box } =
			original?.counts === segmentation.counts ? original.keys : {};
		const isBox = polygons === undefined && Array.isArray(box);
		const [height, width] = segmentation.size;
		return {
			category: categories.get(annotation.categoryId)!,
			mask: isBox ? boxMask(box as unknown as Box, width, height) : decode(segmentation),
			...(isBox && { box: box as unknown as Box }),
			...(Array.isArray(polygons) && polygons.length > 0 && { polygons: polygons as number[][] }),
			...(iscrowd === 1 && { isCrowd: true }),
			...(level !== undefined && { level }),
			...(score !== undefined && { score }),
			...(prompts && { prompts }),
			...(pack !== undefined && { pack }),
			...(ladder && { ladder }),
			...(Object.keys(others).length > 0 && { extra: others }),
		};
	});
}

/**
 * The sidecar with a dataset's annotations added under the ids after its highest. Outlines are kept as their file had
 * them, for as long as the masks stay the same.
 */
export function withDatasetAnnotations(sidecar: Sidecar, annotations: readonly DatasetAnnotation[]): Sidecar {
	const edit = addAnnotations(
		sidecar.set,
		annotations.map(({ category, mask, level, score, prompts, pack, ladder }) => ({
			category,
			segmentation: encodeRle(mask),
			area: area(mask),
			bbox: bbox(mask),
			...(level !== undefined && { level }),
			...(score !== undefined && { score }),
			...(prompts && { prompts }),
			...(pack !== undefined && { pack }),
			...(ladder && { ladder }),
		})),
	);
	const set = applyEdit(sidecar.set, edit);
	const sources = new Map(addedIds(edit).map((id, i) => [id, annotations[i]!]));
	const originals = new Map(sidecar.rest.originals);
	for (const { id, segmentation, area, bbox } of set.annotations) {
		const polygons = sources.get(id)?.polygons;
		if (polygons)
			originals.set(id, { counts: segmentation.counts, keys: { segmentation: polygons, area, bbox } });
	}
	return {
		...sidecar,
		set: { ...set, annotations: set.annotations.map((one) => withExtra(one, sources.get(one.id))) },
		rest: { ...sidecar.rest, originals },
	};
}

function withExtra(annotation: Annotation, source: DatasetAnnotation | undefined): Annotation {
	const extra = { ...(source?.isCrowd && { iscrowd: 1 }), ...source?.extra };
	return Object.keys(extra).length === 0 ? annotation : { ...annotation, extra };
}

/** All annotations of one image, in their order, with parents from the masks. */
export function annotationSetOf({ annotations }: Pick<DatasetImage, 'annotations'>): AnnotationSet {
	return withDatasetAnnotations(emptySidecar, annotations).set;
}
