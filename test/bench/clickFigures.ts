// `npm run clickFigures -- SET OUT`: what is known of the masks of clicks, and how well each fits what was meant, for models/strata-s/likelihoods.py to learn from.
import { open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { Command } from 'commander';
import { readImageInfo, readPixels } from '../../src/inference/image/imageInput';
import { candidatePool } from '../../src/inference/ladder/candidatePool';
import { buildLikelyLadder } from '../../src/inference/ladder/likelyLadder';
import { bitmapOf, iou } from '../../src/inference/mask/bitmap';
import type { DecoderSpace } from '../../src/inference/mask/decoderPrompt';
import { figureCount } from '../../src/inference/mask/likelihoods';
import { coveredCells } from '../../src/inference/mask/logitMask';
import { logitsFromMask } from '../../src/inference/mask/logitsFromMask';
import type { Model } from '../../src/inference/model/model';
import { openModel } from '../../src/inference/model/openModel';
import { onnxRuntime } from '../../src/inference/runtime/onnxRuntime';
import { findPack } from '../../src/packs/manifest/packManifest';
import { bundledPack } from '../../src/shared/bundledPack';
import { decodeRle } from '../../src/shared/mask/cocoRle';
import { type Click, readClickSet } from './clickSet';

const rounded = (value: number) => Math.round(value * 1e4) / 1e4;

const rows = (values: ArrayLike<number>, length: number) =>
	Array.from({ length: values.length / length }, (_, row) =>
		Array.from({ length }, (_, at) => rounded(values[row * length + at]!)),
	);

/** All masks of a click, as when six of them are chosen. */
async function poolOf(
	click: Click,
	model: Model,
	features: Parameters<Model['decode']>[0],
	space: DecoderSpace,
) {
	const prompt = { type: 'point', x: click.x + 0.5, y: click.y + 0.5, positive: true } as const;
	let figures = new Float32Array(0);
	const { levels, first, found } = await buildLikelyLadder({
		...{ prompts: [prompt], click: prompt, space },
		decode: (batch) => model.decode(features, batch),
		...(model.secondOpinion && { secondOpinion: (batch) => model.secondOpinion!(features, batch) }),
		likelihoods: async (these, masks) => {
			figures = these.slice();
			return new Float64Array(masks).fill(1 / masks);
		},
	});
	const { columns, rows: lines } = coveredCells(space);
	const truths = click.masks.map((truth) =>
		bitmapOf(logitsFromMask(decodeRle(truth), space), space.columns, columns, lines),
	);
	const { members, iou: overlaps } = candidatePool(found, [prompt], space);
	return {
		figures: rows(figures, figureCount),
		iou: rows(overlaps, Math.max(1, members.length)),
		truths: members.map(({ bitmap }) => truths.map((truth) => rounded(iou(bitmap, truth)))),
		first: found.indexOf(levels[first]!),
	};
}

async function write(set: string, out: string, packs: readonly string[]): Promise<void> {
	const folders = [...packs.map((folder) => path.resolve(folder)), path.join(__dirname, '..', 'models')];
	const model = openModel(await findPack(folders, bundledPack), onnxRuntime('cpu'));
	const file = await open(out, 'w');
	let count = 0;
	for (const { path: source, clicks } of await readClickSet(set)) {
		const bytes = await readFile(source);
		const info = await readImageInfo(bytes, source);
		const features = await model.encode(await readPixels(bytes, source, info, model.inputSizeOf(info)));
		const space = model.spaceOf(info);
		for (const click of clicks) {
			const pool = await poolOf(click, model, features, space);
			await file.write(`${JSON.stringify({ file: path.basename(source), ...pool })}\n`);
			count++;
		}
	}
	await file.close();
	console.log(`${out}: ${count} clicks`);
}

new Command('clickFigures')
	.description(
		'What is known of the masks of clicks, to learn from which of them are meant (docs/levels.md).',
	)
	.argument('<set>', 'holds clicks.json and the images')
	.argument('<out>', 'the file to write, one line of JSON per click')
	.option('--packs <folders...>', 'folders to look for the pack in, before the built-in ones', [])
	.action((set: string, out: string, { packs }: { readonly packs: readonly string[] }) =>
		write(set, out, packs),
	)
	.parseAsync()
	.catch((error: unknown) => {
		console.error(error instanceof Error ? error.message : error);
		process.exitCode = 1;
	});
