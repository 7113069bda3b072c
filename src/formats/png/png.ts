import type { Format } from '../../dataset/format';
import { pngVariants, writePng } from './writePng';

export const png: Format = {
	description: {
		id: 'png',
		name: 'Label maps',
		extension: '.png',
		layout: 'indexed or binary PNGs and JSON per image, categories.json',
		holds: {
			shape: 'exact masks',
			holes: 'yes',
			pieces: 'yes',
			overlaps: 'only as masks',
			kinds: 'yes, in categories.json',
			details: 'level and score in JSON; not prompts',
			splits: 'no',
			crowds: 'no',
			unknownKeys: 'no',
		},
		checkedAgainst: 'sharp and pngjs, pixel by pixel',
	},
	variants: pngVariants,
	write: writePng,
};
