import { createHash } from 'node:crypto';
import type { CategoryKind } from '../shared/annotations/annotation';
import type { CategoryName } from '../shared/annotations/annotationEdits';
import { uncategorised } from '../shared/everything';
import {
	categoryKey,
	type Dataset,
	type DatasetAnnotation,
	type DatasetImage,
	uniqueCategories,
} from './dataset';
import { DatasetError } from './datasetError';

/** Which annotations of a dataset are wanted; what is absent does not matter. */
export interface Selection {
	/** These categories and no others. */
	readonly only?: readonly CategoryName[];
	/** Names of categories, of either kind. */
	readonly categories?: readonly string[];
	readonly kind?: CategoryKind;
	/** None that nobody has named. */
	readonly named?: true;
	/** An annotation without a level (from another tool) belongs to none of them. */
	readonly levels?: readonly number[];
}

/** The dataset with the wanted annotations only; all its images stay. @throws DatasetError for a category that it lacks */
export function selectAnnotations(
	dataset: Dataset,
	{ only, categories, kind, named, levels }: Selection,
): Dataset {
	if (!only && !categories && !kind && !named && !levels) return dataset;
	const keys = only && new Set(only.map(categoryKey));
	const unknown = categories?.find((name) => dataset.categories.every((one) => one.name !== name));
	if (unknown !== undefined) {
		const names = dataset.categories.map(({ name }) => `“${name}”`).join(', ');
		throw new DatasetError(`There is no category “${unknown}”. Those of the dataset are ${names}.`);
	}
	const isNamed = (category: CategoryName) =>
		(!keys || keys.has(categoryKey(category))) &&
		(!categories || categories.includes(category.name)) &&
		(!kind || category.kind === kind) &&
		(!named || categoryKey(category) !== categoryKey(uncategorised));
	const isWanted = ({ category, level }: DatasetAnnotation) =>
		isNamed(category) && (!levels || (level !== undefined && levels.includes(level)));
	return {
		...dataset,
		categories: dataset.categories.filter(isNamed),
		images: () =>
			mapImages(dataset, (image) => ({ ...image, annotations: image.annotations.filter(isWanted) })),
	};
}

/** A part of a dataset, such as `train`, with its share of the images. */
export interface SplitPart {
	readonly name: string;
	readonly share: number;
}

/**
 * Divides the images among parts at random: the same seed gives the same parts on every machine. Shares are relative to
 * their sum; numbers are exact to one image.
 */
export async function splitDataset(
	dataset: Dataset,
	parts: readonly SplitPart[],
	seed: number,
): Promise<Dataset> {
	const ranked: { readonly name: string; readonly rank: string }[] = [];
	for await (const { name } of dataset.images()) {
		ranked.push({ name, rank: createHash('sha256').update(`${seed}\n${name}`).digest('hex') });
	}
	ranked.sort((a, b) => (a.rank < b.rank ? -1 : 1));
	const total = parts.reduce((sum, { share }) => sum + share, 0);
	const splitOf = new Map<string, string>();
	let start = 0;
	let shares = 0;
	for (const { name, share } of parts) {
		shares += share;
		const end = Math.round((shares / total) * ranked.length);
		for (const one of ranked.slice(start, end)) splitOf.set(one.name, name);
		start = end;
	}
	return {
		...dataset,
		images: () => mapImages(dataset, (image) => ({ ...image, split: splitOf.get(image.name)! })),
	};
}

/**
 * Several datasets as one: categories of one name and kind are one. An image name that two of them have is only allowed
 * where it is the same picture in size; then it has the annotations of both.
 */
export function mergeDatasets(datasets: readonly Dataset[]): Dataset {
	const counts = datasets.map(({ imageCount }) => imageCount);
	// Numbers of different files mean different things.
	const categories = uniqueCategories(datasets.flatMap((one) => one.categories)).map(
		({ id, ...rest }) => rest,
	);
	return {
		categories,
		...(counts.every((one) => one !== undefined) && { imageCount: counts.reduce((a, b) => a + b, 0) }),
		async *images() {
			const shared = await sharedNames(datasets);
			const waiting = new Map<string, DatasetImage[]>();
			for (const dataset of datasets) {
				for await (const image of dataset.images()) {
					const times = shared.get(image.name);
					if (times === undefined) {
						yield image;
						continue;
					}
					const same = [...(waiting.get(image.name) ?? []), image];
					waiting.set(image.name, same);
					if (same.length === times) {
						waiting.delete(image.name);
						yield joined(same);
					}
				}
			}
		},
	};
}

/** How often a name occurs, for those that occur more than once. */
async function sharedNames(datasets: readonly Dataset[]): Promise<ReadonlyMap<string, number>> {
	const counts = new Map<string, number>();
	for (const dataset of datasets) {
		for await (const { name } of dataset.images()) counts.set(name, (counts.get(name) ?? 0) + 1);
	}
	for (const [name, count] of counts) if (count === 1) counts.delete(name);
	return counts;
}

function joined(images: readonly DatasetImage[]): DatasetImage {
	const [first] = images as readonly [DatasetImage, ...DatasetImage[]];
	const other = images.find(({ width, height }) => width !== first.width || height !== first.height);
	if (other) {
		throw new DatasetError(
			`Two datasets have an image ${first.name}, of ${first.width} × ${first.height} and of ${other.width} × ${other.height} pixels. Rename one of them.`,
		);
	}
	const file = images.find((one) => one.file !== undefined)?.file;
	return {
		...first,
		...(file !== undefined && { file }),
		annotations: images.flatMap((one) => one.annotations),
	};
}

async function* mapImages(
	dataset: Dataset,
	change: (image: DatasetImage) => DatasetImage,
): AsyncGenerator<DatasetImage> {
	for await (const image of dataset.images()) yield change(image);
}
