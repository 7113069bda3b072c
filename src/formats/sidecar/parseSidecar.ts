import type { Annotation, Category } from '../../shared/annotations/annotation';
import { withParents } from '../../shared/annotations/partOfTree';
import { jsonFault } from '../../shared/jsonFault';
import { type CrossingBudget, newCrossingBudget } from '../../shared/mask/polygonFill';
import { area, bbox } from '../../shared/mask/runLengths';
import { readImageEdits } from './readImageEdits';
import { SidecarError } from './sidecarError';
import { readMask, readRle } from './sidecarMask';
import { type Original, type Sidecar, type SidecarImage, sidecarSchema } from './sidecarModel';
import { type AnnotationShape, type BodyShape, checkBody, checkHead, type HeadShape } from './sidecarShape';

/** What `strata` holds of an annotation that this version knows. */
const ownKeys = [
	'level',
	'parent',
	'parentBy',
	'suggested',
	'hidden',
	'locked',
	'score',
	'prompts',
	'pack',
	'ladder',
];

/** Far more than any tool writes, and far less than `JSON.stringify` can write. */
const maxDepth = 100;

/**
 * Reads a sidecar, ours or any COCO file of one image. Areas, boxes and parents, save those that the user chose, come
 * from the masks, whatever the file says; annotations and categories are ordered by id.
 *
 * @param image the image as it is, if known: a file made for another size is refused; its name may differ
 * @throws SidecarError and nothing else
 */
export function parseSidecar(text: string, image?: SidecarImage): Sidecar {
	return sidecarFromJson(parseJson(text), image);
}

/** The same for JSON that is parsed already, such as one image of a whole dataset's COCO file. */
export function sidecarFromJson(json: unknown, image?: SidecarImage): Sidecar {
	const deep = pathOfDepth(json, maxDepth);
	if (deep !== undefined)
		throw new SidecarError('broken', `${deep} is nested deeper than ${maxDepth} levels`);
	checkHead(json);
	const schema = json.info?.strata?.schema ?? sidecarSchema;
	if (schema > sidecarSchema) {
		throw new SidecarError(
			'newer',
			`info.strata.schema is ${schema} but this version of Strata knows schemas up to ${sidecarSchema}: a newer one wrote this file`,
		);
	}
	return readJson(json, image);
}

/** Where something is nested so deeply that it could not be written again; undefined where nothing is. */
function pathOfDepth(value: unknown, depth: number): string | undefined {
	if (typeof value !== 'object' || value === null) return undefined;
	if (depth === 0) return '';
	if (Array.isArray(value)) {
		// By number: the names of millions of elements would be as many texts.
		for (let i = 0; i < value.length; i++) {
			const deep = pathOfDepth(value[i], depth - 1);
			if (deep !== undefined) return pathThrough(`[${i}]`, deep);
		}
		return undefined;
	}
	for (const key in value) {
		const deep = pathOfDepth((value as Record<string, unknown>)[key], depth - 1);
		if (deep !== undefined) return pathThrough(key, deep);
	}
	return undefined;
}

/** A path, of which the beginning says where it is. */
function pathThrough(name: string, rest: string): string {
	return `${name}${rest === '' || rest.startsWith('[') ? '' : '.'}${rest}`.slice(0, 80);
}

function parseJson(text: string): unknown {
	// Some editors begin UTF-8 files with a byte order mark.
	const json = text.startsWith('\uFEFF') ? text.slice(1) : text;
	try {
		return JSON.parse(json);
	} catch (error) {
		const fault = jsonFault(json);
		throw new SidecarError('broken', fault?.message ?? String(error));
	}
}

function readJson(json: HeadShape, image: SidecarImage | undefined): Sidecar {
	checkOneImage(json);
	checkBody(json);
	const described = json.images[0]!;
	const { width, height } = described;
	if (image !== undefined && (image.width !== width || image.height !== height)) {
		throw new SidecarError(
			'size',
			`the image has ${image.width} × ${image.height} pixels but images[0] says ${width} × ${height}: the masks were made on another version of the image`,
		);
	}
	checkIds(json, described.id);
	const originals = new Map<number, Original>();
	const budget = newCrossingBudget();
	const annotations = json.annotations.map((one, i) =>
		readAnnotation(one, `annotations[${i}]`, { width, height }, originals, budget),
	);
	const { strata, ...info } = json.info ?? {};
	const { imageEdits, unreadEdits } = readImageEdits(json.strata?.edits ?? [], { width, height });
	return {
		set: {
			annotations: withParents(annotations.sort(byId)),
			categories: json.categories.map(readCategory).sort(byId),
			...(strata?.done && { isDone: true as const }),
			...(imageEdits.length > 0 && { imageEdits }),
		},
		rest: {
			top: omit(json, ['info', 'images', 'categories', 'annotations', 'strata']),
			info,
			infoStrata: omit(strata ?? {}, ['schema', 'done']),
			strata: omit(json.strata ?? {}, ['edits']),
			unreadEdits,
			image: omit(described, ['id', 'file_name', 'width', 'height']),
			imageId: described.id,
			originals,
		},
		image: { fileName: described.file_name, width, height },
	};
}

