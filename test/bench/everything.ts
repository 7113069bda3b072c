// `npm run everything -- IMAGES OR PHOTOGRAPHS`: how much of what clicks show *Segment Everything* finds too, and why not the rest.
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { Command } from 'commander';
import { decodedMasks } from '../../src/inference/everything/decodedMasks';
import { generateMasks } from '../../src/inference/everything/generateMasks';
import type { MaskSource } from '../../src/inference/everything/maskSource';
import { pointGrid } from '../../src/inference/everything/pointGrid';
import { everyPoint } from '../../src/inference/everything/pointOrder';
import type { Proposal } from '../../src/inference/everything/proposal';
import { withoutJunk } from '../../src/inference/everything/withoutJunk';
import { readImageInfo, readPixels } from '../../src/inference/image/imageInput';
import { levelStrategy } from '../../src/inference/ladder/levelStrategy';
import { type Bitmap, bitmapOf, iou as iouOfBitmaps } from '../../src/inference/mask/bitmap';
import { type DecoderSpace, userPrompt } from '../../src/inference/mask/decoderPrompt';
import { coveredCells } from '../../src/inference/mask/logitMask';
import { logitsFromMask } from '../../src/inference/mask/logitsFromMask';
import { openModel } from '../../src/inference/model/openModel';
import { onnxRuntime } from '../../src/inference/runtime/onnxRuntime';
import { findPack } from '../../src/packs/manifest/packManifest';
import { bundledPack } from '../../src/shared/bundledPack';
import { decodeRle } from '../../src/shared/mask/cocoRle';
import { area, type RunLengths } from '../../src/shared/mask/runLengths';
import { iou } from '../../src/shared/mask/setOperations';
import type { Prompt } from '../../src/shared/prompt';
import type { EverythingMask } from '../../src/shared/protocol/inferenceProtocol';
import { everythingDefaults } from '../../src/shared/thresholds';
import { photographs } from './labelledPhotographs';
import { maskQuality } from './maskQuality';
import { numbersOf } from './numbersOf';

const models = path.join(__dirname, '..', 'models');
/** From which IoU on a level of a click counts as found. */
const found = 0.8;
const mostLevels = 6;
/** In smaller masks, as a part of the image, the disc of `maskQuality` is too large to say anything. */
const minPart = 0.001;
const pause = () => Promise.resolve();

const reasons = ['left out as junk', 'displaced by a duplicate', 'doubtful', 'at no point'] as const;
type Reason = (typeof reasons)[number];

interface Level {
	readonly level: number;
	readonly mask: RunLengths;
}

/** What is counted over all images. */
class Sums {
	private images = 0;
	private masks = 0;
	private junk = 0;
	private readonly levels = Array.from({ length: mostLevels }, () => ({ all: 0, found: 0 }));
	private readonly missed = new Map<Reason, number>();

	addImage(shapes: readonly RunLengths[]): void {
		const seen = shapes.filter((shape) => area(shape) >= minPart * shape.width * shape.height);
		this.images++;
		this.masks += shapes.length;
		this.junk += seen.filter((shape) => maskQuality(shape).isJunk).length / Math.max(1, seen.length);
	}

	addLevel(level: number, missed: Reason | undefined): void {
		const sum = this.levels[level - 1]!;
		sum.all++;
		if (missed === undefined) sum.found++;
		else this.missed.set(missed, (this.missed.get(missed) ?? 0) + 1);
	}

	toString(): string {
		const total = (key: 'all' | 'found') => this.levels.reduce((sum, level) => sum + level[key], 0);
		const byLevel = this.levels.map((level) => percent(level.found, level.all)).join(', ');
		const why = reasons.map((reason) => `${this.missed.get(reason) ?? 0} ${reason}`).join(', ');
		return [
			`${percent(total('found'), total('all'))} of ${total('all')} clean levels found (by level ${byLevel})`,
			`missed: ${why}`,
			`${(this.masks / this.images).toFixed(0)} masks an image, of those over ${100 * minPart} % of it ${percent(this.junk, this.images)} junk`,
		].join('; ');
	}
}

const percent = (part: number, of: number) => (of === 0 ? '–' : `${((100 * part) / of).toFixed(1)} %`);

interface Options {
	readonly pack: string;
	readonly parts: readonly string[];
	readonly images: string;
	readonly clicks: string;
	readonly points: string;
	readonly agreement?: readonly string[];
}

