import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Hole, Inpainter } from '../../src/inference/model/inpaint/inpainter';
import { openModel } from '../../src/inference/model/openModel';
import { onnxRuntime } from '../../src/inference/runtime/onnxRuntime';
import { findPack } from '../../src/packs/manifest/packManifest';
import { encodeRle } from '../../src/shared/mask/cocoRle';
import { openImage, render, start } from '../../src/shared/protocol/inferenceProtocol';
import { rectangleMask } from '../unit/imaging/rasters';
import { forkInference } from './child';
import { writeInpaintPack } from './inpaintPack';
import { models, root, startParams, temporaryFolder } from './support';

const run = promisify(execFile);
const blue = [10, 60, 200] as const;
let folder: string;

beforeEach(async () => {
	folder = await temporaryFolder();
});

/** A picture of one colour with a white rectangle that is to go. */
function holePicture(width: number, height: number): Hole {
	const colours = new Float32Array(width * height * 3).fill(120);
	const hole = new Uint8Array(width * height);
	for (let y = 20; y < 40; y++) {
		colours.fill(255, (y * width + 30) * 3, (y * width + 60) * 3);
		hole.fill(1, y * width + 30, y * width + 60);
	}
	return { width, height, colours, hole };
}

describe.each(['lama', 'migan'] as const)('a pack with the signature of %s', (kind) => {
	it.each([
		[100, 80],
		[301, 97],
		[700, 400],
	])('fills the hole of a picture of %i × %i, and nothing else', async (width, height) => {
		const id = await writeInpaintPack(folder, kind, blue);
		const inpainter = new Inpainter(await findPack([folder], id), onnxRuntime('cpu'));
		const picture = holePicture(width, height);
		try {
			await inpainter.fill(picture);
		} finally {
			await inpainter.release();
		}
		const isKept = (_: number, at: number) => !picture.hole[Math.floor(at / 3)];
		expect(new Set(picture.colours.filter(isKept))).toEqual(new Set([120]));
		const middle = (30 * width + 45) * 3;
		for (const [c, value] of blue.entries())
			expect(Math.abs(picture.colours[middle + c]! - value)).toBeLessThan(2);
	});
});

describe('a pack that fills places', () => {
	it('makes no masks, and one that makes masks fills nothing: both say so', async () => {
		const id = await writeInpaintPack(folder, 'lama', blue);
		const fills = await findPack([folder], id);
		expect(() => openModel(fills, onnxRuntime('cpu'))).toThrow(
			'Tiny lama fills places in images and makes no masks.',
		);
		const masks = await findPack([models], 'strata-s');
		expect(() => new Inpainter(masks, onnxRuntime('cpu'))).toThrow('makes masks and fills no places');
	});

	it('with a manifest that lacks something is refused by name of what is wrong', async () => {
		const id = await writeInpaintPack(folder, 'lama', blue);
		const file = path.join(folder, id, 'pack.json');
		const { mask: _, ...rest } = JSON.parse(await readFile(file, 'utf8'));
		await writeFile(file, JSON.stringify(rest));
		const pack = await findPack([folder], id);
		expect(() => new Inpainter(pack, onnxRuntime('cpu'))).toThrow(/pack\.json, at mask: /);
	});

	it('is what an export fills with where it is chosen, in the inference process', async () => {
		const id = await writeInpaintPack(folder, 'migan', blue);
		const { connection, child, exited } = forkInference();
		try {
			const params = startParams();
			await connection.sendRequest(start, { ...params, packFolders: [folder, ...params.packFolders] });
			const bytes = await sharp({ create: { width: 200, height: 160, channels: 3, background: '#808080' } })
				.png()
				.toBuffer();
			const { image } = await connection.sendRequest(openImage, { source: bytes });
			const masks = [encodeRle(rectangleMask(200, 160, [50, 40, 90, 80]))];
			const edits = [{ edit: { type: 'fill', softness: 0 } as const, masks }];
			const job = {
				image,
				asker: 'me',
				format: 'png',
				keepsMetadata: false,
				backgrounds: {},
				edits,
			} as const;
			const colourAt = async (file: Uint8Array) =>
				Array.from(
					await sharp(file)
						.extract({ left: 70, top: 60, width: 1, height: 1 })
						.removeAlpha()
						.raw()
						.toBuffer(),
				);
			const chosen = await connection.sendRequest(render, { ...job, fillPack: id });
			expect(await colourAt(chosen.bytes)).toEqual([...blue]);
			const builtIn = await connection.sendRequest(render, job);
			expect(await colourAt(builtIn.bytes)).toEqual([128, 128, 128]);
			await expect(connection.sendRequest(render, { ...job, fillPack: 'gone' })).rejects.toThrow(
				'There is no model pack “gone”',
			);
		} finally {
			child.kill('SIGKILL');
			await exited;
		}
	});

	it('is what strata edit fills with where it is named', async () => {
		const id = await writeInpaintPack(path.join(folder, 'packs'), 'lama', blue);
		const image = path.join(folder, 'grey.png');
		await sharp({ create: { width: 200, height: 160, channels: 3, background: '#808080' } })
			.png()
			.toFile(image);
		const segmentation = encodeRle(rectangleMask(200, 160, [50, 40, 90, 80]));
		const edit = { id: 1, of: { segmentation }, edit: { type: 'fill', softness: 0 } };
		await writeFile(
			`${image}.strata.json`,
			JSON.stringify({
				images: [{ id: 1, file_name: 'grey.png', width: 200, height: 160 }],
				categories: [],
				annotations: [],
				strata: { edits: [edit] },
			}),
		);
		const cli = path.join(root, 'dist/cli.cjs');
		const args = [
			'edit',
			image,
			'-o',
			path.join(folder, 'out'),
			'--fill-pack',
			id,
			'--packs',
			`${folder}/packs`,
		];
		await run(process.execPath, [cli, ...args]);
		const [red, green, blueness] = await sharp(path.join(folder, 'out/grey.png'))
			.extract({ left: 70, top: 60, width: 1, height: 1 })
			.raw()
			.toBuffer();
		expect([red, green, blueness]).toEqual([...blue]);
	});
});
