import type { Format } from '../../dataset/format';
import { labelmeFilesOf, looksLikeLabelme } from './labelmeFile';
import { readLabelme } from './readLabelme';
import { labelmeDialect, labelmeVariants, labelmeWriter } from './writeLabelme';

export const labelme: Format = {
	description: {
		id: 'labelme',
		name: 'labelme',
		extension: '.json',
		layout: 'a file beside each image',
		holds: {
			shape: 'polygons, rectangles and masks',
			holes: 'yes, as mask shapes; bridged as polygons',
			pieces: 'yes, as a group',
			overlaps: 'yes',
			kinds: 'yes, under the key strata',
			details: 'yes, under the key strata; not other levels',
			splits: 'no',
			crowds: 'no',
			unknownKeys: 'yes',
		},
		checkedAgainst:
			'labelme 5, the program, where apt-get can install it; a round trip of random annotations',
	},
	variants: labelmeVariants,
	recognize: async (source) => {
		const [first] = await labelmeFilesOf(source);
		return first !== undefined && looksLikeLabelme(first);
	},
	read: readLabelme,
	write: labelmeWriter(labelmeDialect),
};
