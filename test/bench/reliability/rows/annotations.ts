import { annotationRows } from '../../../../src/editor/annotationRows';
import { parseSidecar } from '../../../../src/formats/sidecar/parseSidecar';
import { serializeSidecar } from '../../../../src/formats/sidecar/serializeSidecar';
import { emptySidecar } from '../../../../src/formats/sidecar/sidecarModel';
import {
	addAnnotations,
	applyEdit,
	invertEdit,
	removeAnnotations,
} from '../../../../src/shared/annotations/annotationEdits';
import { encodeRle } from '../../../../src/shared/mask/cocoRle';
import { area, bbox } from '../../../../src/shared/mask/runLengths';
import { addedMasks, manyAnnotations, sceneSize } from '../../manyAnnotations';
import { countMemory, countTry, type Row } from '../row';

const count = 20_000;

/** An image with as many annotations as anybody has made; `npm run scale` says more. */
export const annotations: Row = {
	name: 'annotations',
	promise: 'An image with 20,000 annotations opens, is edited and saved in time',
	limit: 5,
	isProcessorTime: true,
	memoryLimit: 1536,
	async run(result) {
		const image = { fileName: 'scene.png', ...sceneSize };
		const time = <T>(what: string, act: () => T): T => {
			const from = process.cpuUsage();
			const value = act();
			const { user, system } = process.cpuUsage(from);
			const ms = (user + system) / 1000;
			countTry(result, annotations, what, ms);
			result.notes.push(`${what}: ${Math.round(ms)} ms`);
			return value;
		};
		const made = manyAnnotations(count);
		const text = time('save', () => serializeSidecar({ ...emptySidecar, set: made }, image));
		const { set } = time('open', () => parseSidecar(text, image));
		const mask = addedMasks.large;
		const category = { name: 'thing', kind: 'object' as const };
		const added = addAnnotations(set, [
			{ category, segmentation: encodeRle(mask), area: area(mask), bbox: bbox(mask) },
		]);
		const withIt = time('add a mask around all', () => applyEdit(set, added));
		const without = time('undo that', () => applyEdit(withIt, invertEdit(added)));
		time('delete one', () => applyEdit(without, removeAnnotations(without, [count >> 1])));
		time('rows of the Annotations view', () => annotationRows(withIt, 'order', ''));
		result.lost += count - parseSidecar(text, image).set.annotations.length;
		if (withIt.annotations.length !== count + 1 || without.annotations.length !== count) {
			result.broken.push('an edit did not change the number of annotations by one');
		}
		if (result.lost > 0) result.broken.push(`${result.lost} annotations are missing in what was saved`);
		countMemory(result, process.resourceUsage().maxRSS / 1024);
	},
};
