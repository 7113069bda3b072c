import type { Format } from '../../dataset/format';
import { panopticFilesOf, readPanoptic } from './readPanoptic';
import { writePanoptic } from './writePanoptic';

export const panoptic: Format = {
	description: {
		id: 'coco-panoptic',
		name: 'COCO panoptic',
		extension: '.json',
		layout: 'one file with a folder of PNGs, or one per split',
		holds: {
			shape: 'exact masks',
			holes: 'yes',
			pieces: 'yes',
			overlaps: 'no',
			kinds: 'yes, as supercategory',
			details: 'no',
			splits: 'yes',
			crowds: 'yes',
			unknownKeys: 'no',
		},
		checkedAgainst: 'sharp and pngjs, pixel by pixel',
	},
	recognize: async (source) => (await panopticFilesOf(source)).length > 0,
	read: readPanoptic,
	write: writePanoptic,
};