async function main(from: readonly string[], options: Options): Promise<void> {
	const pack = await findPack([models], options.pack);
	const model = openModel(pack, onnxRuntime('cpu'));
	const strategy = levelStrategy(pack.manifest.levels, model);
	const { minAgreement: ofPack, ...thresholds } = { ...everythingDefaults, ...pack.manifest.everything };
	const agreements = options.agreement?.map(Number) ?? (ofPack === undefined ? [] : [ofPack]);
	const rows = [undefined, ...agreements].map((minAgreement) => ({ minAgreement, sums: new Sums() }));
	for (const file of await filesOf(from, options)) {
		const bytes = await readFile(file);
		const info = await readImageInfo(bytes, file);
		const features = await model.encode(await readPixels(bytes, file, info, model.inputSizeOf(info)));
		const space = model.spaceOf(info);
		const decode = (prompts: Parameters<typeof model.decode>[1]) => model.decode(features, prompts);
		const random = numbersOf(path.basename(file));
		const clean: Level[] = [];
		for (let click = 0; click < Number(options.clicks); click++) {
			const prompts: Prompt[] = [
				{ type: 'point', x: random() * info.width, y: random() * info.height, positive: true },
			];
			const { candidates } = await strategy.build({ prompts, space, decode });
			const offered = candidates.map(({ level, segmentation }) => ({ level, mask: decodeRle(segmentation) }));
			clean.push(...offered.filter(({ mask }) => !maskQuality(mask).isJunk));
		}
		const points = pointGrid(info, Number(options.points));
		const source = decodedMasks(decode, space, pack.manifest.levels, model.batch);
		const said = await proposeOnce(source, points, space, thresholds);
		for (const { minAgreement, sums } of rows) {
			const criteria = { ...thresholds, ...(minAgreement !== undefined && { minAgreement }) };
			const order = everyPoint(points.length);
			const asked = replayed(source, said, minAgreement !== undefined);
			const made = await generateMasks({ source: asked, space, points, order, criteria, pause });
			const kept = shapesOf(await withoutJunk(made.masks, pause));
			const all = shapesOf(made.masks);
			sums.addImage(kept);
			for (const one of clean) sums.addLevel(one.level, reasonOf(one.mask, kept, all, said.proposals, space));
		}
		console.log(`${path.basename(file)}: ${clean.length} clean levels of ${options.clicks} clicks`);
	}
	for (const { minAgreement, sums } of rows) {
		const name = minAgreement === undefined ? 'thresholds alone' : `or ${100 * minAgreement} % of the points`;
		console.log(`${name}: ${sums}`);
	}
}

const shapesOf = (masks: readonly EverythingMask[]) =>
	masks.map(({ segmentation }) => decodeRle(segmentation));

type Said = Awaited<ReturnType<MaskSource['propose']>>;

/** What the points say, doubtful or not. */
async function proposeOnce(
	source: MaskSource,
	points: readonly { readonly x: number; readonly y: number }[],
	space: DecoderSpace,
	thresholds: { readonly minScore: number; readonly minStability: number },
): Promise<Said> {
	const proposals: Proposal[] = [];
	let levels = 0;
	for (let first = 0; first < points.length; first += source.pointsPerBatch) {
		const prompts = points
			.slice(first, first + source.pointsPerBatch)
			.map((point) => userPrompt([{ type: 'point', ...point, positive: true }], space));
		const batch = await source.propose(prompts, 0, { ...thresholds, minAgreement: 0 });
		proposals.push(...batch.proposals.map((one) => ({ ...one, point: first + one.point })));
		levels = batch.levels;
	}
	return { proposals, levels };
}

/** A source that has said it all, so that the model is not asked again. */
function replayed(source: MaskSource, { proposals, levels }: Said, takesDoubtful: boolean): MaskSource {
	return {
		...source,
		pointsPerBatch: Number.MAX_SAFE_INTEGER,
		propose: async () => ({
			proposals: takesDoubtful ? proposals : proposals.filter(({ isDoubtful }) => !isDoubtful),
			levels,
		}),
	};
}

/** Why a mask is not among those that were kept; undefined where it is. */
function reasonOf(
	mask: RunLengths,
	kept: readonly RunLengths[],
	made: readonly RunLengths[],
	said: readonly Proposal[],
	space: DecoderSpace,
): Reason | undefined {
	const isAmong = (masks: readonly RunLengths[]) => masks.some((other) => iou(mask, other) >= found);
	if (isAmong(kept)) return undefined;
	if (isAmong(made)) return 'left out as junk';
	const { columns, rows } = coveredCells(space);
	const bitmap = bitmapOf(logitsFromMask(mask, space), space.columns, columns, rows);
	const alike = said.filter((one) => isAlike(one, bitmap));
	if (alike.length === 0) return 'at no point';
	return alike.some(({ isDoubtful }) => !isDoubtful) ? 'displaced by a duplicate' : 'doubtful';
}

function isAlike({ shape }: Proposal, bitmap: Bitmap): boolean {
	return 'bitmap' in shape && iouOfBitmaps(shape.bitmap, bitmap) >= found;
}

/** Images as they are named, or some of a folder with an index, evenly over it. */
async function filesOf(from: readonly string[], { parts, images }: Options): Promise<readonly string[]> {
	const files: string[] = [];
	for (const one of from) {
		if ((await stat(one)).isFile()) files.push(one);
		else {
			const all = await photographs(one, parts.map(Number));
			const step = Math.max(1, all.length / Number(images));
			for (let at = 0; Math.floor(at) < all.length; at += step)
				files.push(path.join(one, 'photos', all[Math.floor(at)]!.file));
		}
	}
	return files;
}

new Command('everything')
	.description(
		'How much of what clicks show as clean levels Segment Everything finds too (see docs/everything.md).',
	)
	.argument('<from...>', 'images, or a folder with index.json and photos')
	.option('--pack <id>', 'the model pack', bundledPack)
	.option('--parts <numbers...>', 'which tenths of the folder’s images, 0 to 9; 0 is kept', ['1'])
	.option('--images <number>', 'how many of a folder', '15')
	.option('--clicks <number>', 'seeded places per image', '24')
	.option('--points <number>', 'points along each side', String(everythingDefaults.pointsPerSide))
	.option('--agreement <numbers...>', 'parts of the points to compare, in place of the pack’s')
	.action(main)
	.parseAsync()
	.catch((error: unknown) => {
		console.error(error instanceof Error ? error.message : error);
		process.exitCode = 1;
	});
