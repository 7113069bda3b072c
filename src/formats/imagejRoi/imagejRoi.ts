import { zipSync } from 'fflate';
import type { Dataset, DatasetImage } from '../../dataset/dataset';
import type { Format, WriteOptions } from '../../dataset/format';
import { stem } from '../../dataset/imageFiles';
import { outlinePieces } from '../../dataset/outlines';
import type { OutputFolder } from '../../dataset/outputFolder';
import { copyPicture } from '../../dataset/pictures';
import { UniqueStems } from '../../dataset/uniqueNames';
import { roiFile } from './roiFile';

export const imagejRoi: Format = {
	description: {
		id: 'imagej-roi',
		name: 'ImageJ and Fiji ROIs',
		extension: '_rois.zip',
		layout: 'a zip per image, for the ROI Manager',
		holds: {
			shape: 'outlines in pixels',
			holes: 'yes',
			pieces: 'yes',
			overlaps: 'yes',
			kinds: 'no',
			details: 'no',
			splits: 'no',
			crowds: 'no',
			unknownKeys: 'no',
		},
		checkedAgainst: 'ImageJ, the program, pixel by pixel; a reader of its own in the tests',
	},
	write,
};

/** The earliest date of the zip format, so that the same dataset gives the same bytes. */
const mtime = new Date(1980, 0, 1);

async function write(dataset: Dataset, output: OutputFolder, options: WriteOptions): Promise<void> {
	const stems = new UniqueStems(options.losses);
	for await (const image of dataset.images()) {
		const name = stems.name(image.name);
		await output.write(`${stem(name)}_rois.zip`, zipSync(entriesOf(image, options), { mtime }));
		if (options.copyImages) await copyPicture(image, name, output, options.losses);
	}
}

function entriesOf(image: DatasetImage, options: WriteOptions): Record<string, Uint8Array> {
	const entries: Record<string, Uint8Array> = {};
	image.annotations.forEach((annotation, i) => {
		const pieces = outlinePieces(annotation, options);
		if (pieces.length === 0) {
			options.losses.add('emptyMasks');
			return;
		}
		const name = `${String(i + 1).padStart(4, '0')} ${annotation.category.name}`;
		// Slashes would make folders, and some systems refuse the others.
		entries[`${name.replace(/[\\/:*?"<>|\p{Cc}]/gu, '_')}.roi`] = roiFile(pieces, name);
	});
	return entries;
}
