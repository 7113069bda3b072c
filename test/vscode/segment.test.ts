import { describe, expect, it } from 'vitest';
import { decodeRle } from '../../src/shared/mask/cocoRle';
import { iou } from '../../src/shared/mask/setOperations';
import { type Coco, maskArea, truthOf } from './harness/sidecar';
import { until } from './harness/until';
import { paintedPixels, shown, untilEmpty, untilLadder, untilSelected, untilShown } from './harness/view';
import { useVSCode } from './harness/vscode';

const image = 'still-life.jpg';
const sidecar = `${image}.strata.json`;
const vscode = useVSCode({ files: [`media/samples/${image}`] });

// One user's hour in front of the editor: each test goes on where the last one stopped.
describe('segmenting an image', { sequential: true }, () => {
	it('opens the image by “Segment Image” from VS Code’s own viewer', async () => {
		const { workbench } = vscode();
		await workbench.openFile(image);
		expect(await workbench.isStrataActive()).toBe(false);
		await workbench.runCommand('Strata: Segment Image');
		const editor = await (await vscode().activeEditor()).untilReady();
		expect((await shown(editor)).hint).toContain('Click a thing');
		expect((await workbench.tabs()).map(({ name }) => name)).toEqual([image]);
		const drawn = await editor.frame.evaluate(() => {
			const { width, height, left, top } = document.querySelector('#picture')!.getBoundingClientRect();
			return { width, height, left, top };
		});
		const { scale, originX, originY } = await editor.state();
		expect(drawn.width).toBeCloseTo(1200 * Number(scale), 0);
		expect(drawn.height).toBeCloseTo(900 * Number(scale), 0);
		expect(drawn.left).toBeCloseTo(Number(originX), 0);
		expect(drawn.top).toBeCloseTo(Number(originY), 0);
		await vscode().screenshot('open');
	});

	it('shows the mask under the resting pointer lightly, and nothing once the pointer has left', async () => {
		const editor = await vscode().activeEditor();
		await editor.hoverImage((await truthOf('orange')).click);
		const painted = await until('a preview', () => paintedPixels(editor));
		await vscode().screenshot('hover preview');
		const { levels, hint } = await shown(editor);
		expect(levels).toEqual([]);
		expect(hint).toContain('Click a thing');
		const { scale } = await editor.state();
		const { area } = await truthOf('orange');
		expect(painted / Number(scale) ** 2).toBeLessThan(area * 4);
		await vscode().page.mouse.move(5, 5);
		await until('the preview to go', async () => (await paintedPixels(editor)) === 0);
	});

	it('answers a click with a ladder, and steps through its levels without asking again', async () => {
		const editor = await vscode().activeEditor();
		const { click } = await truthOf('hub');
		await editor.clickImage(click);
		const { levels, level } = await untilLadder(editor);
		expect(levels).toEqual(levels.map((_, index) => index + 1));
		expect(levels.length).toBeGreaterThan(1);
		expect(levels.length).toBeLessThanOrEqual(6);
		await vscode().screenshot('ladder');

		await editor.press('1');
		await untilShown(editor, 'level 1', (view) => view.level === 1);
		const finest = await paintedPixels(editor);
		for (const next of levels.slice(1)) {
			await editor.press(']');
			await untilShown(editor, `level ${next}`, (view) => view.level === next);
		}
		expect(await paintedPixels(editor)).toBeGreaterThan(finest);
		await vscode().screenshot('coarsest level');
		await editor.press('[');
		await untilShown(editor, 'one level finer', (view) => view.level === levels.length - 1);
		await editor.wheelImage(click, -100, ['Alt']);
		await untilShown(editor, 'the coarsest again', (view) => view.level === levels.length);
		expect(level).toBeDefined();
	});

	it('refines with a negative point, undoes it, and clears the clicks', async () => {
		const editor = await vscode().activeEditor();
		const { click } = await truthOf('window');
		await editor.clickImage(click, { modifiers: ['Shift'] });
		await editor.untilState('prompts', '2');
		await untilLadder(editor);
		await vscode().screenshot('negative point');
		await editor.press('Control+Z');
		await editor.untilState('prompts', '1');
		await untilLadder(editor);
		await editor.press('Control+Y');
		await editor.untilState('prompts', '2');
		await untilLadder(editor);
		await editor.press('Backspace');
		await editor.untilState('prompts', '1');
		await untilLadder(editor);
		await editor.press('Escape');
		await untilEmpty(editor);
		expect(await paintedPixels(editor)).toBe(0);
	});

	it('keeps a level under a name that is typed', async () => {
		const editor = await vscode().activeEditor();
		const mug = await truthOf('mug');
		const [x, y, width, height] = [797, 372, 372, 343];
		await editor.dragImage({ x, y }, { x: x + width, y: y + height });
		await untilLadder(editor);
		await vscode().screenshot('box');
		await editor.press('Enter');
		const { workbench } = vscode();
		await until('the category pick', () => workbench.quickInput.isVisible());
		await workbench.type('mug');
		await untilSelected(editor, 'mug');
		await workbench.untilDirty(true);
		await vscode().screenshot('kept');
		expect(mug.area).toBeGreaterThan(0);
	});

	it('undoes and redoes by VS Code’s own keys', async () => {
		const { workbench } = vscode();
		const editor = await vscode().activeEditor();
		await editor.press('Control+Z');
		await untilEmpty(editor);
		await workbench.untilDirty(false);
		await editor.press('Control+Y');
		await workbench.untilDirty(true);
		await until('the mask to be painted', () => paintedPixels(editor));
	});

	it('keeps all levels as parts of wholes, each under its name', async () => {
		const { workbench } = vscode();
		const editor = await vscode().activeEditor();
		const { click } = await truthOf('apple');
		await editor.clickImage(click);
		const { levels } = await untilLadder(editor);
		await editor.press('Shift+Enter');
		for (const [index] of levels.entries()) {
			await until(`the pick ${index + 1}`, async () =>
				(await workbench.quickInput.locator('.quick-input-title').textContent())?.includes(
					`${index + 1} of ${levels.length}`,
				),
			);
			await workbench.type(`fruit ${index}`);
		}
		await untilSelected(editor, 'fruit 0');
		// The Annotations view has opened by itself with the first mask.
		const rows = await until(`the ${levels.length + 1} masks in the part-of tree`, async () => {
			const found = await workbench.treeRows('Annotations');
			return found.length === levels.length + 1 && found;
		});
		expect(rows.find(({ label }) => label === 'mug')?.level).toBe(1);
		expect(rows.filter(({ level }) => level > 1).length).toBeGreaterThan(0);
		await vscode().screenshot('parts of wholes');
	});

	it('pans with Space and the pointer, also after a click', async () => {
		const editor = await vscode().activeEditor();
		const { page } = vscode();
		// A real click into the image takes the focus from the tree; beside everything kept, it opens a ladder.
		await editor.clickImage({ x: 100, y: 80 });
		await untilLadder(editor);
		await editor.press('Escape');
		await untilSelected(editor, 'fruit 0');
		await editor.press('Escape');
		await untilEmpty(editor);
		const before = Number((await editor.state()).originX);
		await page.keyboard.down('Space');
		await editor.dragImage({ x: 300, y: 120 }, { x: 380, y: 120 });
		await page.keyboard.up('Space');
		await until('the image to move', async () => Number((await editor.state()).originX) > before + 20);
		expect((await shown(editor)).levels).toEqual([]);
		await editor.press('Control+0');
		await untilEmpty(editor);
	});

	it('acts on a row of the tree although nothing is selected, and takes keys after a click on one', async () => {
		const { workbench, page } = vscode();
		const editor = await vscode().activeEditor();
		const row = workbench.treeRow('Annotations', 'mug');
		// A row that is drawn anew in the moment of the click is not clicked.
		await until('the category pick', async () => {
			await row.hover();
			await row.locator('.action-label[aria-label^="Change Category"]').click();
			return until('it to open', () => workbench.quickInput.isVisible(), 5_000).catch(() => undefined);
		});
		await workbench.dismiss();
		await until('mug to be selected', async () => {
			await row.click();
			return until('it', async () => (await shown(editor)).selected === 'mug', 5_000).catch(() => undefined);
		});
		// The focus goes from the tree to the view on its own; the key counts from then on.
		await until('F2 to ask for the category', async () => {
			if (!(await workbench.quickInput.isVisible())) await page.keyboard.press('F2');
			return workbench.quickInput.isVisible();
		});
		await workbench.dismiss();
	});

	it('keeps nothing twice when all levels of one ladder are kept again', async () => {
		const editor = await vscode().activeEditor();
		await editor.clickImage((await truthOf('apple')).click, { modifiers: ['Control'] });
		await untilLadder(editor);
		await editor.press('Shift+Enter');
		await untilShown(editor, 'the banner', ({ banner }) => banner?.includes('kept already') ?? false);
		await editor.press('Escape');
	});

	it('forgets a category that was mistyped and undone', async () => {
		const { workbench } = vscode();
		const editor = await vscode().activeEditor();
		await editor.clickImage((await truthOf('pear')).click, { modifiers: ['Control'] });
		await untilLadder(editor);
		await editor.press('Enter');
		await until('the category pick', () => workbench.quickInput.isVisible());
		await workbench.type('paer');
		await untilSelected(editor, 'paer');
		await editor.press('Control+Z');
		await untilEmpty(editor);
		await editor.clickImage((await truthOf('pear')).click, { modifiers: ['Control'] });
		await untilLadder(editor);
		await editor.press('Enter');
		const row = workbench.quickInput.locator('.monaco-list-row', { hasText: 'paer' });
		await row.hover();
		await row.locator('.action-label[aria-label^="Forget"]').click();
		await until('the row to go', async () => (await row.count()) === 0);
		expect(await workbench.quickInput.locator('.monaco-list-row', { hasText: 'mug' }).count()).toBe(1);
		await workbench.dismiss();
		await editor.press('Escape');
		await untilEmpty(editor);
	});

	it('saves a COCO file whose masks are those on screen', async () => {
		const { workbench } = vscode();
		const editor = await vscode().activeEditor();
		await editor.focus();
		await workbench.save();
		const text = await until('the sidecar', () => vscode().readText(sidecar));
		const coco: Coco = JSON.parse(text);
		expect(coco.images).toMatchObject([{ file_name: image, width: 1200, height: 900 }]);
		expect(coco.info.strata?.schema).toBe(1);
		expect(coco.categories).toContainEqual({ id: 1, name: 'mug', supercategory: 'object' });
		for (const annotation of coco.annotations) {
			expect(annotation.segmentation.size).toEqual([900, 1200]);
			expect(annotation.area).toBe(maskArea(annotation));
			expect(annotation.iscrowd).toBe(0);
		}
		const [mug] = coco.annotations;
		const { segmentation } = await truthOf('mug');
		expect(iou(decodeRle(mug!.segmentation), decodeRle(segmentation))).toBeGreaterThan(0.8);
		expect(coco.annotations.some(({ strata }) => strata?.parent !== undefined)).toBe(true);
		// One annotation a line, for git.
		const lines = text.split('\n').filter((line) => line.includes('"segmentation"'));
		expect(lines).toHaveLength(coco.annotations.length);
	});

	it('shows the masks again after closing and opening, and selects one by a click', async () => {
		const { workbench } = vscode();
		const saved = await vscode().readText(sidecar);
		await workbench.runCommand('View: Close All Editors');
		await until('no tab', async () => (await workbench.tabs()).length === 0);
		const editor = await (await vscode().openInStrata(image)).untilReady();
		await until('masks to be painted', () => paintedPixels(editor));
		const { click } = await truthOf('handle');
		await editor.clickImage(click);
		await untilSelected(editor, 'mug');
		await vscode().screenshot('opened again');
		expect(await vscode().readText(sidecar)).toBe(saved);
		expect((await workbench.activeTab())?.isDirty).toBe(false);
	});

	it('changes the level of a kept mask from its ladder, and removes it', async () => {
		const { workbench } = vscode();
		const editor = await vscode().activeEditor();
		const { levels, level } = await shown(editor);
		const other = levels.find((one) => one !== level);
		if (other !== undefined) {
			await editor.press(`${other}`);
			await untilShown(editor, `level ${other}`, (view) => view.level === other);
			await workbench.untilDirty(true);
			await editor.press('Control+Z');
			await untilShown(editor, `level ${level}`, (view) => view.level === level);
		}
		await editor.press('Delete');
		await untilEmpty(editor);
		await workbench.save();
		const coco = await vscode().readJson<Coco>(sidecar);
		const mug = coco.categories.find(({ name }) => name === 'mug');
		expect(coco.annotations.some(({ category_id }) => category_id === mug?.id)).toBe(false);
		expect(coco.annotations.length).toBeGreaterThan(0);
	});
});
