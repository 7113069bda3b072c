// `npm run imaging [-- [--json] [PART]]`: how long exports of edited images take and how much memory, beside an export without
// edits, and what a step of a slider costs in the preview; with PART, those only whose name has it. Every case runs in a process of its own, so that its peak of memory is its own.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { renderImage } from '../../src/imaging/renderImage';
import { withScratchFolder } from '../../src/node/scratchFolder';
import { type ImageEdit, imageEditShape } from '../../src/shared/imageEdits/imageEdit';
import type { RunLengths } from '../../src/shared/mask/runLengths';
import { previewSteps } from './previewSteps';
import { timed } from './timed';

const run = promisify(execFile);
const picture = path.join(__dirname, '..', 'media', 'samples', 'still-life.jpg');

/** Lengths as a share of the image's long side, so that the same is done at every size. */
const edits: Readonly<Record<string, (side: number) => object>> = {
	blur: (side) => ({ type: 'blur', sigma: Math.min(200, side / 60) }),
	pixelate: (side) => ({ type: 'pixelate', size: Math.round(Math.min(500, side / 50)) }),
	recolour: () => ({ type: 'recolour', hue: 120 }),
	adjust: () => ({ type: 'adjust', brightness: 20, contrast: 20 }),
	highlight: () => ({ type: 'highlight' }),
	'background, colour': () => ({ type: 'background', background: { kind: 'colour', colour: '#2255aa' } }),
	'background, blurred': (side) => ({
		type: 'background',
		background: { kind: 'blur', sigma: Math.min(200, side / 60) },
	}),
	'background, image': () => ({ type: 'background', background: { kind: 'image', file: picture } }),
	place: (side) => ({ type: 'place', dx: side / 10, dy: 0, scale: 1.2 }),
	fill: () => ({ type: 'fill' }),
};

const files = ['8-bit JPEG', '16-bit PNG with alpha'] as const;
const sizes = { '12 megapixels': [4243, 2828], '100 megapixels': [12_250, 8165] } as const;

/** Edits as they are while their slider moves, of an image of 12 megapixels. */
const sliders: Readonly<Record<string, (step: number) => object>> = {
	blur: (step) => ({ type: 'blur', sigma: 60 + step }),
	pixelate: (step) => ({ type: 'pixelate', size: 80 + step }),
	recolour: (step) => ({ type: 'recolour', hue: 10 + step }),
	adjust: (step) => ({ type: 'adjust', brightness: 10 + step }),
	highlight: (step) => ({ type: 'highlight', dim: 40 + step }),
	'cut-out (transparent background)': (step) => ({
		type: 'background',
		background: { kind: 'transparent' },
		softness: 2 + step,
	}),
	'background, blurred': (step) => ({ type: 'background', background: { kind: 'blur', sigma: 60 + step } }),
	place: (step) => ({ type: 'place', dx: 100 + step, dy: 0 }),
};

interface ExportCase {
	readonly ms: number;
	/** Of all processors. */
	readonly processorMs: number;
	readonly peakMiB: number;
}

async function oneCase(file: string, name: string): Promise<ExportCase> {
	const bytes = await readFile(file);
	const { width, height } = await sharp(bytes, { limitInputPixels: false }).metadata();
	const side = Math.max(width, height);
	const edit: ImageEdit | undefined = edits[name] && imageEditShape.parse(edits[name](side));
	const mask = disc(width, height);
	const { ms } = await timed(() =>
		withScratchFolder((folder) =>
			renderImage(
				bytes,
				edit ? [{ edit, mask }] : [],
				{ format: 'jpeg', keepsMetadata: true, backgroundFile: (one) => one },
				folder,
			),
		),
	);
	const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
	return { ms, processorMs: (userCPUTime + systemCPUTime) / 1000, peakMiB: maxRSS / 1024 };
}

/** An eighth of the image, in its middle. */
function disc(width: number, height: number): RunLengths {
	const counts: number[] = [];
	const radius = Math.sqrt((width * height) / 8 / Math.PI);
	let out = 0;
	for (let x = 0; x < width; x++) {
		const half = Math.round(Math.sqrt(Math.max(0, radius ** 2 - (x + 0.5 - width / 2) ** 2)));
		const top = Math.round(height / 2) - half;
		if (half === 0) out += height;
		else {
			counts.push(out + top, 2 * half);
			out = height - top - 2 * half;
		}
	}
	return { width, height, counts: Uint32Array.from([...counts, out]) };
}

async function makeFile(folder: string, kind: (typeof files)[number], width: number, height: number) {
	const isDeep = kind !== '8-bit JPEG';
	const file = path.join(folder, `${kind}-${width}.${isDeep ? 'png' : 'jpg'}`);
	const image = sharp(picture).resize(width, height, { fit: 'fill' });
	await (isDeep
		? image.ensureAlpha(0.9).toColourspace('rgb16').png({ compressionLevel: 1 })
		: image.jpeg({ quality: 85 })
	).toFile(file);
	return file;
}

/** @param part what a case's name must have in it */
async function imaging(asJson: boolean, part: string): Promise<void> {
	const folder = await mkdtemp(path.join(tmpdir(), 'strata-bench-'));
	const all: Record<string, ExportCase> = {};
	try {
		for (const [size, [width, height]] of Object.entries(sizes)) {
			for (const kind of files) {
				const names = ['no edit', ...Object.keys(edits)].filter((one) =>
					`${size}, ${kind}, ${one}`.includes(part),
				);
				if (names.length === 0) continue;
				const file = await makeFile(folder, kind, width, height);
				if (!asJson) console.log(`\n${size}, ${kind} → JPEG; of a disc that covers an eighth of it`);
				let none = Number.NaN;
				for (const name of names) {
					const { stdout } = await run(process.execPath, [__filename, '--one', file, name]);
					const one: ExportCase = JSON.parse(stdout);
					all[`${size}, ${kind}, ${name}`] = one;
					if (name === 'no edit') none = one.processorMs;
					if (asJson) continue;
					const [seconds, processor, times] = [one.ms / 1000, one.processorMs / 1000, one.processorMs / none];
					console.log(
						`  ${name.padEnd(24)} ${seconds.toFixed(1)} s  (processor ${processor.toFixed(1)} s, ${times.toFixed(2)} ×; peak ${one.peakMiB.toFixed(0)} MiB)`,
					);
				}
			}
		}
		const [width, height] = sizes['12 megapixels'];
		const names = Object.entries(sliders).filter(([name]) => `preview, ${name}`.includes(part));
		const preview = await previewSteps(disc(width, height), Object.fromEntries(names));
		if (asJson) {
			console.log(JSON.stringify({ ...all, preview }));
			return;
		}
		for (const [name, ms] of Object.entries(preview))
			console.log(`  preview, ${name.padEnd(34)} ${ms.toFixed(0)} ms of processor time a step of the slider`);
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

const [first = '', file, name] = process.argv.slice(2);
const work =
	first === '--one'
		? oneCase(file!, name!).then((one) => console.log(JSON.stringify(one)))
		: imaging(first === '--json', (first === '--json' ? file : first) ?? '');
work.catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
