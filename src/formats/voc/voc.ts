import { join } from 'node:path';
import type { Format } from '../../dataset/format';
import { filesBelow } from '../../dataset/imageFiles';
import { readVoc } from './readVoc';
import { writeVoc } from './writeVoc';

export const voc: Format = {
	description: {
		id: 'voc',
		name: 'Pascal VOC',
		extension: '.xml, .png',
		layout: 'a folder with Annotations, SegmentationClass, SegmentationObject, JPEGImages',
		holds: {
			shape: 'exact masks; boxes',
			holes: 'yes',
			pieces: 'yes',
			overlaps: 'no',
			kinds: 'no',
			details: 'no',
			splits: 'yes',
			crowds: 'no',
			unknownKeys: 'no',
		},
		checkedAgainst:
			'sharp and pngjs, pixel by pixel; a schema, by libxml2; a round trip of random annotations',
	},
	recognize: async (source) => {
		const annotations = await filesBelow(join(source, 'Annotations'), (name) => name.endsWith('.xml')).catch(
			() => [],
		);
		const objects = await filesBelow(join(source, 'SegmentationObject'), (name) =>
			name.endsWith('.png'),
		).catch(() => []);
		return annotations.length + objects.length > 0;
	},
	read: readVoc,
	write: writeVoc,
};
