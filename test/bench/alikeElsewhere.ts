import path from 'node:path';
import type { InferenceService } from '../../src/inference/service';
import { describeWanted, findAlike } from '../../src/naming/findAlike';
import { decodeRle } from '../../src/shared/mask/cocoRle';
import { area } from '../../src/shared/mask/runLengths';
import { iou } from '../../src/shared/mask/setOperations';
import type { NamedImage, TrueMask } from './namedSet';

interface ElsewhereOptions {
	/** How many references. */
	readonly searches: number;
	/** In so many other images each: every second one has the name. */
	readonly images: number;
	readonly pointsPerSide: number;
}

/** References are as large as this part of their image at least; smaller true masks count from `minTruth` on. */
const minReference = 0.002;
const minTruth = 0.0008;
const sameIou = 0.5;
/** What a search opens with, and others. */
const thresholds = [0.3, 0.5, 0.6, 0.7];

interface Offered {
	readonly likeness: number;
	readonly isRight: boolean;
}

/**
 * How much of what has a name is found in other images from one true mask of it, and how much of what is found has it:
 * names by turns, images by a fixed draw.
 */
export async function measureElsewhere(
	service: InferenceService,
	all: readonly NamedImage[],
	{ searches, images, pointsPerSide }: ElsewhereOptions,
): Promise<void> {
	const names = commonNames(all);
	const draw = drawer();
	const offered: Offered[] = [];
	let truths = 0;
	let pairs = 0;
	for (let search = 0; search < searches && names.length > 0; search++) {
		const name = names[search % names.length]!;
		const having = all.filter((image) => largeOf(image, name).length > 0);
		const source = draw(having);
		const reference = draw(largeOf(source, name));
		const { image } = await service.openImage(source.path);
		const wanted = await describeWanted(service, image, [reference.segmentation]);
		const without = all.filter((one) => !one.masks.some((mask) => mask.name === name));
		for (const target of drawTargets(
			having.filter((one) => one !== source),
			without,
			images,
			draw,
		)) {
			const opened = await service.openImage(target.path);
			const none = { annotations: [], categories: [] };
			const { masks } = await findAlike(
				service,
				wanted,
				{ image: opened.image, set: none },
				{ pointsPerSide },
			);
			const there = target.masks
				.filter((mask) => mask.name === name && partOf(mask) >= minTruth)
				.map(({ segmentation }) => decodeRle(segmentation));
			const found = new Set<number>();
			for (const { likeness, segmentation } of masks) {
				const mask = decodeRle(segmentation);
				const truth = there.findIndex((one, at) => !found.has(at) && iou(one, mask) >= sameIou);
				found.add(truth);
				offered.push({ likeness, isRight: truth >= 0 });
			}
			truths += there.length;
			pairs++;
		}
		console.error(`${search + 1} of ${searches}: ${name} of ${path.basename(source.path)}`);
	}
	console.log(`${pairs} images searched, ${truths} true masks of the names in them`);
	for (const threshold of [0, ...thresholds]) {
		const taken = offered.filter(({ likeness }) => likeness >= threshold);
		const right = taken.filter(({ isRight }) => isRight).length;
		console.log(
			`likeness ${threshold}: ${taken.length} taken, precision ${percent(right / taken.length)} %, recall ${percent(right / truths)} %`,
		);
	}
}

const percent = (value: number) => (Number.isNaN(value) ? '–' : `${Math.round(100 * value)}`);

const partOf = ({ segmentation }: TrueMask) =>
	area(decodeRle(segmentation)) / (segmentation.size[0] * segmentation.size[1]);

const largeOf = ({ masks }: NamedImage, name: string) =>
	masks.filter((mask) => mask.name === name && partOf(mask) >= minReference);

/** Names of three images at least, the commonest first; 12 at most. */
function commonNames(all: readonly NamedImage[]): readonly string[] {
	const counts = new Map<string, number>();
	for (const { masks } of all)
		for (const name of new Set(masks.filter((mask) => partOf(mask) >= minReference).map((mask) => mask.name)))
			counts.set(name, (counts.get(name) ?? 0) + 1);
	const common = [...counts].filter(([, images]) => images >= 3).sort(([, one], [, other]) => other - one);
	return common.slice(0, 12).map(([name]) => name);
}

function drawTargets(
	having: readonly NamedImage[],
	without: readonly NamedImage[],
	count: number,
	draw: <T>(from: readonly T[]) => T,
): readonly NamedImage[] {
	const targets: NamedImage[] = [];
	for (let at = 0; at < count; at++) {
		const from = (at % 2 === 0 ? having : without).filter((one) => !targets.includes(one));
		if (from.length > 0) targets.push(draw(from));
	}
	return targets;
}

/** Draws the same each time. */
function drawer(): <T>(from: readonly T[]) => T {
	let seed = 7;
	return (from) => {
		seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
		return from[Math.floor((seed / 2 ** 31) * from.length)]!;
	};
}
