import type { Format } from '../../dataset/format';
import { labelme } from '../labelme/labelme';
import { type Dialect, labelmeVariants, labelmeWriter } from '../labelme/writeLabelme';

const dialect: Dialect = {
	version: '4.0.0',
	file: { flags: {}, checked: false },
	shape: { description: '', difficult: false, flags: {}, attributes: {}, kie_linking: [] },
	rectangleCorners: 4,
	hasScore: true,
};

/** Its files are labelme's with a few keys more; the reader of labelme's files reads both. */
export const xAnyLabeling: Format = {
	...labelme,
	description: {
		...labelme.description,
		id: 'x-anylabeling',
		name: 'X-AnyLabeling',
		checkedAgainst: 'labelme 5, the program, whose dialect it is; a round trip of random annotations',
	},
	variants: labelmeVariants,
	write: labelmeWriter(dialect),
};
