import type { Format } from '../dataset/format';
import type { Selection } from '../dataset/selectDataset';
import { panoptic } from './panoptic/panoptic';
import { png } from './png/png';
import type { pngVariants } from './png/writePng';

/** A task that trainers know by name, as a format and what is taken of the annotations. */
export interface Task {
	readonly id: 'instance' | 'instance-overlaps' | 'semantic' | 'panoptic' | 'parts' | 'overlay';
	readonly format: Format;
	readonly variant: string;
	readonly selection: Selection;
}

/** Where a pixel has one value, a part would take its own from the object that is wanted. */
const objects: Selection = { kind: 'object' };
const all: Selection = {};

const pngTask = (id: Task['id'], variant: (typeof pngVariants)[number], selection: Selection): Task => ({
	id,
	format: png,
	variant,
	selection,
});

/** The classical tasks and parts, as PNG and JSON, and the pictures with coloured masks, to look at. */
export const tasks: readonly Task[] = [
	pngTask('instance', 'instance', objects),
	pngTask('instance-overlaps', 'masks', objects),
	pngTask('semantic', 'semantic', objects),
	{ id: 'panoptic', format: panoptic, variant: '', selection: objects },
	pngTask('parts', 'parts', all),
	pngTask('overlay', 'overlay', all),
];
