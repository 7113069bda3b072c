import type { Format } from '../../dataset/format';
import { isFile } from '../../dataset/imageFiles';
import { cocoFilesOf, looksLikeCoco } from './cocoFiles';
import { readCoco } from './readCoco';
import { cocoVariants, writeCoco } from './writeCoco';

export const coco: Format = {
	description: {
		id: 'coco',
		name: 'COCO instances',
		extension: '.json',
		layout: 'one file, or one per split',
		holds: {
			shape: 'exact masks (RLE) or polygons',
			holes: 'yes as RLE; bridged as polygons',
			pieces: 'yes',
			overlaps: 'yes',
			kinds: 'yes, as supercategory',
			details: 'yes, under the key strata',
			splits: 'yes',
			crowds: 'yes',
			unknownKeys: 'yes',
		},
		checkedAgainst: 'the code of the reference maskApi; a round trip of random annotations',
	},
	variants: cocoVariants,
	recognize: async (source) =>
		(await isFile(source)) ? looksLikeCoco(source) : (await cocoFilesOf(source)).length > 0,
	read: readCoco,
	write: writeCoco,
};
