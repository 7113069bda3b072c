// `npm run names -- DIR… [--descriptors FILE]`: how often names that are learned from examples are right (docs/naming.md).
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Command } from 'commander';
import { InferenceService } from '../../src/inference/service';
import { parseExamples, serializeExamples } from '../../src/naming/exampleFile';
import type { NamedExample } from '../../src/naming/namedExample';
import { bundledPack } from '../../src/shared/bundledPack';
import { readNamedSet } from './namedSet';
import { coverageAt, fewExamples, hits, inOneRun, namesOf, type Offer, whenSaid } from './nameTrials';

interface Options {
	readonly pack: string;
	readonly descriptors?: string;
	/** The first image, counted from 1, and how many. */
	readonly from: number;
	readonly images: number;
}

const seeds = [1, 2, 3];

/** The masks of a set, described by the model; or as an earlier call has written them to `descriptors`. */
async function describeSet(folder: string, options: Options): Promise<readonly NamedExample[]> {
	const { pack, descriptors: file } = options;
	const stored = file === undefined ? undefined : await readFile(file, 'utf8').catch(() => undefined);
	const examples = stored === undefined ? undefined : parseExamples(stored);
	if (examples) return examples;
	const service = new InferenceService({ onFirstCandidate: () => undefined, onLog: () => undefined });
	const packFolders = [path.join(__dirname, '..', 'models')];
	await service.start({ packFolders, pack, device: 'cpu', cacheBytes: 0, memoryBytes: 2 ** 26 });
	const first = options.from - 1;
	const chosen = (await readNamedSet(folder)).slice(first, first + options.images);
	const described: NamedExample[] = [];
	for (const [index, { path: source, masks }] of chosen.entries()) {
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

const percent = (value: number) => (Number.isNaN(value) ? '–' : `${Math.round(100 * value)}`);

function print(title: string, offers: readonly Offer[]): void {
	const both = (names: (offer: Offer) => readonly string[]) =>
		`${percent(hits(offers, names, 1))}/${percent(hits(offers, names, 3))}`;
	const said = whenSaid(offers);
	console.log(
		`  ${title.padEnd(12)} ${String(offers.length).padStart(5)} masks: learned ${both(namesOf)}` +
			`, last used ${both(({ lastUsed }) => lastUsed)}, commonest ${both(({ commonest }) => commonest)}` +
			`; says ${percent(said.share)} %, right then ${percent(said.first)}/${percent(said.three)}` +
			` (last used ${percent(said.lastUsed)}); covers ${percent(coverageAt(0.9, offers))} % at 90 %`,
	);
}

async function evaluate(folder: string, options: Options): Promise<void> {
	const examples = await describeSet(folder, options);
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
	}
}

new Command('names')
	.description('How often names that are learned from examples are right, on sets with named true masks.')
	.argument('<folder>', 'holds clicks.json and the images, or index.json, labels and photos')
	.option('--pack <id>', 'model pack', bundledPack)
	.option('--descriptors <file>', 'where descriptors are kept, so that the model runs once')
	.option('--from <number>', 'the image to begin with', Number, 1)
	.option('--images <count>', 'how many images', Number, Number.POSITIVE_INFINITY)
	.action((folder: string, options: Options) => evaluate(folder, options))
	.parseAsync()
	.catch((error: unknown) => {
		console.error(error instanceof Error ? error.message : error);
		process.exitCode = 1;
	});
