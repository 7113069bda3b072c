import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeRle } from '../../src/shared/mask/cocoRle';
import { paintStroke } from '../../src/shared/mask/paint';
import { fillPolygons } from '../../src/shared/mask/polygonFill';
import { area, containsPixel } from '../../src/shared/mask/runLengths';
import { iou, subtract, union } from '../../src/shared/mask/setOperations';
import { seriousFindings } from './harness/accessibility';
import type { StrataEditor } from './harness/editor';
import { type Coco, type CocoAnnotation, maskArea, truth, truthOf } from './harness/sidecar';
import { takeTool, toolInHand } from './harness/tools';
import { until } from './harness/until';
import { clear, untilLadder, untilSelected, untilShown } from './harness/view';
import { useVSCode } from './harness/vscode';

const image = 'still-life.jpg';
const sidecar = `${image}.strata.json`;
const vscode = useVSCode({ files: [`media/samples/${image}`] });

const maskOf = ({ segmentation }: Pick<CocoAnnotation, 'segmentation'>) => decodeRle(segmentation);

const saveChange = () => vscode().saveChange(sidecar);

const untilDrawn = (editor: StrataEditor) =>
	untilShown(
		editor,
		'a mask to keep',
		({ levels, busy, selected }) => levels.length > 0 && !busy && !selected,
	);

/** Keeps the mask that is shown under a name. */
const keepAs = async (editor: StrataEditor, name: string) => {
	const { workbench } = vscode();
	await editor.press('Enter');
	await until('the category pick', () => workbench.quickInput.isVisible());
	await workbench.type(name);
	await untilSelected(editor, name);
};

