// `npm run alike -- DIR…`: how much of what looks like a mask is found, and how much of what is found does (docs/naming.md).
import path from 'node:path';
import { Command } from 'commander';
import { InferenceService } from '../../src/inference/service';
import { rankAlike } from '../../src/naming/rankAlike';
import { bundledPack } from '../../src/shared/bundledPack';
import { decodeRle } from '../../src/shared/mask/cocoRle';
import { area, type RunLengths } from '../../src/shared/mask/runLengths';
import { iou } from '../../src/shared/mask/setOperations';
import { everythingDefaults } from '../../src/shared/thresholds';
import { measureElsewhere } from './alikeElsewhere';
import { tenthOf } from './labelledPhotographs';
import { readNamedSet, type TrueMask } from './namedSet';

interface Options {
	readonly pack: string;
	readonly points: number;
	readonly least: number;
	/** The first image, counted from 1, and how many. */
	readonly from: number;
	readonly images: number;
	readonly only: string;
	/** In so many other images of the set for each mask; absent: in its own. */
	readonly elsewhere?: number;
	readonly searches: number;
	/** Digits. */
	readonly tenths: string;
}

/** Smaller masks are not looked for. */
const minPart = 0.0008;
/** From this IoU on a mask is the true one. */
const sameIou = 0.5;
/** What the tray takes at first. */
const usualLikeness = 0.5;

interface Result {
	/** True masks besides the reference. */
	readonly truths: number;
	/** Of what is offered, the likest first: the true mask that it is; undefined for none. */
	readonly offered: readonly { readonly likeness: number; readonly truth: number | undefined }[];
	readonly milliseconds: number;
}

async function findLike(
	service: InferenceService,
	image: string,
	truths: readonly RunLengths[],
	reference: TrueMask,
	at: number,
	pointsPerSide: number,
): Promise<Result> {
	const start = performance.now();
	const like = [reference.segmentation];
	const { masks } = await service.everything({ image, pointsPerSide, like });
	const all = [...like, ...masks.map(({ segmentation }) => segmentation)];
	const { descriptors } = await service.describe({ image, masks: all });
	const seen = all.map((rle, i) => ({ descriptor: descriptors[i] ?? null, mask: decodeRle(rle) }));
	const ranked = rankAlike(seen.slice(0, 1), seen.slice(1));
	const milliseconds = performance.now() - start;
	const offered = ranked.map(({ index, likeness }) => {
		const { mask } = seen[1 + index]!;
		const truth = truths.findIndex((one, i) => i !== at && iou(one, mask) >= sameIou);
		return { likeness, truth: truth < 0 ? undefined : truth };
	});
	return { truths: truths.length - 1, offered, milliseconds };
}

const mean = (all: readonly number[]) => all.reduce((sum, value) => sum + value, 0) / all.length;
const percent = (value: number) => (Number.isNaN(value) ? '–' : `${Math.round(100 * value)}`);

/** How many different true masks are among some that were offered. */
const found = (offered: Result['offered']) =>
	new Set(offered.flatMap(({ truth }) => (truth === undefined ? [] : [truth]))).size;

function print(title: string, results: readonly Result[]): void {
	const taken = results.map(({ offered }) => offered.filter(({ likeness }) => likeness >= usualLikeness));
	const precisions = taken.flatMap((list) => (list.length === 0 ? [] : [found(list) / list.length]));
	const recalls = taken.map((list, i) => found(list) / results[i]!.truths);
	const reached = results.map(({ offered, truths }) => found(offered) / truths);
	// As many as there are, the likest ones.
	const firsts = results.map(({ offered, truths }) => found(offered.slice(0, truths)) / truths);
	console.log(
		`${title.padEnd(28)} ${String(results.length).padStart(3)} searches: taken at first: precision ${percent(mean(precisions))}` +
			` %, recall ${percent(mean(recalls))} %; of as many as there are, right ${percent(mean(firsts))} %` +
			`; offered at all ${percent(mean(reached))} %; ${Math.round(mean(results.map(({ milliseconds }) => milliseconds)))} ms`,
	);
}

async function evaluate(folder: string, options: Options): Promise<void> {
	const { pack, points, least, from, images, only, elsewhere, searches, tenths } = options;
	const service = new InferenceService({ onFirstCandidate: () => undefined, onLog: () => undefined });
	const packFolders = [path.join(__dirname, '..', 'models')];
	await service.start({ packFolders, pack, device: 'cpu', cacheBytes: 0, memoryBytes: 2 ** 26 });
	const all = (await readNamedSet(folder))
		.filter((image) => path.basename(image.path).includes(only))
		.filter((image) => tenths.includes(`${tenthOf(path.basename(image.path))}`));
	if (elsewhere !== undefined) {
		await measureElsewhere(service, all, { searches, images: elsewhere, pointsPerSide: points });
		return;
	}
	const groups = all
		.map((image) => ({ ...image, names: groupsOf(image.masks, least) }))
		.filter(({ names }) => names.size > 0)
		.slice(from - 1, from - 1 + images);
	const results = new Map<string, Result[]>();
	for (const { path: source, names } of groups) {
		const { image } = await service.openImage(source);
		for (const [name, masks] of names) {
			const truths = masks.map(({ segmentation }) => decodeRle(segmentation));
			const ofName: Result[] = [];
			for (const at of [0, Math.floor(masks.length / 2)])
				ofName.push(await findLike(service, image, truths, masks[at]!, at, points));
			print(`${path.basename(source)}: ${name}`, ofName);
			results.set(name, [...(results.get(name) ?? []), ...ofName]);
		}
	}
	for (const [name, all] of results) print(name, all);
	print('all', [...results.values()].flat());
}

/** The names that enough masks of an image have, with these masks. */
function groupsOf(masks: readonly TrueMask[], least: number): ReadonlyMap<string, readonly TrueMask[]> {
	const groups = new Map<string, TrueMask[]>();
	for (const mask of masks) {
		const [height, width] = mask.segmentation.size;
		if (area(decodeRle(mask.segmentation)) < minPart * width * height) continue;
		groups.set(mask.name, [...(groups.get(mask.name) ?? []), mask]);
	}
	return new Map([...groups].filter(([, all]) => all.length >= least));
}

new Command('alike')
	.description(
		'What “Find All Like This” finds, on sets with named true masks: from two masks of each name of an image.',
	)
	.argument('<folder>', 'holds clicks.json and the images, or index.json, labels and photos')
	.option('--pack <id>', 'model pack', bundledPack)
	.option(
		'--points <number>',
		'as the setting strata.everything.pointsPerSide',
		Number,
		everythingDefaults.pointsPerSide,
	)
	.option('--least <number>', 'how many masks of a name an image must have', Number, 5)
	.option('--from <number>', 'the image to begin with', Number, 1)
	.option('--images <count>', 'how many images', Number, Number.POSITIVE_INFINITY)
	.option('--only <text>', 'only images whose names have it', '')
	.option('--tenths <digits>', 'only images of these tenths, by the SHA-256 of their names', '0123456789')
	.option('--elsewhere <count>', 'search in so many other images of the set', Number)
	.option('--searches <count>', 'so many searches in other images', Number, 12)
	.action((folder: string, options: Options) => evaluate(folder, options))
	.parseAsync()
	.catch((error: unknown) => {
		console.error(error instanceof Error ? error.message : error);
		process.exitCode = 1;
	});
