import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeRle } from '../../src/shared/mask/cocoRle';
import { area } from '../../src/shared/mask/runLengths';
import { intersect } from '../../src/shared/mask/setOperations';
import type { StrataEditor } from './harness/editor';
import { truth, truthOf } from './harness/sidecar';
import { until } from './harness/until';
import { clear, paintedPixels, pixelAt, untilLadder, untilSelected, untilShown } from './harness/view';
import { useVSCode } from './harness/vscode';

const image = 'still-life.jpg';
const vscode = useVSCode({ files: [`media/samples/${image}`] });

const footOf = ({ frame }: StrataEditor, part: string) => frame.locator(`#foot .${part}`).textContent();

/** A pixel of the overlay at a point of the image. */
const overlayAt = (editor: StrataEditor, point: { x: number; y: number }) =>
	pixelAt(editor, '#overlay', point);

/** Moves a slider of the display panel. */
const slide = (editor: StrataEditor, label: string, value: string) =>
	editor.frame.locator('#display label', { hasText: label }).locator('input').fill(value);

describe('what is shown', { sequential: true }, () => {
	it('is measured in the foot line, in the folder’s unit too', async () => {
		const { categories, images, annotations } = await truth();
		const kept = annotations.map((one, i) => ({ ...one, id: i + 1, image_id: images[0]!.id }));
		await writeFile(
			path.join(vscode().workspace, `${image}.strata.json`),
			JSON.stringify({ images, categories, annotations: kept }),
		);
		await mkdir(vscode().path('.vscode'), { recursive: true });
		await writeFile(
			vscode().path('.vscode/settings.json'),
			JSON.stringify({ 'strata.editor.pixelSize': '0.5 mm' }),
		);
		const editor = await (await vscode().openInStrata(image)).untilReady();
		const { click, area } = await truthOf('pear');
		await editor.hoverImage(click);
		await until('the place of the pointer', async () =>
			(await footOf(editor, 'pointer'))?.startsWith(`${Math.floor(click.x)}, ${Math.floor(click.y)}  #`),
		);
		await editor.clickImage(click);
		await untilSelected(editor, 'pear');
		const squareMillimetres = (area / 4).toLocaleString('en', { maximumSignificantDigits: 4 });
		await until('the pear’s figures', async () =>
			(await footOf(editor, 'figures'))?.startsWith(`${squareMillimetres} mm²`),
		);
		const inPixels = await editor.frame.locator('#foot .figures').getAttribute('title');
		expect(inPixels).toContain(`${area.toLocaleString('en')} px`);
	});

	it('can be outlines only, or the selected mask only', async () => {
		const { workbench } = vscode();
		const editor = await vscode().activeEditor();
		const { click } = await truthOf('pear');
		const filled = await overlayAt(editor, click);
		expect(filled[3]).toBeGreaterThan(0);
		const all = await paintedPixels(editor);
		await editor.press('o');
		await until('no fill', async () => (await overlayAt(editor, click))[3] === 0);
		expect(await paintedPixels(editor)).toBeLessThan(all / 2);
		await editor.press('o');
		await until('the fill', async () => (await overlayAt(editor, click))[3]! > 0);
		await editor.press('i');
		await until('one mask', async () => (await paintedPixels(editor)) < all / 2);
		expect((await overlayAt(editor, click))[3]).toBeGreaterThan(0);
		await workbench.runCommand('Strata: Toggle Selected Mask Only');
		await until('all masks', async () => (await paintedPixels(editor)) === all);
	});

	it('hides the masks while H is held, and toggles them with a tap', async () => {
		const { page } = vscode();
		const editor = await vscode().activeEditor();
		const all = await paintedPixels(editor);
		await editor.focus();
		await page.keyboard.down('h');
		await until('no masks', async () => (await paintedPixels(editor)) === 0);
		// As a system repeats a key that is held.
		for (let i = 0; i < 5; i++) await page.keyboard.down('h');
		await page.waitForTimeout(400);
		expect(await paintedPixels(editor)).toBe(0);
		await page.keyboard.up('h');
		await until('the masks', async () => (await paintedPixels(editor)) === all);
	});

	it('has colours, opacity, brightness and contrast in a panel, which the next image keeps', async () => {
		const { workbench } = vscode();
		const editor = await vscode().activeEditor();
		const { click } = await truthOf('pear');
		const before = await overlayAt(editor, click);
		await workbench.runCommand('Strata: Display Options');
		await editor.frame.locator('#display').waitFor();
		await slide(editor, 'Mask Opacity', '0.8');
		await until('a stronger fill', async () => (await overlayAt(editor, click))[3]! > before[3]! + 50);
		await editor.frame.locator('#display select').selectOption('Mask');
		await until('another colour', async () => {
			const [red, green, blue] = await overlayAt(editor, click);
			return red !== before[0] || green !== before[1] || blue !== before[2];
		});
		await slide(editor, 'Brightness', '1.5');
		await until('a brighter picture', () =>
			editor.frame.evaluate(
				() => document.querySelector<HTMLElement>('#picture')?.style.filter === 'brightness(1.5) contrast(1)',
			),
		);
		await vscode().screenshot('display panel');
		await editor.frame.locator('#display').press('Escape');
		await until('the panel to close', async () => !(await editor.frame.locator('#display').isVisible()));
		await editor.focus();
		await workbench.runCommand('View: Close Editor');
		const again = await (await vscode().openInStrata(image)).untilReady();
		await until('the stronger fill again', async () => (await overlayAt(again, click))[3]! > before[3]! + 50);
		await workbench.runCommand('Strata: Display Options');
		await again.frame.locator('#display vscode-button', { hasText: 'Reset' }).click();
		await until('the fill as it was', async () => (await overlayAt(again, click))[3]! < before[3]! + 20);
		await again.frame.locator('#display').press('Escape');
	});

	it('shows a figure whole or not at all, however long the line of what to do next is', async () => {
		const editor = await vscode().activeEditor();
		const { click } = await truthOf('truck');
		await editor.clickImage(click, { modifiers: ['Control'] });
		await untilShown(editor, 'levels', ({ levels, busy }) => levels.length > 1 && !busy);
		const cut = await editor.frame.evaluate(() => {
			const line = document.querySelector('#foot .measures')!.getBoundingClientRect();
			return [...document.querySelectorAll('#foot .measures > span')]
				.map((item) => item.getBoundingClientRect())
				.filter(
					({ top, left, right }) => top < line.bottom && (left < line.left - 1 || right > line.right + 1),
				).length;
		});
		expect(cut).toBe(0);
	});

	it('has a small map and lines between pixels when zoomed in', async () => {
		const editor = await vscode().activeEditor();
		const { click } = await truthOf('pear');
		await untilShown(editor, 'a foot line', ({ hint }) => hint !== '');
		expect(await editor.frame.locator('#minimap').isVisible()).toBe(false);
		for (let i = 0; i < 6; i++) await editor.wheelImage(click, -1500);
		await until('a large scale', async () => Number((await editor.state()).scale) >= 8);
		const map = editor.frame.locator('#minimap');
		await map.waitFor();
		await vscode().screenshot('zoomed in');
		const { originX } = await editor.state();
		await map.click({ position: { x: 20, y: 20 } });
		await until('another place', async () => (await editor.state()).originX !== originX);
	});

	it('can be looked at closer, in a frame, until the key is pressed again', async () => {
		const editor = await vscode().activeEditor();
		const { click, segmentation } = await truthOf('stem');
		// What an earlier test has clicked is no answer to what this one clicks.
		await clear(editor);
		await editor.press('Control+0');
		await until('the whole image', async () => Number((await editor.state()).scale) <= 1);
		await editor.press('z');
		await untilShown(
			editor,
			'the advice to zoom',
			({ banner }) => banner?.startsWith('Zoom in first') ?? false,
		);
		for (let i = 0; i < 3; i++) await editor.wheelImage(click, -600);
		await until('a larger scale', async () => Number((await editor.state()).scale) > 2);
		await editor.press('z');
		await editor.untilState('closer', 'ready');
		await editor.clickImage(click, { modifiers: ['Control'] });
		const { levels } = await untilLadder(editor);
		expect(levels.length).toBeGreaterThan(0);
		await vscode().screenshot('looked at closer');
		await editor.press('Enter');
		await until('the category pick', () => vscode().workbench.quickInput.isVisible());
		await vscode().workbench.type('found closer');
		const annotations = await vscode().saveChange(`${image}.strata.json`);
		const found = decodeRle(annotations.at(-1)!.segmentation);
		expect(area(intersect(found, decodeRle(segmentation)))).toBeGreaterThan(0);
		await editor.press('z');
		await editor.untilState('closer', 'off');
	});
});
