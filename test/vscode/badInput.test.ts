import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../src/dev/shell.mjs';
import { until } from './harness/until';
import { paintedPixels, shown, untilLadder, untilShown } from './harness/view';
import { useVSCode } from './harness/vscode';

// “Open with” once and for all, as a user who labels a folder sets it.
const always = Object.fromEntries(
	['jpg', 'png', 'gif', 'tif'].map((name) => [`*.${name}`, 'strata.segmentEditor']),
);
const vscode = useVSCode({ settings: { 'workbench.editorAssociations': always } });
const scene = path.join(root, 'media/samples/still-life.jpg');
const coco = { info: {}, images: [], annotations: [], categories: [] };

beforeAll(async () => {
	await mkdir(vscode().workspace, { recursive: true });
	const at = (name: string) => vscode().path(name);
	const whole = await readFile(scene);
	const small = sharp(scene).resize(400, 300);
	await writeFile(at('empty.jpg'), '');
	await writeFile(at('cut.jpg'), whole.subarray(0, 20_000));
	await writeFile(at('words.png'), 'These are words.');
	await small.clone().tiff({ compression: 'lzw' }).toFile(at('page.tif'));
	// Scanners and cameras' programs do write such names.
	await writeFile(at('scan.jpg'), await small.clone().tiff().toBuffer());
	await small.clone().toColourspace('rgb16').png().toFile(at('deep.png'));
	await small.clone().toColourspace('cmyk').jpeg().toFile(at('cmyk.jpg'));
	await small.clone().greyscale().ensureAlpha(0.7).png().toFile(at('grey.png'));
	await small.clone().withMetadata({ orientation: 6 }).jpeg().toFile(at('turned.jpg'));
	await sharp({ create: { width: 1, height: 1, channels: 3, background: 'red' } })
		.png()
		.toFile(at('one.png'));
	await sharp(scene).resize(30_000, 40, { fit: 'fill' }).png().toFile(at('wide.png'));
	const frames = await Promise.all([0, 90].map((hue) => small.clone().modulate({ hue }).png().toBuffer()));
	await sharp(frames, { join: { animated: true } })
		.gif({ delay: [40, 40] })
		.toFile(at('moving.gif'));
	for (const name of ['newer', 'sized'])
		await small
			.clone()
			.jpeg()
			.toFile(at(`${name}.jpg`));
	const newer = {
		...coco,
		info: { strata: { schema: 2 } },
		images: [{ id: 1, file_name: 'newer.jpg', width: 400, height: 300 }],
	};
	await writeFile(at('newer.jpg.strata.json'), JSON.stringify(newer));
	const sized = { ...coco, images: [{ id: 1, file_name: 'sized.jpg', width: 800, height: 600 }] };
	await writeFile(at('sized.jpg.strata.json'), JSON.stringify(sized));
});

describe('an image that cannot be read', () => {
	it.each([
		['empty.jpg', /no image in empty\.jpg/],
		['words.png', /words\.png/],
	])('says what is wrong with %s', async (name, sentence) => {
		const editor = await vscode().openInStrata(name);
		const { failed } = await untilShown(editor, 'the reason', (view) => view.failed?.includes(name) ?? false);
		expect(failed).not.toMatch(/Expected|received/);
		expect(failed).toMatch(sentence);
		await vscode().screenshot(`cannot read ${name}`);
	});
});

describe('an image out of the ordinary', () => {
	it.each([
		['cut.jpg', '1200 × 900'],
		['page.tif', '400 × 300'],
		['scan.jpg', '400 × 300'],
		['deep.png', '400 × 300'],
		['cmyk.jpg', '400 × 300'],
		['grey.png', '400 × 300'],
		['turned.jpg', '300 × 400'],
		['moving.gif', '400 × 300'],
		['wide.png', '30000 × 40'],
		['one.png', '1 × 1'],
	])('shows %s and answers a click', async (name, size) => {
		const editor = await (await vscode().openInStrata(name)).untilReady();
		const [width, height] = size.split(' × ').map(Number) as [number, number];
		expect(await editor.frame.textContent('.size')).toBe(size);
		const { banner } = await shown(editor);
		if (name === 'cut.jpg') expect(banner).toMatch(/ends early/);
		else expect(banner).toBeUndefined();
		// A window that stands still for a moment can lose a click.
		await until('the click to be taken', async () => {
			await editor.clickImage({ x: width / 2, y: height / 2 });
			const {
				busy,
				levels,
				banner: answer,
			} = await until(
				'an answer',
				async () => {
					const view = await shown(editor);
					return (view.busy || view.levels.length > 0 || view.banner !== banner) && view;
				},
				5_000,
			);
			return busy || levels.length > 0 || answer !== undefined;
		});
		if (name === 'one.png') {
			// A pixel may well have no mask; then that is said.
			await untilShown(
				editor,
				'an answer',
				({ busy, levels, banner }) => !busy && (levels.length > 0 || banner !== undefined),
			);
			return;
		}
		await untilLadder(editor);
		expect(await paintedPixels(editor)).toBeGreaterThan(0);
		await vscode().screenshot(`unusual ${name}`);
	});
});

describe('a sidecar that is not for us', () => {
	it.each([
		['newer.jpg', /newer/],
		['sized.jpg', /800.*600.*400.*300|400.*300.*800.*600/],
	])('opens %s read-only with the reason and leaves the file alone', async (name, reason) => {
		const before = await vscode().readText(`${name}.strata.json`);
		const editor = await (await vscode().openInStrata(name)).untilReady();
		const { banner } = await untilShown(editor, 'the reason', (view) => view.banner !== undefined);
		expect(banner).toMatch(reason);
		await editor.clickImage({ x: 200, y: 150 });
		expect((await shown(editor)).levels).toEqual([]);
		expect(await vscode().readText(`${name}.strata.json`)).toBe(before);
	});
});