/** Before the shapes: a data set's file can have a million annotations to check, and the count says it all. */
function checkOneImage(json: HeadShape): void {
	if ('images' in json && Array.isArray(json.images) && json.images.length !== 1) {
		const count = json.images.length;
		const hint = count === 0 ? '' : ': this is the file of a whole data set; import it instead';
		throw new SidecarError('broken', `images lists ${count} images but should list one${hint}`);
	}
}

/** Every id once, and no reference that leads nowhere. */
function checkIds({ annotations, categories }: BodyShape, imageId: number): void {
	const categoryIds = unlikeIds(categories, 'categories');
	unlikeIds(annotations, 'annotations');
	annotations.forEach((one, i) => {
		if (one.image_id !== imageId) {
			throw broken(`the id of the image (${imageId})`, `annotations[${i}].image_id`, one.image_id);
		}
		if (!categoryIds.has(one.category_id)) {
			throw broken('an id in categories', `annotations[${i}].category_id`, one.category_id);
		}
	});
}

function unlikeIds(all: readonly { readonly id: number }[], name: string): Set<number> {
	const ids = new Set<number>();
	all.forEach(({ id }, i) => {
		if (ids.has(id)) {
			throw broken('an id of its own', `${name}[${i}].id`, `${id} again`);
		}
		ids.add(id);
	});
	return ids;
}

function readAnnotation(
	json: AnnotationShape & { readonly iscrowd?: unknown; readonly segmentation?: unknown },
	name: string,
	size: { readonly width: number; readonly height: number },
	originals: Map<number, Original>,
	budget: CrossingBudget,
): Annotation {
	const { mask, segmentation, isExact } = readMask(json.segmentation, `${name}.segmentation`, size, budget);
	if (!isExact) {
		const keys = pick(json, ['segmentation', 'area', 'bbox']);
		originals.set(json.id, { counts: segmentation.counts, keys });
	}
	const { level, parent, parentBy, suggested, hidden, locked, score, prompts, pack, ladder } = withoutNulls(
		json.strata ?? {},
	);
	const steps = ladder?.map((step, i) => ({
		...step,
		segmentation: readRle(step.segmentation, `${name}.strata.ladder[${i}].segmentation`, size).segmentation,
	}));
	const ours = ['id', 'image_id', 'category_id', 'segmentation', 'area', 'bbox', 'strata'];
	const extra = omit(json, json.iscrowd === 0 ? [...ours, 'iscrowd'] : ours);
	const strataExtra = omit(json.strata ?? {}, ownKeys);
	return {
		id: json.id,
		categoryId: json.category_id,
		segmentation,
		area: area(mask),
		bbox: bbox(mask),
		...(level !== undefined && { level }),
		...(parentBy === 'user' && { ...(parent !== undefined && { parent }), isParentChosen: true as const }),
		...(suggested !== undefined && { suggested: { name: suggested.name, kind: suggested.kind } }),
		...(hidden && { isHidden: true as const }),
		...(locked && { isLocked: true as const }),
		...(score !== undefined && { score }),
		...(prompts !== undefined && { prompts }),
		...(pack !== undefined && { pack }),
		...(steps !== undefined && { ladder: steps }),
		...(hasKeys(extra) && { extra }),
		...(hasKeys(strataExtra) && { strataExtra }),
	};
}

/** Others' supercategories (animal, vehicle) are kept beside the kind: theirs are objects. */
function readCategory(json: BodyShape['categories'][number]): Category {
	const { id, name, supercategory } = json;
	const isKind = supercategory === 'object' || supercategory === 'part';
	const extra = omit(json, isKind ? ['id', 'name', 'supercategory'] : ['id', 'name']);
	return { id, name, kind: isKind ? supercategory : 'object', ...(hasKeys(extra) && { extra }) };
}

function omit(json: object, keys: readonly string[]): Readonly<Record<string, unknown>> {
	return Object.fromEntries(Object.entries(json).filter(([key]) => !keys.includes(key)));
}

/** Some tools write null for what they do not know. */
function withoutNulls<T extends object>(json: T): { [K in keyof T]?: NonNullable<T[K]> } {
	return Object.fromEntries(Object.entries(json).filter(([, value]) => value !== null)) as {
		[K in keyof T]?: NonNullable<T[K]>;
	};
}

function pick(json: object, keys: readonly string[]): Readonly<Record<string, unknown>> {
	return Object.fromEntries(Object.entries(json).filter(([key]) => keys.includes(key)));
}

function hasKeys(json: object): boolean {
	return Object.keys(json).length > 0;
}

function byId(a: { readonly id: number }, b: { readonly id: number }): number {
	return a.id - b.id;
}

function broken(expected: string, name: string, received: unknown): SidecarError {
	return new SidecarError('broken', `${name} is ${received} but should be ${expected}`);
}
