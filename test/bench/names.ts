// `npm run names -- DIR [--descriptors FILE] [--everything]`: how often names that are suggested are right (docs/naming.md).
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Command } from 'commander';
import { InferenceService } from '../../src/inference/service';
import { parseExamples, serializeExamples } from '../../src/naming/exampleFile';
import type { NamedExample } from '../../src/naming/namedExample';
import { bundledPack } from '../../src/shared/bundledPack';
import type { ObjectName } from '../../src/shared/protocol/inferenceProtocol';
import { everythingDefaults } from '../../src/shared/thresholds';
import { nameSetFromList, nameSetParts, saidOffers } from './namedByModels';
import { type NamedImage, readNamedSet } from './namedSet';
import {
	coverageAt,
	fewExamples,
	hits,
	inOneRun,
	namesOf,
	type Offer,
	whenSaid,
	withoutExamples,
} from './nameTrials';
import { type FoundImage, type SeenMask, sumOf, trySuggesting } from './suggestTrials';

interface Options {
	readonly pack: string;
	readonly descriptors?: string;
	/** The pack that compares masks with words, and the folder that holds it. */
	readonly namePack?: string;
	readonly packs?: string;
	readonly everything?: true;
	/** The first image, counted from 1, and how many. */
	readonly from: number;
	readonly images: number;
}

const seeds = [1, 2, 3];

async function startService({ pack, packs }: Options): Promise<InferenceService> {
	const service = new InferenceService({ onFirstCandidate: () => undefined, onLog: () => undefined });
	const packFolders = [path.join(__dirname, '..', 'models'), ...(packs === undefined ? [] : [packs])];
	await service.start({ packFolders, pack, device: 'cpu', cacheBytes: 0, memoryBytes: 2 ** 26 });
	return service;
}

/** The masks of a set, described by the model; or as an earlier call has written them to `descriptors`. */
async function describeSet(
	images: readonly NamedImage[],
	service: InferenceService,
	file: string | undefined,
): Promise<readonly NamedExample[]> {
	const stored = file === undefined ? undefined : await readFile(file, 'utf8').catch(() => undefined);
	const examples = stored === undefined ? undefined : parseExamples(stored);
	if (examples) return examples;
	const described: NamedExample[] = [];
	for (const [index, { path: source, masks }] of images.entries()) {
		const { image } = await service.openImage(source);
		const { descriptors } = await service.describe({
			image,
			masks: masks.map(({ segmentation }) => segmentation),
		});
		for (const [annotation, descriptor] of descriptors.entries()) {
			const { name, kind } = masks[annotation]!;
			if (descriptor) {
				described.push({ image: path.basename(source), annotation, mask: '', name, kind, descriptor });
			}
		}
		process.stderr.write(`${index + 1} images\n`);
	}
	if (file !== undefined) await writeFile(file, serializeExamples(described));
	return described;
}

/** What the detector sees at each mask of a set. */
async function seeSet(images: readonly NamedImage[], service: InferenceService) {
	const seen = new Map<string, readonly ObjectName[]>();
	for (const { path: source, masks } of images) {
		const { image } = await service.openImage(source);
		const names = await service.nameObjects({
			image,
			masks: masks.map(({ segmentation }) => segmentation),
		});
		for (const [annotation, found] of names.entries())
			seen.set(`${path.basename(source)} ${annotation}`, found);
	}
	return ({ image, annotation }: NamedExample) => seen.get(`${image} ${annotation}`) ?? [];
}

const percent = (value: number) => (Number.isNaN(value) ? '–' : `${Math.round(100 * value)}`);

function print(title: string, offers: readonly Offer[]): void {
	const both = (names: (offer: Offer) => readonly string[]) =>
		`${percent(hits(offers, names, 1))}/${percent(hits(offers, names, 3))}`;
	const said = whenSaid(offers);
	console.log(
		`  ${title.padEnd(12)} ${String(offers.length).padStart(5)} masks: ${both(namesOf)}` +
			`, last used ${both(({ lastUsed }) => lastUsed)}, commonest ${both(({ commonest }) => commonest)}` +
			`; says ${percent(said.share)} %, right then ${percent(said.first)}/${percent(said.three)}` +
			` (last used ${percent(said.lastUsed)}); covers ${percent(coverageAt(0.9, offers))} % at 90 %`,
	);
}