describe('drawing by hand', { sequential: true }, () => {
	let editor: StrataEditor;
	let size: { width: number; height: number };
	let pear: Awaited<ReturnType<typeof truthOf>>;

	beforeAll(async () => {
		const { categories, images } = await truth();
		size = images[0]!;
		pear = await truthOf('pear');
		const { click: _, strata: __, ...rest } = pear;
		const annotation = { ...rest, id: 7, image_id: images[0]!.id };
		await writeFile(
			path.join(vscode().workspace, sidecar),
			JSON.stringify({ images, categories, annotations: [annotation] }),
		);
		editor = await (await vscode().openInStrata(image)).untilReady();
	});

	it('paints on the selected annotation, as one step to undo', async () => {
		await editor.clickImage(pear.click);
		await untilSelected(editor, 'pear');
		await takeTool(editor, 'b', 'brush');
		expect(await seriousFindings(editor)).toEqual([]);
		const end = { x: pear.click.x, y: Math.min(size.height - 1, pear.click.y + 250) };
		await editor.dragImage(pear.click, end);
		await vscode().screenshot('brush stroke');
		const [painted] = await saveChange();
		const wanted = union(maskOf(pear), paintStroke([pear.click, end], 12, size.width, size.height));
		expect(painted!.id).toBe(7);
		expect(iou(maskOf(painted!), wanted)).toBeGreaterThan(0.995);
		expect(maskArea(painted!)).toBeGreaterThan(area(maskOf(pear)));
		await editor.press('Control+Z');
		expect((await saveChange()).map(maskArea)).toEqual([area(maskOf(pear))]);
	});

	it('has a larger brush with a key and with the wheel', async () => {
		const shownSize = () => editor.frame.evaluate(() => document.querySelector('#tools .value')?.textContent);
		expect(await shownSize()).toBe('24');
		await editor.press('=');
		await until('a larger brush', async () => Number(await shownSize()) > 24);
		await editor.wheelImage(pear.click, 120, ['Control']);
		await until('the brush as it was', async () => Number(await shownSize()) < 29);
	});

	it('makes a new mask of a polygon, under the name that is asked for', async () => {
		await clear(editor);
		await takeTool(editor, 'p', 'polygon');
		const corners = [
			{ x: 60, y: 60 },
			{ x: 260, y: 70 },
			{ x: 300, y: 300 },
			{ x: 160, y: 200 },
		];
		for (const corner of corners) await editor.clickImage(corner);
		// One too many, which goes again.
		await editor.clickImage({ x: 40, y: 250 });
		await editor.press('Backspace');
		await vscode().screenshot('polygon');
		await editor.press('Enter');
		await untilDrawn(editor);
		await keepAs(editor, 'wall');
		const [, wall] = await saveChange();
		const ring = corners.flatMap(({ x, y }) => [x, y]);
		// A click is as exact as a pixel of the screen.
		expect(iou(maskOf(wall!), fillPolygons([ring], size.width, size.height))).toBeGreaterThan(0.97);
		expect(wall!.strata?.level).toBeUndefined();
	});

	it('erases from the level that is shown, which is then kept', async () => {
		await clear(editor);
		await takeTool(editor, 'v', 'click');
		const orange = await truthOf('orange');
		await editor.clickImage(orange.click);
		await untilLadder(editor);
		await takeTool(editor, 'e', 'eraser');
		await editor.dragImage(orange.click, { x: orange.click.x + 1, y: orange.click.y });
		await until('the step to undo', async () => (await editor.state()).prompts === '1');
		await vscode().screenshot('eraser on a level');
		await keepAs(editor, 'ring');
		const { id } = await vscode()
			.workbench.untilDirty(true)
			.then(async () => (await saveChange()).at(-1)!);
		const ring = (await vscode().readJson<Coco>(sidecar)).annotations.find((one) => one.id === id)!;
		const at = { x: Math.floor(orange.click.x), y: Math.floor(orange.click.y) };
		expect(containsPixel(maskOf(ring), at.x, at.y)).toBe(false);
		expect(iou(maskOf(ring), subtract(maskOf(orange), maskOf(pear)))).toBeGreaterThan(0.5);
	});

	it('takes a region of one colour with the wand', async () => {
		await clear(editor);
		await takeTool(editor, 'w', 'wand');
		const at = { x: 1000, y: 40 };
		await editor.clickImage(at);
		await untilDrawn(editor);
		await vscode().screenshot('wand');
		await keepAs(editor, 'background');
		const region = (await saveChange()).at(-1)!;
		expect(containsPixel(maskOf(region), at.x, at.y)).toBe(true);
		expect(maskArea(region)).toBeGreaterThan(500);
		expect(maskArea(region)).toBeLessThan(size.width * size.height);
	});

	it('reopens an annotation, corrects it with a click and gives it back under its id', async () => {
		await clear(editor);
		await takeTool(editor, 'v', 'click');
		await editor.clickImage(pear.click);
		await untilSelected(editor, 'pear');
		await editor.press('Enter');
		await untilShown(editor, 'the mask to correct', ({ hint }) => hint.includes('Enter: done'));
		await vscode().screenshot('refine');
		// Escape leaves it as it was.
		await editor.press('Escape');
		await untilShown(editor, 'the selection', ({ hint }) => !hint.includes('Enter: done'));
		await vscode().workbench.untilDirty(false);
		await editor.clickImage(pear.click, { clickCount: 2 });
		await untilShown(editor, 'the mask to correct', ({ hint }) => hint.includes('Enter: done'));
		const [left, top, width] = [pear.click.x, pear.click.y, 40];
		await editor.clickImage({ x: left + width, y: top }, { modifiers: ['Shift'] });
		await untilShown(editor, 'an answer', ({ busy, hint }) => !busy && hint.includes('Enter: done'));
		await vscode().screenshot('refined');
		const before = (await vscode().readJson<Coco>(sidecar)).annotations.find(({ id }) => id === 7)!;
		await editor.press('Enter');
		const corrected = (await saveChange()).find(({ id }) => id === 7)!;
		expect(corrected.category_id).toBe(before.category_id);
		expect(corrected.segmentation).not.toEqual(before.segmentation);
		await editor.press('Control+Z');
		const undone = (await saveChange()).find(({ id }) => id === 7)!;
		expect(undone.segmentation).toEqual(before.segmentation);
	});

	it('joins two annotations of the tree under the first one’s id', async () => {
		const { workbench } = vscode();
		const before = (await vscode().readJson<Coco>(sidecar)).annotations;
		const [first, second] = ['pear', 'wall'].map((label) => workbench.treeRow('Annotations', label));
		await first!.click();
		await second!.click({ modifiers: ['Control'] });
		await until('two selected rows', async () => {
			const rows = await workbench.treeRows('Annotations');
			return rows.filter(({ isSelected }) => isSelected).length === 2;
		});
		await workbench.runCommand('Strata: Join Selected Masks');
		const after = await saveChange();
		expect(after).toHaveLength(before.length - 1);
		const areaOf = (id: number) => maskArea(before.find((one) => one.id === id)!);
		const wall = before.find(({ id }) => !after.some((one) => one.id === id))!;
		expect(maskArea(after.find(({ id }) => id === 7)!)).toBe(areaOf(7) + areaOf(wall.id));
		await vscode().screenshot('two masks joined');
		await editor.press('Control+Z');
		expect((await saveChange()).map(maskArea)).toEqual(before.map(maskArea));
	});

	it('keeps the tool for the next image that is opened', async () => {
		await takeTool(editor, 'l', 'lasso');
		await vscode().workbench.runCommand('View: Close Editor');
		editor = await (await vscode().openInStrata(image)).untilReady();
		expect(await toolInHand(editor)).toBe('lasso');
	});
});
