import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { ZodError } from 'zod';
import { DatasetError } from '../../src/dataset/datasetError';
import { pageMessages } from '../../src/editor/session/pageMessages';
import { parseSidecar } from '../../src/formats/sidecar/parseSidecar';
import { serializeSidecar } from '../../src/formats/sidecar/serializeSidecar';
import { SidecarError } from '../../src/formats/sidecar/sidecarError';
import { readImageInfo, readPixels } from '../../src/inference/image/imageInput';
import { PackError } from '../../src/packs/manifest/packError';
import { packManifest, parseManifest } from '../../src/packs/manifest/packManifest';
import { externalDataOf } from '../../src/packs/recognise/externalData';
import { InferenceError } from '../../src/shared/inferenceError';
import { readDamaged, writtenDatasets } from './imports';
import type { Random } from './random';

/** One kind of input that others make. */
export interface Target {
	readonly name: string;
	/** How many runs of this target are worth one of the quickest. */
	readonly share: number;
	/**
	 * Tries one input.
	 *
	 * @returns whether it was accepted, or refused as it should be
	 * @throws anything that is a fault
	 */
	run(random: Random): Promise<'accepted' | 'refused'>;
}

/** An error of the file system. */
class SystemError extends Error {}

/** Runs `use`; errors of these classes with a sentence on one line are how input is refused. */
async function refusing(
	classes: readonly (new (...args: never[]) => Error)[],
	use: () => unknown,
): Promise<'accepted' | 'refused'> {
	try {
		await use();
		return 'accepted';
	} catch (error) {
		if (!classes.some((one) => error instanceof one)) throw error;
		const { message } = error as Error;
		if (message === '' || (!(error instanceof ZodError) && message.includes('\n'))) {
			throw new Error(`Not a sentence: ${JSON.stringify(message.slice(0, 300))}`);
		}
		return 'refused';
	}
}

const svg = Buffer.from(
	'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="60"><rect width="90" height="60" fill="#8ac"/><circle cx="30" cy="30" r="20" fill="#b21"/></svg>',
);

async function pictures(): Promise<readonly Buffer[]> {
	const encoded = (['png', 'jpeg', 'webp', 'gif', 'tiff', 'avif'] as const).map((format) =>
		sharp(svg).toFormat(format).toBuffer(),
	);
	const bitmap = Buffer.alloc(54 + 12);
	bitmap.write('BM');
	bitmap.writeUInt32LE(54, 10);
	bitmap.writeUInt32LE(40, 14);
	bitmap.writeInt32LE(2, 18);
	bitmap.writeInt32LE(1, 22);
	bitmap.writeUInt16LE(1, 26);
	bitmap.writeUInt16LE(24, 28);
	return [...(await Promise.all(encoded)), bitmap];
}

const sidecar = {
	info: { strata: { schema: 1 } },
	images: [{ id: 1, file_name: 'a.png', width: 20, height: 10 }],
	categories: [
		{ id: 1, name: 'thing', strata: { kind: 'object' } },
		{ id: 2, name: 'part', supercategory: 'thing', strata: { kind: 'part' } },
	],
	annotations: [
		{
			id: 1,
			image_id: 1,
			category_id: 1,
			iscrowd: 0,
			area: 4,
			bbox: [0, 0, 2, 2],
			segmentation: { size: [10, 20], counts: [0, 2, 8, 2, 188] },
			strata: { level: 1, score: 0.9, prompts: [{ type: 'point', x: 1, y: 1, positive: true }] },
		},
		{ id: 2, image_id: 1, category_id: 2, segmentation: [[1, 1, 8, 1, 8, 8, 1, 8]] },
	],
};

const messages = [
	['act', { type: 'prompt', prompt: { type: 'point', x: 1, y: 2, positive: true }, anew: false }],
	['act', { type: 'run', command: 'strata.keep' }],
	['act', { type: 'select', id: 1 }],
	['preview', { prompts: [{ type: 'box', x0: 1, y0: 2, x1: 3, y1: 4 }] }],
	['contextChanged', { stageFocused: true, dragging: false }],
] as const;

/** Words of a command line: right ones, wrong ones, and files that are there. */
const words = [
	...[
		'segment',
		'everything',
		'pack',
		'list',
		'verify',
		'add',
		'convert',
		'--json',
		'--quiet',
		'--help',
		'-q',
	],
	...['--point', '--box', '--negative', '--level', '--category', '--pack', '--packs', '--points', '--device'],
	...[
		'1,1',
		'0,0,5,5',
		'-1,-1',
		'9e999,0',
		'',
		' ',
		'-',
		'--',
		'cpu',
		'7',
		'nope',
		'broken.png',
		'folder',
		'.',
	],
	...[
		'\n',
		'*.png',
		'../..',
		'[x](command:y)',
		'--kind',
		'part',
		'__proto__',
		'--catalogue',
		'--mirror',
		'http:',
	],
];

