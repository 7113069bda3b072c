import type { Annotation, Category, LadderStep } from '../../shared/annotations/annotation';
import type { ImageEditStep } from '../../shared/imageEdits/imageEditStep';
import { type Sidecar, type SidecarImage, type SidecarRest, sidecarSchema } from './sidecarModel';

/**
 * The sidecar's text: the same bytes for the same sidecar, each image, category and annotation on a line of its own,
 * so that a diff shows what changed. Ends with a line end.
 *
 * @param image the image as it is now, in pixels after EXIF rotation; its masks must have its size
 */
export function serializeSidecar({ set, rest }: Pick<Sidecar, 'set' | 'rest'>, image: SidecarImage): string {
	const { fileName, width, height } = image;
	const described = { id: rest.imageId, file_name: fileName, width, height, ...rest.image };
	const info = {
		...rest.info,
		strata: { schema: sidecarSchema, ...(set.isDone && { done: true }), ...rest.infoStrata },
	};
	const entries: readonly (readonly [string, string])[] = [
		['info', JSON.stringify(info)],
		...Object.entries(rest.top).map(([key, value]) => [key, JSON.stringify(value)] as const),
		['images', lines([described])],
		['categories', lines(set.categories.map(writeCategory))],
		['annotations', lines(set.annotations.map((one) => writeAnnotation(one, rest)))],
		...strataEntry(set.imageEdits ?? [], rest),
	];
	return `{\n${entries.map(([key, value]) => `\t${JSON.stringify(key)}: ${value}`).join(',\n')}\n}\n`;
}

/** None where there is nothing to say. */
function strataEntry(
	edits: readonly ImageEditStep[],
	{ strata, unreadEdits }: SidecarRest,
): (readonly [string, string])[] {
	const all = [...edits, ...unreadEdits];
	const keys = Object.entries(strata).map(
		([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`,
	);
	if (all.length > 0) keys.unshift(`"edits": ${lines(all).replaceAll('\n', '\n\t')}`);
	return keys.length === 0 ? [] : [['strata', `{\n\t\t${keys.join(',\n\t\t')}\n\t}`]];
}

function lines(all: readonly unknown[]): string {
	return all.length === 0 ? '[]' : `[\n${all.map((one) => `\t\t${JSON.stringify(one)}`).join(',\n')}\n\t]`;
}

function writeCategory({ id, name, kind, extra }: Category): object {
	return { id, name, supercategory: kind, ...extra };
}

function writeAnnotation(annotation: Annotation, rest: SidecarRest): object {
	const { id, categoryId, segmentation, area, bbox, extra, strataExtra } = annotation;
	const { suggested, level, parent, isParentChosen, isLocked, score, prompts, pack, ladder } = annotation;
	const original = rest.originals.get(id);
	const strata = {
		...(level !== undefined && { level }),
		...(parent !== undefined && { parent }),
		...(isParentChosen && { parentBy: 'user' }),
		...(suggested && { suggested }),
		...(isLocked && { locked: true }),
		...(score !== undefined && { score: rounded(score) }),
		...(prompts !== undefined && { prompts }),
		...(pack !== undefined && { pack }),
		...(ladder !== undefined && { ladder: ladder.map(writeStep) }),
		...strataExtra,
	};
	return {
		id,
		image_id: rest.imageId,
		category_id: categoryId,
		...(original?.counts === segmentation.counts
			? original.keys
			: { segmentation: { size: segmentation.size, counts: segmentation.counts }, area, bbox }),
		// COCO has a key for crowds only; pycocotools reads run lengths with 0 as well.
		iscrowd: 0,
		...(Object.keys(strata).length > 0 && { strata }),
		...extra,
	};
}

function writeStep(step: LadderStep): object {
	const { level, segmentation, score, ...rest } = step;
	return { level, segmentation, score: rounded(score), ...rest };
}

/** Four decimals: more is noise, and a diff. JSON has no NaN. */
function rounded(score: number): number {
	return Number.isFinite(score) ? Math.round(score * 10_000) / 10_000 : 0;
}
