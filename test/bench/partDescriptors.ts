// `npm run partDescriptors -- FOLDER OUT`: what the encoder sees in the parts of a set, for models/part-head to learn from.
import { open, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Command } from 'commander';
import sharp from 'sharp';
import { partDescriptor } from '../../src/inference/description/partDescriptor';
import { OpenedImages } from '../../src/inference/image/openedImages';
import { ModelSession } from '../../src/inference/modelSession';
import { bundledPack } from '../../src/shared/bundledPack';
import { decodeRle } from '../../src/shared/mask/cocoRle';
import { splitRegions } from '../../src/shared/mask/regions';
import { area, fromBitmap, type RunLengths } from '../../src/shared/mask/runLengths';
import { containment } from '../../src/shared/mask/setOperations';
import { type NamedImage, readNamedSet } from './namedSet';

/** Pixels; smaller masks are of nothing that one would name. */
const minArea = 100;
/** How much of a part's area must lie in its whole. */
const minContainment = 0.9;

interface LabelledPart {
	readonly name: string;
	readonly mask: RunLengths;
	readonly whole: RunLengths;
}

/** The connected pieces of each label of pictures of labels, in which all labels together are the whole. */
async function* labelledPixels(folder: string) {
	for (const file of (await readdir(path.join(folder, 'labels'))).sort()) {
		const picture = sharp(path.join(folder, 'labels', file)).extractChannel(0);
		const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true });
		const maskOf = (is: (label: number) => boolean) =>
			fromBitmap(
				Uint8Array.from(data, (label) => (is(label) ? 1 : 0)),
				info.width,
				info.height,
			);
		const whole = maskOf((label) => label > 0);
		const parts = [...new Set(data)]
			.filter((label) => label > 0)
			.flatMap((label): LabelledPart[] =>
				splitRegions(maskOf((one) => one === label)).map((mask) => ({ name: `label-${label}`, mask, whole })),
			);
		yield { path: path.join(folder, 'photos', file.replace('.png', '.jpg')), parts };
	}
}

/** The parts of a set of named masks, each with the smallest object that contains it. */
async function* namedParts(folder: string) {
	for (const { path: file, masks } of await readNamedSet(folder)) yield { path: file, parts: partsOf(masks) };
}

function partsOf(masks: NamedImage['masks']): LabelledPart[] {
	const decoded = masks.map((one) => ({ ...one, mask: decodeRle(one.segmentation) }));
	const objects = decoded
		.filter(({ kind }) => kind === 'object')
		.sort((one, other) => area(one.mask) - area(other.mask));
	return decoded
		.filter(({ kind }) => kind === 'part')
		.flatMap(({ name, mask }) => {
			const whole = objects.find((object) => containment(mask, object.mask) >= minContainment);
			return whole ? [{ name, mask, whole: whole.mask }] : [];
		});
}

async function describe(folder: string, out: string, cacheFolder: string | undefined): Promise<void> {
	const images = new OpenedImages();
	const session = await ModelSession.start(
		{
			...{ packFolders: [path.join(__dirname, '..', 'models')], pack: bundledPack, device: 'cpu' },
			...{ cacheBytes: 2 ** 33, memoryBytes: 2 ** 26, ...(cacheFolder !== undefined && { cacheFolder }) },
		},
		images,
		(_, text) => console.error(text),
	);
	const isPixels =
		(await readdir(folder)).includes('labels') && !(await readdir(folder)).includes('index.json');
	const rows: object[] = [];
	const file = await open(`${out}.bin`, 'w');
	for await (const { path: source, parts } of isPixels ? labelledPixels(folder) : namedParts(folder)) {
		const image = await images.open(source);
		const { features } = await session.featuresOf(image, new AbortController().signal);
		const map = session.model.featureMapOf(features, image);
		const colours = await session.coloursOf(image);
		for (const part of parts.filter(({ mask }) => area(mask) >= minArea)) {
			const descriptor = partDescriptor(part, map, colours);
			if (!descriptor) continue;
			await file.write(new Uint8Array(descriptor.buffer));
			rows.push({ image: path.basename(source), name: part.name, area: area(part.mask) });
		}
		process.stderr.write(`${path.basename(source)}\n`);
	}
	await file.close();
	await session.written();
	await writeFile(`${out}.json`, JSON.stringify(rows));
}

new Command('partDescriptors')
	.description(
		'What the encoder sees in the parts of a set, as float32 numbers, for models/part-head/train.py.',
	)
	.argument('<folder>', 'holds photos and pictures of labels, or what `npm run names` reads')
	.argument('<out>', 'the files to write, without .bin and .json')
	.option('--cache <folder>', 'where features are kept, so that the encoder runs once')
	.action((folder: string, out: string, { cache }: { cache?: string }) => describe(folder, out, cache))
	.parseAsync()
	.catch((error: unknown) => {
		console.error(error instanceof Error ? error.message : error);
		process.exitCode = 1;
	});
