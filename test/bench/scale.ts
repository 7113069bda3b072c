// `npm run scale`: how what the editor does with every annotation grows with their number.
import { annotationRows } from '../../src/editor/annotationRows';
import { parseSidecar } from '../../src/formats/sidecar/parseSidecar';
import { serializeSidecar } from '../../src/formats/sidecar/serializeSidecar';
import { emptySidecar } from '../../src/formats/sidecar/sidecarModel';
import {
	addAnnotations,
	applyEdit,
	changeCategory,
	invertEdit,
	removeAnnotations,
} from '../../src/shared/annotations/annotationEdits';
import { chooseParent } from '../../src/shared/annotations/chooseParent';
import { encodeRle } from '../../src/shared/mask/cocoRle';
import { area, bbox, type RunLengths } from '../../src/shared/mask/runLengths';
import { measureFrames } from './frames';
import { type LargePicture, measureLargePicture } from './largePicture';
import { addedMasks, manyAnnotations, sceneSize } from './manyAnnotations';

const counts = [1_000, 5_000, 20_000];
const image = { fileName: 'scene.png', ...sceneSize };

/** Milliseconds: the median of several runs. */
function time(act: () => unknown, runs = 5): number {
	const times = Array.from({ length: runs }, () => {
		const from = performance.now();
		act();
		return performance.now() - from;
	});
	return times.sort((a, b) => a - b)[runs >> 1]!;
}

function measure(count: number): Record<string, number> {
	const set = manyAnnotations(count);
	const text = serializeSidecar({ ...emptySidecar, set }, image);
	const parsed = parseSidecar(text, image);
	const newMask = (mask: RunLengths) => ({
		category: { name: 'thing', kind: 'object' as const },
		segmentation: encodeRle(mask),
		area: area(mask),
		bbox: bbox(mask),
	});
	const middle = parsed.set.annotations[count >> 1]!.id;
	const [small, large] = [newMask(addedMasks.small), newMask(addedMasks.large)];
	const added = addAnnotations(parsed.set, [small]);
	const withIt = applyEdit(parsed.set, added);
	const withChoice = applyEdit(parsed.set, chooseParent(parsed.set, [parsed.set.annotations[5]!.id], 'none'));
	return {
		'open: parse the file': time(() => parseSidecar(text, image), 3),
		'save: write its text': time(() => serializeSidecar(parsed, image), 3),
		'add a small mask': time(() => applyEdit(parsed.set, addAnnotations(parsed.set, [small]))),
		'add a mask around all': time(() => applyEdit(parsed.set, addAnnotations(parsed.set, [large]))),
		'rename one': time(() =>
			applyEdit(parsed.set, changeCategory(parsed.set, middle, { name: 'other', kind: 'part' })),
		),
		'delete one': time(() => applyEdit(parsed.set, removeAnnotations(parsed.set, [middle]))),
		'delete one, where a parent is chosen': time(() =>
			applyEdit(withChoice, removeAnnotations(withChoice, [middle])),
		),
		'rows of the Annotations view': time(() => annotationRows(parsed.set, 'order', '')),
		'undo an addition': time(() => applyEdit(withIt, invertEdit(added))),
		'megabytes of the file': text.length / 1e6,
	};
}

function printLargePicture({ alone, withMasks, megabytes, overviewMs, tilesMs }: LargePicture): void {
	const name = 'a picture of 100 megapixels';
	for (const [what, { median, late }] of [
		['alone', alone],
		['with 1,000 masks', withMasks],
	] as const) {
		const percent = (100 * late).toFixed(1);
		console.log(`${name} ${what}: ${median.toFixed(1)} ms a frame, ${percent} % later than 33 ms`);
	}
	console.log(`${name} with masks to it alone: ${(withMasks.median / alone.median).toFixed(2)} ×`);
	console.log(
		`${name}: its overview takes ${overviewMs.toFixed(0)} ms, its tiles ${(tilesMs / overviewMs).toFixed(1)} × as long`,
	);
	if (megabytes !== undefined)
		console.log(`${name}: the page’s process took ${megabytes.toFixed(0)} MB at most`);
}

async function run(): Promise<void> {
	const columns = counts.map((count) => measure(count));
	const browser = process.env.CHROME_PATH;
	if (browser === undefined) console.log('No browser was found, so that no frames are measured.');
	else {
		const { alone, frames } = await measureFrames(browser, counts);
		console.log(
			`the picture alone: ${alone.median.toFixed(1)} ms a frame, slowest in twenty ${alone.slowest.toFixed(1)} ms`,
		);
		printLargePicture(await measureLargePicture(browser, 1_000));
		frames.forEach(({ median, slowest, firstDrawing, hitTest }, i) => {
			Object.assign(columns[i]!, {
				'pan and zoom: a frame': median,
				'  slowest in twenty': slowest,
				'all masks drawn': firstDrawing,
				'hit test': hitTest,
			});
		});
	}
	const cell = (value: number) => value.toFixed(value < 10 ? 2 : 0).padStart(10);
	console.log(`${''.padEnd(40)}${counts.map((count) => `${count}`.padStart(10)).join('')}   20,000 to 1,000`);
	for (const name of Object.keys(columns[0]!)) {
		const row = columns.map((column) => column[name]!);
		console.log(`${name.padEnd(40)}${row.map(cell).join('')}   ${(row.at(-1)! / row[0]!).toFixed(1)} ×`);
	}
}

void run();
