// `npm run validationClicks -- FROM TO`: makes click sets for `npm run eval` of photographs with human masks.
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Command } from 'commander';
import { area, containsPixel, type RunLengths } from '../../src/shared/mask/runLengths';
import { iou } from '../../src/shared/mask/setOperations';
import { type Label, labelledPhotographs } from './labelledPhotographs';
import { numbersOf } from './numbersOf';

const clicksPerImage = 4;
/** A smaller mask, as a part of the image, is not clicked. */
const leastArea = 0.0005;
/** Labels over this IoU with another one are that label again. */
const sameLabelIou = 0.95;
/** How many places are drawn for a click; the one farthest from the mask's outline is taken. */
const draws = 5;

/** How far the mask reaches from a pixel, the least of four directions. */
function reach(mask: RunLengths, x: number, y: number): number {
	let step = 0;
	while (
		containsPixel(mask, x - step, y) &&
		containsPixel(mask, x + step, y) &&
		containsPixel(mask, x, y - step) &&
		containsPixel(mask, x, y + step)
	) {
		step += 2;
	}
	return step;
}

function pixelAt(mask: RunLengths, rank: number): { x: number; y: number } {
	let left = rank;
	let start = 0;
	for (const [index, run] of mask.counts.entries()) {
		if (index % 2 === 1) {
			if (left < run) return { x: Math.floor((start + left) / mask.height), y: (start + left) % mask.height };
			left -= run;
		}
		start += run;
	}
	throw new RangeError(`Expected a rank below the mask's area but received ${rank}`);
}

/** Kinds take turns, so that an image of many windows and one house has as many clicks for each. */
function clicksOf(file: string, labels: readonly Label[]) {
	const random = numbersOf(file);
	const kinds = [...new Set(labels.map(({ kind }) => kind))].sort();
	return Array.from({ length: labels.length === 0 ? 0 : clicksPerImage }, (_, index) => {
		const ofKind = labels.filter(({ kind }) => kind === kinds[index % kinds.length]);
		const { mask } = ofKind[Math.floor(random() * ofKind.length)]!;
		const places = Array.from({ length: draws }, () => pixelAt(mask, Math.floor(random() * area(mask))));
		const { x, y } = places.reduce((a, b) => (reach(mask, b.x, b.y) > reach(mask, a.x, a.y) ? b : a));
		const under = labels.filter((label) => containsPixel(label.mask, x, y));
		const distinct = under.filter(
			(label, at) => !under.slice(0, at).some((other) => iou(label.mask, other.mask) > sameLabelIou),
		);
		return {
			x,
			y,
			masks: distinct.map(({ name, kind, segmentation }) => ({ ...segmentation, name, level: kind })),
		};
	});
}

async function makeClicks(from: string, to: string, wanted: readonly number[]): Promise<void> {
	const sets = new Map<string, { images: object[]; clicks: object[] }>();
	for await (const { file, width, height, labels } of labelledPhotographs(from, wanted)) {
		const usable = labels.filter(({ mask }) => area(mask) >= leastArea * width * height);
		// Images whose labels are parts are of another kind than those of whole objects.
		const name = labels.some(({ kind }) => kind === 'part') ? 'parts' : 'objects';
		const set = sets.get(name) ?? { images: [], clicks: [] };
		sets.set(name, set);
		const id = set.images.length + 1;
		set.images.push({ id, file_name: `images/${file}`, width, height });
		set.clicks.push(...clicksOf(file, usable).map((click) => ({ image_id: id, ...click })));
		await mkdir(path.join(to, name, 'images'), { recursive: true });
		await copyFile(path.join(from, 'photos', file), path.join(to, name, 'images', file));
	}
	for (const [name, set] of sets) {
		await writeFile(path.join(to, name, 'clicks.json'), JSON.stringify(set));
		console.log(`${path.join(to, name)}: ${set.images.length} images, ${set.clicks.length} clicks`);
	}
}

new Command('validationClicks')
	.description('Click sets for “npm run eval” of photographs with human masks (see docs/levels.md).')
	.argument('<from>', 'holds index.json, labels and photos')
	.argument('<to>', 'where the sets are written, outside the repository')
	.option('--parts <numbers...>', 'which tenths of the images, 0 to 9; 0 is kept for choosing', ['0'])
	.action((from: string, to: string, options: { readonly parts: readonly string[] }) =>
		makeClicks(from, to, options.parts.map(Number)),
	)
	.parseAsync()
	.catch((error: unknown) => {
		console.error(error instanceof Error ? error.message : error);
		process.exitCode = 1;
	});
