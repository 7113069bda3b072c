import { categoryKey, type Dataset, type DatasetImage } from './dataset';
import type { Format, FormatDescription, WriteOptions } from './format';
import type { Losses } from './losses';
import type { OutputFolder } from './outputFolder';

/** What a conversion did. */
export interface ConversionReport {
	readonly images: number;
	readonly annotations: number;
	readonly categories: number;
}

export interface ConversionOptions extends WriteOptions {
	readonly signal?: AbortSignal;
	/** Called after each image. */
	readonly onProgress?: (images: number, total: number | undefined) => void;
}

/**
 * Writes a dataset in a format, one image at a time. What the format cannot hold is counted in `options.losses`.
 *
 * @throws DatasetError, or the file system's error; files that were begun are removed then
 */
export async function writeDataset(
	dataset: Dataset,
	format: Required<Pick<Format, 'write'>> & Format,
	output: OutputFolder,
	options: ConversionOptions,
): Promise<ConversionReport> {
	const { description } = format;
	const { losses, signal, onProgress } = options;
	const used = new Set<string>();
	let images = 0;
	let annotations = 0;
	if (description.holds.kinds === 'no') {
		losses.add('kindsMerged', dataset.categories.filter(({ kind }) => kind === 'part').length);
	}
	async function* counted(): AsyncGenerator<DatasetImage> {
		for await (const image of dataset.images()) {
			signal?.throwIfAborted();
			for (const { category } of image.annotations) used.add(categoryKey(category));
			countUnheld(image, description, losses);
			yield image;
			images++;
			annotations += image.annotations.length;
			onProgress?.(images, dataset.imageCount);
		}
	}
	try {
		await format.write({ ...dataset, images: counted }, output, options);
	} catch (error) {
		await output.abandon();
		throw error;
	}
	return { images, annotations, categories: used.size };
}

/** Counts what a format has no place for, whatever its writer does. */
function countUnheld(
	{ annotations, split, imageEdits = 0, extra }: DatasetImage,
	{ holds }: FormatDescription,
	losses: Losses,
): void {
	const hasDetails = ({ level, score, prompts, ladder }: (typeof annotations)[number]) =>
		[level, score, prompts, ladder].some((value) => value !== undefined);
	losses.add('imageEdits', imageEdits);
	if (holds.details === 'no') losses.add('details', annotations.filter(hasDetails).length);
	if (holds.crowds === 'no') losses.add('crowdsUnmarked', annotations.filter((one) => one.isCrowd).length);
	if (holds.splits === 'no' && split !== undefined) losses.add('splitsDropped');
	if (holds.unknownKeys === 'no') {
		losses.add('unknownKeys', annotations.filter((one) => one.extra).length + (extra ? 1 : 0));
	}
}