/** The masks that “Segment Everything” finds, and the true ones, with what there is to say of them. */
async function findAll(images: readonly NamedImage[], service: InferenceService): Promise<FoundImage[]> {
	const all: FoundImage[] = [];
	for (const { path: source, masks } of images) {
		const { image } = await service.openImage(source);
		const { pointsPerSide } = everythingDefaults;
		const { masks: found } = await service.everything({ image, pointsPerSide });
		const seenOf = async (of: readonly Pick<SeenMask, 'segmentation'>[]): Promise<SeenMask[]> => {
			const segmentations = of.map(({ segmentation }) => segmentation);
			const { descriptors } = await service.describe({ image, masks: segmentations });
			const names = await service.nameObjects({ image, masks: segmentations });
			return segmentations.map((segmentation, i) => ({
				...{ segmentation, descriptor: descriptors[i] ?? null, seen: names[i] ?? [] },
			}));
		};
		const truths = (await seenOf(masks)).map((seen, i) => ({ ...masks[i]!, ...seen }));
		all.push({ path: source, truths, found: await seenOf(found) });
		process.stderr.write(`${all.length} images\n`);
	}
	return all;
}

/** “Name Unnamed Masks” after “Segment Everything”, with nothing named, or one thing each of a few names. */
function printSuggesting(images: readonly FoundImage[]): void {
	for (const kind of ['object', 'part'] as const) {
		for (const count of [0, 1, 2, 3]) {
			const tried = (count === 0 ? seeds.slice(0, 1) : seeds).flatMap((seed) =>
				images.flatMap((image) => trySuggesting(image, kind, count, seed) ?? []),
			);
			const { right, things, wrong, unmatched, reachable } = sumOf(tried);
			const said = right + wrong + unmatched;
			if (reachable === 0) continue;
			console.log(
				`  ${kind}s, ${count} named: ${(said / tried.length).toFixed(1)} suggestions an image, right ${percent(right / said)} %` +
					`, wrong ${percent(wrong / said)} %, no true mask ${percent(unmatched / said)} %` +
					`; right of those with a true mask ${percent(right / (right + wrong))} %; ${things} things` +
					`, of these names to be had ${reachable}`,
			);
		}
	}
}

async function evaluate(folder: string, options: Options): Promise<void> {
	const service = await startService(options);
	const first = options.from - 1;
	const chosen = (await readNamedSet(folder)).slice(first, first + options.images);
	if (options.everything) {
		printSuggesting(await findAll(chosen, service));
		return;
	}
	const examples = await describeSet(chosen, service, options.descriptors);
	const seen = await seeSet(chosen, service);
	const parts = await nameSetParts(chosen, service);
	const listed = options.namePack && (await nameSetFromList(chosen, service, options.namePack));
	for (const kind of ['object', 'part'] as const) {
		const ofKind = examples.filter((one) => one.kind === kind);
		if (ofKind.length === 0) continue;
		const [images, names] = (['image', 'name'] as const).map(
			(key) => new Set(ofKind.map((one) => one[key])).size,
		);
		console.log(
			`${folder}, ${kind}s: ${ofKind.length} masks in ${images} images, ${names} names; top-1/top-3 in %`,
		);
		for (const k of [1, 3, 10]) {
			print(
				`k = ${k}`,
				seeds.flatMap((seed) => fewExamples(ofKind, k, seed)),
			);
		}
		print(
			'in one run',
			seeds.flatMap((seed) => inOneRun(ofKind, seed)),
		);
		print('detector', withoutExamples(ofKind, seen));
		if (kind === 'part') print('part head', saidOffers(ofKind, parts));
		if (listed) print('list', saidOffers(ofKind, listed));
		if (kind === 'part') continue;
		print(
			'both',
			seeds.flatMap((seed) => inOneRun(ofKind, seed, seen)),
		);
	}
}

new Command('names')
	.description('How often names that are suggested are right, on sets with named true masks.')
	.argument('<folder>', 'holds clicks.json and the images, or index.json, labels and photos')
	.option('--pack <id>', 'model pack', bundledPack)
	.option('--descriptors <file>', 'where descriptors are kept, so that the model runs once')
	.option('--name-pack <id>', 'a pack that compares masks with words: the set’s names are the user’s list')
	.option('--packs <folder>', 'where that pack is')
	.option('--everything', 'name the masks of Segment Everything instead of the true ones')
	.option('--from <number>', 'the image to begin with', Number, 1)
	.option('--images <count>', 'how many images', Number, Number.POSITIVE_INFINITY)
	.action((folder: string, options: Options) => evaluate(folder, options))
	.parseAsync()
	.catch((error: unknown) => {
		console.error(error instanceof Error ? error.message : error);
		process.exitCode = 1;
	});
