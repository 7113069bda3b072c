import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeRle } from '../../src/shared/mask/cocoRle';
import { area } from '../../src/shared/mask/runLengths';
import type { StrataEditor } from './harness/editor';
import { growthDuring } from './harness/pageMemory';
import type { Coco } from './harness/sidecar';
import { until } from './harness/until';
import { pixelAt, untilShown } from './harness/view';
import { useVSCode } from './harness/vscode';

const vscode = useVSCode();
const size = { width: 12_000, height: 8_400 };
/** In the middle of the image: a green square, and below it white lines on black, two pixels wide. */
const square = { left: 5000, top: 3000, side: 800 };
const lines = { left: 5000, top: 4200, side: 400 };
const green = [0x00, 0xa0, 0x40];
const inSquare = { x: 5400, y: 3400 };
const [white, black] = [
	{ x: 5200, y: 4400 },
	{ x: 5202, y: 4400 },
];
const files = ['large.jpg', 'large.tif'] as const;

beforeAll(async () => {
	const drawing = (side: number, shapes: string) =>
		Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}">${shapes}</svg>`);
	const fine = Array.from(
		{ length: 100 },
		(_, i) => `<rect x="${4 * i}" width="2" height="400" fill="white"/>`,
	);
	const picture = () =>
		sharp({ create: { ...size, channels: 3, background: '#203040' }, limitInputPixels: false }).composite([
			{ input: drawing(square.side, '<rect width="100%" height="100%" fill="#00a040"/>'), ...square },
			{ input: drawing(lines.side, `<rect width="100%" height="100%"/>${fine.join('')}`), ...lines },
		]);
	await picture().jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toFile(vscode().path('large.jpg'));
	await picture().tiff({ compression: 'lzw' }).toFile(vscode().path('large.tif'));
});

/** The colour that the foot line says the picture has at a point: red, green, blue. */
async function colourAt(
	editor: StrataEditor,
	{ x, y }: { x: number; y: number },
): Promise<readonly number[]> {
	await editor.hoverImage({ x: x + 0.5, y: y + 0.5 });
	const text = await until(`the colour at ${x}, ${y}`, async () => {
		const said = await editor.frame.locator('#foot .pointer').textContent();
		return said?.startsWith(`${x}, ${y} `) ? said : undefined;
	});
	const [, hex] = /#([0-9a-f]{6})$/.exec(text)!;
	return [0, 2, 4].map((at) => Number.parseInt(hex!.slice(at, at + 2), 16));
}

describe.each(files)('an image of 100 megapixels: %s', { sequential: true }, (file) => {
	it('is shown whole, and pixel by pixel where one zooms in, in less than 500 MB', async () => {
		const megabytes = await growthDuring(vscode().userDataDir.replace(/user$/, 'browser'), async () => {
			const editor = await (await vscode().openInStrata(file)).untilReady();
			const colour = await colourAt(editor, inSquare);
			for (const [i, value] of green.entries()) expect(Math.abs(colour[i]! - value)).toBeLessThan(6);
			await vscode().screenshot(`large image ${file}`);
			for (let i = 0; i < 8; i++) await editor.wheelImage(white, -600);
			await until(
				'the lines',
				async () => {
					const [light, dark] = [
						await pixelAt(editor, '#tiles', white),
						await pixelAt(editor, '#tiles', black),
					];
					return light[0]! > 220 && dark[0]! < 40 && dark[3] === 255;
				},
				60_000,
			);
			expect((await colourAt(editor, white))[0]).toBeGreaterThan(220);
			expect((await colourAt(editor, black))[0]).toBeLessThan(40);
			await vscode().screenshot(`large image zoomed in ${file}`);
		});
		if (megabytes !== undefined) expect(megabytes).toBeLessThan(500);
	});

	it('is drawn on in its own pixels', async () => {
		const editor = await vscode().activeEditor();
		await editor.press('Control+0');
		await vscode().workbench.runCommand('Strata: Magic Wand');
		await editor.clickImage(inSquare);
		await untilShown(editor, 'a mask', ({ levels }) => levels.length === 1);
		await editor.press('Enter');
		await until('the category pick', () => vscode().workbench.quickInput.isVisible());
		await vscode().workbench.type('square');
		const [annotation] = await vscode().saveChange(`${file}.strata.json`);
		const { images } = await vscode().readJson<Coco>(`${file}.strata.json`);
		expect(images[0]).toMatchObject(size);
		const share = area(decodeRle(annotation!.segmentation)) / square.side ** 2;
		expect(Math.abs(share - 1)).toBeLessThan(0.05);
		await vscode().workbench.runCommand('View: Close All Editors');
	});
});
