import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Dataset, DatasetAnnotation, DatasetImage } from '../../dataset/dataset';
import { DatasetError } from '../../dataset/datasetError';
import { ImageFinder, imageSize, nameIn } from '../../dataset/imageFiles';
import type { Losses } from '../../dataset/losses';
import { localTextFile } from '../../node/textFile';
import type { AnnotationSet } from '../../shared/annotations/annotation';
import { applyEdit, removeAnnotations } from '../../shared/annotations/annotationEdits';
import { messageOf } from '../../shared/messageOf';
import { withoutExisting } from '../sidecar/importEdit';
import { parseSidecar } from '../sidecar/parseSidecar';
import { sidecarSuffix } from '../sidecar/sidecarAddress';
import { withDatasetAnnotations } from '../sidecar/sidecarDataset';
import { SidecarFile } from '../sidecar/sidecarFile';
import type { Sidecar } from '../sidecar/sidecarModel';

export interface ImportOptions {
	/** The folder whose pictures get the annotations. */
	readonly imagesFolder: string;
	/** Whether annotations that are there already are taken away first. */
	readonly replace: boolean;
	readonly losses: Losses;
	/** The folder for what was there before; made where it is needed. */
	readonly backupFolder: string;
	readonly signal?: AbortSignal;
	readonly onProgress?: (images: number, total: number | undefined) => void;
	/**
	 * Takes an image's annotations itself, and returns how many it added; undefined where it leaves that to the file
	 * (VS Code, for an image that is open).
	 */
	readonly intercept?: (
		file: string,
		annotations: readonly DatasetAnnotation[],
	) => Promise<number | undefined>;
}

export interface ImportReport {
	/** Images that were changed. */
	readonly images: number;
	/** Annotations that were added. */
	readonly annotations: number;
	/** Annotations that were there already and were not added again. */
	readonly duplicates: number;
	/** Images of the dataset that no picture of the folder matches. */
	readonly unmatched: number;
	/** How many sidecars were saved to the backup folder before they were changed. */
	readonly backups: number;
}

/**
 * Adds a dataset's annotations to the sidecars of a folder's pictures, which are found by their names. A picture of
 * another size is left alone, and counted. A sidecar that changes is copied to the backup folder first.
 *
 * @throws DatasetError where a sidecar cannot be read or written; it is then as it was
 */
export async function importIntoSidecars(dataset: Dataset, options: ImportOptions): Promise<ImportReport> {
	const { imagesFolder, losses, signal, onProgress } = options;
	const finder = new ImageFinder([imagesFolder]);
	const report = { images: 0, annotations: 0, duplicates: 0, unmatched: 0, backups: 0 };
	let done = 0;
	for await (const image of dataset.images()) {
		signal?.throwIfAborted();
		const file = await finder.find(image.name);
		if (file === undefined) report.unmatched++;
		else if (await hasSize(file, image)) await importImage(file, image, options, report);
		else losses.add('sizesDiffer');
		onProgress?.(++done, dataset.imageCount);
	}
	return report;
}

async function hasSize(file: string, { width, height }: DatasetImage): Promise<boolean> {
	const size = await imageSize(file);
	return size.width === width && size.height === height;
}

function withoutAnnotations(set: AnnotationSet): AnnotationSet {
	const ids = set.annotations.map(({ id }) => id);
	return applyEdit(set, removeAnnotations(set, ids));
}

async function importImage(
	file: string,
	{ width, height, annotations }: DatasetImage,
	options: ImportOptions,
	report: { -readonly [Key in keyof ImportReport]: number },
): Promise<void> {
	const { replace, intercept, imagesFolder, backupFolder } = options;
	const taken = await intercept?.(file, annotations);
	if (taken !== undefined) {
		report.images += taken > 0 ? 1 : 0;
		report.annotations += taken;
		report.duplicates += annotations.length - taken;
		return;
	}
	const text = localTextFile(file + sidecarSuffix);
	const before = await text.read();
	const described = { fileName: basename(file), width, height };
	let added: readonly DatasetAnnotation[] = [];
	const change = (sidecar: Sidecar): Sidecar => {
		const start = replace ? { ...sidecar, set: withoutAnnotations(sidecar.set) } : sidecar;
		added = withoutExisting(annotations, start.set);
		const isSame = added.length === 0 && start.set.annotations.length === sidecar.set.annotations.length;
		return isSame ? sidecar : withDatasetAnnotations(start, added);
	};
	const isChanged = (content: string) => {
		const sidecar = parseSidecar(content, described);
		return change(sidecar) !== sidecar;
	};
	const backup = join(backupFolder, nameIn(imagesFolder, file) + sidecarSuffix);
	try {
		if (before !== undefined && isChanged(before)) {
			await mkdir(dirname(backup), { recursive: true });
			await writeFile(backup, before);
			report.backups++;
		}
		await new SidecarFile(text).change(described, change);
	} catch (error) {
		throw new DatasetError(`${file}${sidecarSuffix} was left as it is: ${messageOf(error)}`);
	}
	report.images += added.length > 0 ? 1 : 0;
	report.annotations += added.length;
	report.duplicates += annotations.length - added.length;
}
