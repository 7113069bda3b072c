import type { Format } from '../../dataset/format';
import { labelStudioFileOf, readLabelStudio } from './readLabelStudio';
import { writeLabelStudio } from './writeLabelStudio';

export const labelStudio: Format = {
	description: {
		id: 'label-studio',
		name: 'Label Studio',
		extension: '.json',
		layout: 'one file',
		holds: {
			shape: 'exact masks (brush RLE); polygons and boxes when read',
			holes: 'yes',
			pieces: 'yes',
			overlaps: 'yes',
			kinds: 'no',
			details: 'no',
			splits: 'no',
			crowds: 'no',
			unknownKeys: 'no',
		},
		checkedAgainst:
			'Label Studio’s own decoder of strokes (@thi.ng/rle-pack); a round trip of random annotations',
	},
	recognize: async (source) => (await labelStudioFileOf(source)) !== undefined,
	read: readLabelStudio,
	write: writeLabelStudio,
};
