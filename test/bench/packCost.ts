import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { readImageInfo, readPixels } from '../../src/inference/image/imageInput';
import { levelStrategy } from '../../src/inference/ladder/levelStrategy';
import { pointLabels } from '../../src/inference/mask/decoderPrompt';
import type { Features } from '../../src/inference/model/model';
import { openModel } from '../../src/inference/model/openModel';
import { onnxRuntime } from '../../src/inference/runtime/onnxRuntime';
import { findPack } from '../../src/packs/manifest/packManifest';
import { threads } from './plainDecoder';
import { median } from './statistics';

const pairs = 30;
const mebibytes = (bytes: number) => Math.round(bytes / 2 ** 20);

/**
 * The graphs that a click takes, with its box and ready features, and nothing of ours. Their threads do not wait by spinning, as
 * Strata's do not: they would go on in the time of whatever runs next, and be counted there.
 */
async function bareDecoder(files: readonly [string, string], { maskFeatures, memory }: Features) {
	const options = {
		intraOpNumThreads: threads,
		logSeverityLevel: 3,
		extra: { session: { intra_op: { allow_spinning: '0' } } },
	} as const;
	const [decoder, masks] = [
		await InferenceSession.create(files[0], options),
		await InferenceSession.create(files[1], options),
	];
	const feeds = {
		boxes: new Tensor('float32', [0.5, 0.5, 0.005, 0.005], [1, 4]),
		mask_features: new Tensor('float32', maskFeatures!.data, [...maskFeatures!.dims]),
		memory: new Tensor('float32', memory!.data, [...memory!.dims]),
	};
	return async () => {
		const { mask_embeds } = await decoder.run(feeds, ['scores', 'mask_embeds']);
		const [, count, channels] = mask_embeds!.dims;
		return masks.run({
			mask_embeds: mask_embeds!.reshape([count!, channels!]),
			mask_features: feeds.mask_features,
		});
	};
}

async function timed(run: () => Promise<unknown>): Promise<{ readonly ms: number; readonly cpuMs: number }> {
	const from = performance.now();
	const cpu = process.cpuUsage();
	await run();
	const { user, system } = process.cpuUsage(cpu);
	return { ms: performance.now() - from, cpuMs: (user + system) / 1000 };
}

/**
 * `npm run packCost -- PACK IMAGE`: what a semantic-sam pack costs. Memory of a process that encoded one image and
 * answered one click; then, in pairs, a click (to its ladder at image size) beside the bare runtime on the same graphs, and
 * a batch of everything mode without its masks beside one with them.
 */
async function main([packFolder, image]: readonly string[]): Promise<void> {
	if (!packFolder || !image) throw new Error('Expected the folder of a semantic-sam pack and an image.');
	const folder = path.resolve(packFolder);
	const pack = await findPack([path.dirname(folder)], path.basename(folder));
	const model = openModel(pack, onnxRuntime('cpu'));
	const bytes = await readFile(image);
	const info = await readImageInfo(bytes, image);
	const size = model.inputSizeOf(info);
	const features = await model.encode(await readPixels(bytes, image, info, size, model.resizeFilter));
	const space = model.spaceOf(info);
	const { build } = levelStrategy(pack.manifest.levels, model);
	const click = { type: 'point', x: info.width / 2, y: info.height / 2, positive: true } as const;
	const ask = () => build({ prompts: [click], space, decode: (prompts) => model.decode(features, prompts) });
	await ask();
	const peakMiB = Math.round(process.resourceUsage().maxRSS / 1024);
	// As an idle process does; the next click loads the decoder again.
	await model.release();
	const memory = { peakMiB, releasedMiB: mebibytes(process.memoryUsage.rss()) };
	const { decoder, masks } = pack.manifest;
	if (!masks || !model.embedding) throw new Error(`Expected a semantic-sam pack but ${folder} is none.`);
	const bare = await bareDecoder([path.join(folder, decoder!.file), path.join(folder, masks.file)], features);
	const { embedding } = model;
	const point = [{ x: size.width / 2, y: size.height / 2, label: pointLabels.positive }];
	const many = Array.from({ length: model.batch }, () => point);
	const rows: Record<
		'bare' | 'decode' | 'click' | 'manyMasks' | 'manyEmbeds',
		Awaited<ReturnType<typeof timed>>
	>[] = [];
	for (let pair = -2; pair < pairs; pair++) {
		const row = {
			bare: await timed(bare),
			decode: await timed(() => model.decode(features, [point])),
			click: await timed(ask),
			manyMasks: await timed(() => model.decode(features, many)),
			manyEmbeds: await timed(() => embedding.embed(features, many)),
		};
		if (pair >= 0) rows.push(row);
	}
	await model.release();
	const of = (value: (row: (typeof rows)[number]) => number) => Number(median(rows.map(value)).toFixed(3));
	process.stdout.write(
		`${JSON.stringify({
			image: `${info.width} × ${info.height}`,
			input: `${size.width} × ${size.height}`,
			...memory,
			pairs,
			bareMs: of(({ bare }) => bare.ms),
			decodeRatio: of(({ bare, decode }) => decode.ms / bare.ms),
			clickRatio: of(({ bare, click }) => click.ms / bare.ms),
			// Of processor time, which a busy machine disturbs less.
			decodeCpuRatio: of(({ bare, decode }) => decode.cpuMs / bare.cpuMs),
			clickCpuRatio: of(({ bare, click }) => click.cpuMs / bare.cpuMs),
			// What everything mode spares by not making masks.
			embedsRatio: of(({ manyMasks, manyEmbeds }) => manyEmbeds.ms / manyMasks.ms),
			embedsCpuRatio: of(({ manyMasks, manyEmbeds }) => manyEmbeds.cpuMs / manyMasks.cpuMs),
		})}\n`,
	);
}

main(process.argv.slice(2)).catch((error: Error) => {
	console.error(error.message);
	process.exitCode = 1;
});
