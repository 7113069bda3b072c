import type { Format } from '../../dataset/format';
import { cvatFileOf, readCvat } from './readCvat';
import { cvatVariants, writeCvat } from './writeCvat';

export const cvat: Format = {
	description: {
		id: 'cvat',
		name: 'CVAT for images',
		extension: '.xml',
		layout: 'one file',
		holds: {
			shape: 'exact masks, polygons and boxes',
			holes: 'yes, as masks; bridged as polygons',
			pieces: 'yes, as masks or as a group',
			overlaps: 'yes',
			kinds: 'no',
			details: 'no',
			splits: 'yes, as subset',
			crowds: 'no',
			unknownKeys: 'no',
		},
		checkedAgainst: 'a schema, by libxml2; a round trip of random annotations',
	},
	variants: cvatVariants,
	recognize: async (source) => (await cvatFileOf(source)) !== undefined,
	read: readCvat,
	write: writeCvat,
};
