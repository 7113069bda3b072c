import type { Format } from '../../dataset/format';
import { filesBelow, isFile } from '../../dataset/imageFiles';
import { sidecarSuffix } from '../sidecar/sidecarAddress';
import { readSidecars } from './readSidecars';
import { writeSidecars } from './writeSidecars';

/** Strata's own: a COCO file beside each image. */
export const strata: Format = {
	description: {
		id: 'strata',
		name: 'Strata sidecars',
		extension: sidecarSuffix,
		layout: 'a file beside each image',
		holds: {
			shape: 'exact masks and outlines',
			holes: 'yes',
			pieces: 'yes',
			overlaps: 'yes',
			kinds: 'yes',
			details: 'yes',
			splits: 'yes',
			crowds: 'yes',
			unknownKeys: 'yes',
		},
		checkedAgainst: 'a round trip of random annotations',
	},
	recognize: async (source) =>
		(await isFile(source))
			? source.endsWith(sidecarSuffix) || isFile(source + sidecarSuffix)
			: (await filesBelow(source, (name) => name.endsWith(sidecarSuffix))).length > 0,
	read: readSidecars,
	write: writeSidecars,
};
