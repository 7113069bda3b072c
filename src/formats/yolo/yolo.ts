import type { Format } from '../../dataset/format';
import { dataYamlOf } from './dataYaml';
import { readYolo } from './readYolo';
import { writeYolo, yoloVariants } from './writeYolo';

export const yolo: Format = {
	description: {
		id: 'yolo',
		name: 'YOLO segmentation and detection',
		extension: '.txt',
		layout: 'a folder with data.yaml, images and labels',
		holds: {
			shape: 'one polygon per object; boxes for detection',
			holes: 'bridged',
			pieces: 'joined by lines without width',
			overlaps: 'yes',
			kinds: 'no',
			details: 'no',
			splits: 'yes',
			crowds: 'no',
			unknownKeys: 'no',
		},
		checkedAgainst: 'a reader of its own in the tests; a round trip of random annotations',
	},
	variants: yoloVariants,
	recognize: async (source) => (await dataYamlOf(source)) !== undefined,
	read: readYolo,
	write: writeYolo,
};
