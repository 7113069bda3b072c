import { dirname, join, resolve } from 'node:path';
import { Command } from 'commander';
import { isFile } from '../dataset/imageFiles';
import { importIntoSidecars } from '../formats/strata/importIntoSidecars';
import {
	failPlainly,
	openDataset,
	printReport,
	reportLosses,
	type SourceOptions,
	withSourceOptions,
} from './datasetOptions';
import { CliError, exitCodes } from './exitCodes';
import { ProgressLine } from './progressLine';

interface ImportCommandOptions extends SourceOptions {
	readonly replace?: true;
}

/** `strata import SOURCE [IMAGES]`: another tool's annotations into the sidecars beside the images. */
export function importCommand(): Command {
	const command = new Command('import')
		.description('put annotations of another tool beside the images that they are of')
		.argument('<source>', 'file or folder of annotations')
		.argument('[images]', 'folder of the images (default: the folder of the source)')
		.option('--replace', 'take away what is there already; a copy of it is kept');
	return withSourceOptions(command).action(importAnnotations);
}

async function importAnnotations(
	source: string,
	images: string | undefined,
	options: ImportCommandOptions,
): Promise<void> {
	const path = resolve(source);
	const imagesFolder = resolve(images ?? options.images ?? ((await isFile(path)) ? dirname(path) : path));
	const { dataset, losses } = await openDataset(source, { ...options, images: imagesFolder });
	const progress = new ProgressLine('Importing');
	const backupFolder = backupFolderIn(imagesFolder, new Date());
	const report = await failPlainly(() =>
		importIntoSidecars(dataset, {
			imagesFolder,
			replace: options.replace ?? false,
			losses,
			backupFolder,
			onProgress: (done, total) =>
				progress.show(total === undefined ? `${done} images` : `${done} of ${total} images`),
		}),
	).finally(() => progress.end());
	const { images: changed, annotations, duplicates, unmatched, backups } = report;
	const sentences = [
		`${annotations} annotations added to ${changed} images in ${imagesFolder}.`,
		...(duplicates > 0 ? [`${duplicates} were there already.`] : []),
		...(unmatched > 0 ? [`${unmatched} images of the dataset have no picture in the folder.`] : []),
		...(backups > 0
			? [`What ${backups === 1 ? 'one file' : `${backups} files`} held before is in ${backupFolder}.`]
			: []),
	];
	printReport({ ...report, losses, ...(backups > 0 && { backupFolder }) }, sentences.join('\n'), options);
	reportLosses(losses, options);
	if (unmatched > 0 && options.strict) {
		throw new CliError(exitCodes.loss, 'Some images were not found, and --strict was given.');
	}
}

/** A hidden folder beside the images, so that no tool takes it for annotations. */
const backupFolderIn = (folder: string, now: Date) =>
	join(folder, '.strata-backup', now.toISOString().replaceAll(':', '-').slice(0, 19));
