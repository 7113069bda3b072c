// `npm run junk -- PHOTOGRAPHS`: what of everything in photographs is left out as junk, and which human masks go with it.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Command } from 'commander';
import { decodedMasks } from '../../src/inference/everything/decodedMasks';
import { generateMasks } from '../../src/inference/everything/generateMasks';
import { pointGrid } from '../../src/inference/everything/pointGrid';
import { everyPoint } from '../../src/inference/everything/pointOrder';
import { withoutJunk } from '../../src/inference/everything/withoutJunk';
import { readImageInfo, readPixels } from '../../src/inference/image/imageInput';
import { openModel } from '../../src/inference/model/openModel';
import { onnxRuntime } from '../../src/inference/runtime/onnxRuntime';
import { findPack } from '../../src/packs/manifest/packManifest';
import { bundledPack } from '../../src/shared/bundledPack';
import { decodeRle } from '../../src/shared/mask/cocoRle';
import { area } from '../../src/shared/mask/runLengths';
import { iou } from '../../src/shared/mask/setOperations';
import type { EverythingMask } from '../../src/shared/protocol/inferenceProtocol';
import { everythingDefaults } from '../../src/shared/thresholds';
import { type Label, labelledPhotographs } from './labelledPhotographs';
import { maskQuality } from './maskQuality';

const models = path.join(__dirname, '..', 'models');
/** The tenth that is kept for choosing. */
const tenth = 0;
const pointsPerSide = 20;
/** From which IoU on a human mask counts as found. */
const found = 0.75;
/** In smaller masks, as a part of the image, the disc of `maskQuality` is too large to say anything. */
const minPart = 0.001;

async function main(from: string, options: { readonly every: string }): Promise<void> {
	const pack = await findPack([models], bundledPack);
	const model = openModel(pack, onnxRuntime('cpu'));
	const [before, after] = [sums(), sums()];
	let at = 0;
	for await (const { file, labels } of labelledPhotographs(from, [tenth])) {
		if (at++ % Number(options.every) !== 0) continue;
		const name = path.join(from, 'photos', file);
		const bytes = await readFile(name);
		const info = await readImageInfo(bytes, name);
		const features = await model.encode(await readPixels(bytes, name, info, model.inputSizeOf(info)));
		const space = model.spaceOf(info);
		const points = pointGrid(info, pointsPerSide);
		const { masks } = await generateMasks({
			source: decodedMasks(
				(prompts) => model.decode(features, prompts),
				space,
				pack.manifest.levels,
				model.batch,
			),
			...{ space, points, order: everyPoint(points.length) },
			criteria: { ...everythingDefaults, ...pack.manifest.everything },
			pause: () => Promise.resolve(),
		});
		add(before, masks, labels);
		add(after, await withoutJunk(masks, () => Promise.resolve()), labels);
		console.log(`${file}: ${masks.length} masks`);
	}
	console.log(`before: ${sentence(before)}\nafter:  ${sentence(after)}`);
}

const sums = () => ({ masks: 0, junk: 0, seen: 0, junkSeen: 0, labels: 0, found: 0 });

function add(sum: ReturnType<typeof sums>, masks: readonly EverythingMask[], labels: readonly Label[]): void {
	const shapes = masks.map(({ segmentation }) => decodeRle(segmentation));
	for (const shape of shapes) {
		const { isJunk } = maskQuality(shape);
		const isSeen = area(shape) >= minPart * shape.width * shape.height;
		sum.masks++;
		if (isJunk) sum.junk++;
		if (isSeen) sum.seen++;
		if (isSeen && isJunk) sum.junkSeen++;
	}
	sum.labels += labels.length;
	sum.found += labels.filter(({ mask }) => shapes.some((shape) => iou(shape, mask) >= found)).length;
}

function sentence({ masks, junk, seen, junkSeen, labels, found }: ReturnType<typeof sums>): string {
	const percent = (part: number, of: number) => `${((100 * part) / of).toFixed(1)} %`;
	return `${masks} masks, ${percent(junk, masks)} junk (${percent(junkSeen, seen)} of those over ${100 * minPart} % of the image), ${percent(found, labels)} of ${labels} human masks found`;
}

new Command('junk')
	.description('What of everything in photographs is left out as junk, and which human masks go with it.')
	.argument('<from>', 'holds index.json, labels and photos')
	.option(
		'--every <number>',
		'only every second, third, … of the photographs that are kept for choosing',
		'1',
	)
	.action(main)
	.parseAsync()
	.catch((error: unknown) => {
		console.error(error instanceof Error ? error.message : error);
		process.exitCode = 1;
	});