/**
 * @param folder an empty folder
 * @param root the repository's root
 */
export async function targets(folder: string, root: string): Promise<readonly Target[]> {
	const images = await pictures();
	const pack = path.join(root, 'models/strata-s');
	const manifest = JSON.parse(await readFile(path.join(pack, 'pack.json'), 'utf8'));
	const graph = await readFile(path.join(pack, 'decoder.onnx'));
	const datasets = await writtenDatasets(path.join(folder, 'datasets'));
	await writeFile(path.join(folder, 'broken.png'), images[0]!.subarray(0, 60));
	return [
		{
			name: 'image bytes',
			share: 4,
			run: (random) => {
				const bytes = random.mutateBytes(random.pick(images));
				return refusing([InferenceError], async () => {
					const info = await readImageInfo(bytes, 'a.png');
					// What a header can claim is limited elsewhere; here it would only be slow.
					if (info.width * info.height > 4e6) return;
					await readPixels(bytes, 'a.png', info, { width: 64, height: 64 });
				});
			},
		},
		{
			name: 'sidecars',
			share: 8,
			run: (random) => {
				const text = JSON.stringify(random.mutateJson(sidecar), undefined, random.below(2));
				const damaged = random.below(3) === 0 ? random.mutateBytes(Buffer.from(text)).toString('utf8') : text;
				return refusing([SidecarError], () => {
					const parsed = parseSidecar(damaged);
					const image = parsed.image ?? { fileName: 'a.png', width: 20, height: 10 };
					// What can be read can be saved, and is then read again.
					parseSidecar(serializeSidecar(parsed, image));
				});
			},
		},
		{
			name: 'imports',
			share: 2,
			// The file system's own errors say what failed, on which file.
			run: (random) =>
				refusing([DatasetError, SystemError], () =>
					readDamaged(random, datasets).catch((error: unknown) => {
						throw error instanceof Error && 'syscall' in error ? new SystemError(error.message) : error;
					}),
				),
		},
		{
			name: 'pack manifests',
			share: 8,
			run: (random) => {
				const text = JSON.stringify(random.mutateJson(manifest));
				const damaged = random.below(3) === 0 ? random.mutateBytes(Buffer.from(text)).toString('utf8') : text;
				return refusing([InferenceError], () => parseManifest(damaged, 'pack.json', packManifest));
			},
		},
		{
			name: 'ONNX files',
			share: 2,
			run: async (random) => {
				const file = path.join(folder, 'fuzzed.onnx');
				// The graph is at the front, where changes matter.
				const head = random.mutateBytes(graph.subarray(0, 4000));
				await writeFile(file, Buffer.concat([head, graph.subarray(4000, random.pick([4000, graph.length]))]));
				return refusing([PackError], () => externalDataOf(file));
			},
		},
		{
			name: 'messages of the page',
			share: 8,
			run: (random) => {
				const [method, message] = random.pick(messages);
				return refusing([ZodError], () => pageMessages[method](random.mutateJson(message)));
			},
		},
		{
			name: 'command lines',
			share: 0.05,
			run: (random) => {
				const args = Array.from({ length: random.below(7) }, () => random.pick(words));
				return runCommand(path.join(root, 'dist/cli.cjs'), args, folder);
			},
		},
	];
}

function runCommand(script: string, args: readonly string[], cwd: string): Promise<'accepted' | 'refused'> {
	const env = {
		...process.env,
		STRATA_PACKS: path.join(cwd, 'packs'),
		XDG_CACHE_HOME: path.join(cwd, 'cache'),
	};
	return new Promise((resolve, reject) => {
		const options = { cwd, env, timeout: 60_000 };
		const child = execFile(process.execPath, [script, ...args], options, (error, _, stderr) => {
			const code = error ? error.code : 0;
			const isExit = typeof code === 'number' && code >= 0 && code <= 9;
			if (isExit && !/\n\s+at /.test(stderr)) resolve(code === 0 ? 'accepted' : 'refused');
			else reject(new Error(`strata ${JSON.stringify(args)} ended with ${code}: ${stderr.slice(0, 500)}`));
		});
		child.stdin?.end();
	});
}
