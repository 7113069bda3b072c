import { writeFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { encodeRle } from '../../src/shared/mask/cocoRle';
import { fillPolygons } from '../../src/shared/mask/polygonFill';
import { area, bbox } from '../../src/shared/mask/runLengths';
import { subtract } from '../../src/shared/mask/setOperations';
import type { StrataEditor } from './harness/editor';
import { type CocoAnnotation, maskArea } from './harness/sidecar';
import { takeTool } from './harness/tools';
import { until } from './harness/until';
import { clear, untilSelected, untilShown } from './harness/view';
import { useVSCode } from './harness/vscode';

const image = 'still-life.jpg';
const sidecar = `${image}.strata.json`;
const vscode = useVSCode({ files: [`media/samples/${image}`] });
const size = { width: 1200, height: 900 };

const square = (x: number, y: number, side: number) => [x, y, x + side, y, x + side, y + side, x, y + side];
const shapes = [
	{ category: 1, level: 2, rings: [square(100, 100, 200)], hole: square(220, 120, 40) },
	{ category: 1, level: 3, rings: [square(200, 200, 200)] },
	{ category: 2, level: 1, rings: [square(600, 100, 40)] },
	{ category: 2, level: 1, rings: [square(700, 100, 40)] },
];
const [plate, other, crumb] = [38_400, 40_000, 1_600];
const overlap = 10_000;
const inPlate = { x: 130, y: 160 };
const inCrumb = { x: 620, y: 120 };

const content = {
	images: [{ id: 1, file_name: image, ...size }],
	categories: [
		{ id: 1, name: 'plate', supercategory: 'object' },
		{ id: 2, name: 'crumb', supercategory: 'object' },
	],
	annotations: shapes.map(({ category, level, rings, hole }, i) => {
		const fill = (polygons: readonly (readonly number[])[]) =>
			fillPolygons(polygons, size.width, size.height);
		const mask = hole ? subtract(fill(rings), fill([hole])) : fill(rings);
		const shape = { segmentation: encodeRle(mask), area: area(mask), bbox: bbox(mask) };
		return { id: i + 1, image_id: 1, category_id: category, iscrowd: 0, ...shape, strata: { level } };
	}),
};

const areas = (annotations: readonly CocoAnnotation[]) => annotations.map(maskArea);
const run = (command: string) => vscode().workbench.runCommand(`Strata: ${command}`);

/** Selects by the palette, and waits until it is said how many are selected: a tree shows one of them only. */
async function select(editor: StrataEditor, command: string, count: number): Promise<void> {
	await run(command);
	await until(`${count} to be selected`, async () =>
		(await vscode().workbench.statusBar()).some((text) => text.includes(`${count} annotations are selected`)),
	);
	await editor.focus();
}

async function start(editor: StrataEditor, at: { x: number; y: number }, name: string): Promise<void> {
	await clear(editor);
	await editor.clickImage(at);
	await untilSelected(editor, name);
}

/** Saves what was done, takes it back by one undo, and gives what was saved. */
async function doneAndUndone(editor: StrataEditor): Promise<readonly CocoAnnotation[]> {
	const done = await vscode().saveChange(sidecar);
	await editor.press('Control+Z');
	expect(await vscode().saveChange(sidecar)).toEqual(before);
	return done;
}

let editor: StrataEditor;
let before: readonly CocoAnnotation[];

beforeAll(async () => {
	await writeFile(vscode().path(sidecar), JSON.stringify(content));
	editor = await (await vscode().openInStrata(image)).untilReady();
	await vscode().workbench.openView('Annotations');
	await until('four rows', async () => (await vscode().workbench.treeRows('Annotations')).length === 4);
	// As our own writer has it, so that what is undone can be compared.
	await start(editor, inPlate, 'plate');
	await run('Duplicate Mask');
	await vscode().saveChange(sidecar);
	await editor.press('Control+Z');
	before = await vscode().saveChange(sidecar);
	expect(areas(before)).toEqual([plate, other, crumb, crumb]);
});

describe('several masks together', { sequential: true }, () => {
	it.each([
		['Join Selected Masks', [plate + other - overlap, crumb, crumb]],
		['Intersect Selected Masks', [overlap, crumb, crumb]],
		['Subtract Other Selected Masks', [plate - overlap, other, crumb, crumb]],
		['Exclude Overlap of Selected Masks', [plate + other - 2 * overlap, crumb, crumb]],
		['Give Overlap to Upper Mask', [plate, other - overlap, crumb, crumb]],
		['Duplicate Mask', [plate, other, crumb, crumb, plate, other]],
	])('of one category: %s, as one step to undo', async (command, expected) => {
		await start(editor, inPlate, 'plate');
		await select(editor, 'Select All of This Category', 2);
		await run(command);
		expect(areas(await doneAndUndone(editor))).toEqual(expected);
	});

	it('of one level are locked, and unlocked, as one step', async () => {
		await start(editor, inCrumb, 'crumb');
		await select(editor, 'Select All of This Level', 2);
		await editor.press('Shift+L');
		const locked = await doneAndUndone(editor);
		const isLocked = ({ strata }: CocoAnnotation) => (strata as { locked?: boolean } | undefined)?.locked;
		expect(locked.map(isLocked)).toEqual([undefined, undefined, true, true]);
	});

	it('smaller than a number are deleted as one step', async () => {
		await start(editor, inPlate, 'plate');
		await run('Select All Smaller Than…');
		await vscode().workbench.untilTitled('Select All Smaller Than');
		await vscode().workbench.type('2000');
		await untilSelected(editor, 'crumb');
		await editor.press('Delete');
		expect(areas(await doneAndUndone(editor))).toEqual([plate, other]);
	});

	it('get one name as one step', async () => {
		await start(editor, inCrumb, 'crumb');
		await select(editor, 'Select All Masks', 4);
		await editor.press('F2');
		await vscode().workbench.untilTitled('Category of 4 annotations');
		await vscode().workbench.type('thing');
		const named = await doneAndUndone(editor);
		expect(new Set(named.map(({ category_id }) => category_id)).size).toBe(1);
	});
});

describe('the mask of one annotation', { sequential: true }, () => {
	it('loses its holes', async () => {
		await start(editor, inPlate, 'plate');
		await run('Fill Holes in Mask');
		expect(areas(await doneAndUndone(editor))[0]).toBe(plate + crumb);
	});

	it.each([
		['Smooth Mask…', 'Smooth Mask', '6', 0.97, 1.01],
		['Shrink Mask…', 'Shrink Mask', '5', 0.8, 0.95],
	])('%s', async (command, title, pixels, least, most) => {
		await start(editor, inPlate, 'plate');
		await run(command);
		await vscode().workbench.untilTitled(title);
		await vscode().workbench.type(pixels);
		const share = areas(await doneAndUndone(editor))[0]! / plate;
		expect(share).toBeGreaterThan(least);
		expect(share).toBeLessThan(most);
	});

	it('is cut along a line that is drawn across it', async () => {
		await start(editor, inPlate, 'plate');
		await takeTool(editor, 'k', 'cut');
		await editor.dragImage({ x: 80, y: 250 }, { x: 340, y: 250 });
		const cut = await doneAndUndone(editor);
		expect(cut).toHaveLength(5);
		expect(maskArea(cut[0]!) + maskArea(cut[4]!)).toBe(plate);
		expect(maskArea(cut[4]!) / (200 * 50)).toBeCloseTo(1, 1);
	});
});

describe('tools in hand', { sequential: true }, () => {
	it('the lasso makes a mask of what it goes around', async () => {
		await clear(editor);
		await takeTool(editor, 'l', 'lasso');
		const { page } = vscode();
		const corners = [
			{ x: 800, y: 500 },
			{ x: 1000, y: 500 },
			{ x: 1000, y: 700 },
			{ x: 800, y: 700 },
		];
		const [first, ...rest] = await Promise.all(corners.map((corner) => editor.windowPoint(corner)));
		await page.mouse.move(first!.x, first!.y);
		await page.mouse.down();
		for (const { x, y } of rest) await page.mouse.move(x, y, { steps: 6 });
		await page.mouse.up();
		await untilShown(editor, 'the mask', ({ levels }) => levels.length === 1);
		await editor.press('Enter');
		await until('the category pick', () => vscode().workbench.quickInput.isVisible());
		await vscode().workbench.type('patch');
		await untilSelected(editor, 'patch');
		const patch = (await doneAndUndone(editor)).at(-1)!;
		expect(maskArea(patch) / 200 ** 2).toBeCloseTo(1, 1);
	});

	it('the box asks the model for what lies in it', async () => {
		await clear(editor);
		await takeTool(editor, 'r', 'box');
		await editor.dragImage({ x: 797, y: 372 }, { x: 1169, y: 715 });
		await untilShown(editor, 'levels', ({ levels, busy }) => levels.length > 0 && !busy);
		expect((await editor.state()).prompts).toBe('1');
		await clear(editor);
	});

	it('the hand moves the image', async () => {
		await takeTool(editor, 'g', 'pan');
		const start = await editor.state();
		await editor.dragImage({ x: 600, y: 450 }, { x: 640, y: 470 });
		const moved = 40 * Number(start.scale);
		await until('the image to be moved', async () => {
			const { originX } = await editor.state();
			return Math.abs(Number(originX) - Number(start.originX) - moved) < 2;
		});
		expect((await editor.state()).prompts).toBe('0');
	});
});
