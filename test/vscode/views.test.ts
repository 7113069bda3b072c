import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Coco, truth, truthOf } from './harness/sidecar';
import { until } from './harness/until';
import { paintedPixels, untilEmpty, untilLadder, untilSelected, untilShown } from './harness/view';
import { useVSCode } from './harness/vscode';

const image = 'still-life.jpg';
const sidecar = `${image}.strata.json`;
const vscode = useVSCode({ files: [`media/samples/${image}`] });

const list = {
	categories: [
		{ name: 'fruit', kind: 'object', colour: '#ff00ff', hotkey: 1, parts: ['stem'] },
		{ name: 'truck', kind: 'object', hotkey: 2 },
		{ name: 'stem', kind: 'part', hotkey: 3 },
	],
};

const rows = () => vscode().workbench.treeRows('Annotations');

beforeAll(async () => {
	await mkdir(vscode().path('.strata'));
	await writeFile(vscode().path('.strata/categories.json'), JSON.stringify(list));
	const { categories, images } = await truth();
	const things = await Promise.all(['pear', 'mug'].map((name) => truthOf(name)));
	const annotations = things.map(({ click: _, strata: __, ...one }, i) => ({
		...{ ...one, id: i + 1, image_id: images[0]!.id },
	}));
	await writeFile(
		path.join(vscode().workspace, sidecar),
		JSON.stringify({ images, categories, annotations }),
	);
});

const saved = async () => {
	await (await vscode().activeEditor()).focus();
	await vscode().workbench.save();
	return vscode().readJson<Coco>(sidecar);
};

describe('categories of the folder', { sequential: true }, () => {
	it('are given to the selected annotation by a digit, as one step to undo, in their colour', async () => {
		const { workbench } = vscode();
		const editor = await (await vscode().openInStrata(image)).untilReady();
		await workbench.openView('Annotations');
		await until('two rows', async () => (await rows()).length === 2);
		await editor.clickImage((await truthOf('pear')).click);
		await untilSelected(editor, 'pear');
		await editor.press('1');
		await untilSelected(editor, 'fruit');
		const colour = () =>
			editor.frame.evaluate(() => document.querySelector<HTMLElement>('.swatch')!.style.background);
		await until('the colour of the list', async () => (await colour()).startsWith('rgb(255, 0, 255'));
		await until('the row to have the name', async () =>
			(await rows()).some(({ label }) => label === 'fruit'),
		);
		const { annotations, categories } = await saved();
		const fruit = categories.find(({ name }) => name === 'fruit');
		expect(annotations[0]!.category_id).toBe(fruit?.id);
		await vscode().screenshot('category by digit');
		await editor.press('Control+Z');
		await untilSelected(editor, 'pear');
		expect((await workbench.activeTab())?.isDirty).toBe(true);
		await editor.press('1');
		await untilSelected(editor, 'fruit');
	});

	it('are given to several annotations that are selected in the view', async () => {
		const { page, workbench } = vscode();
		await workbench.treeRow('Annotations', 'fruit').click();
		await workbench.treeRow('Annotations', 'mug').click({ modifiers: ['Control'] });
		await page.keyboard.press('2');
		await until('both to be trucks', async () => (await rows()).every(({ label }) => label === 'truck'));
		await (await vscode().activeEditor()).press('Control+Z');
		await until('their names of before', async () => (await rows()).some(({ label }) => label === 'mug'));
	});

	it('come first in the pick, where a name that is not listed is called so', async () => {
		const { workbench } = vscode();
		const editor = await vscode().activeEditor();
		// Two are selected: the click leaves one.
		await editor.clickImage((await truthOf('mug')).click);
		await untilSelected(editor, 'mug');
		await until('the mug', async () =>
			(await rows()).some(({ label, isSelected }) => label === 'mug' && isSelected),
		);
		await editor.press('F2');
		await until('the pick', async () => (await workbench.quickPick()).length > 0);
		const offered = await workbench.quickPick();
		expect(
			offered
				.slice(0, 3)
				.map(({ label }) => label)
				.sort(),
		).toEqual(['fruit', 'stem', 'truck']);
		expect(offered.find(({ label }) => label === 'mug')?.description).toContain('not in this folder');
		await vscode().screenshot('categories of the folder');
		await workbench.dismiss();
	});
});

describe('the Problems panel', { sequential: true }, () => {
	const problems = () =>
		vscode().page.locator('.markers-panel .monaco-list-row .marker-message-line').allTextContents();
	const untilProblem = (pattern: RegExp, isThere: boolean) =>
		until(`${pattern} ${isThere ? '' : 'not '}to be a problem`, async () => {
			const found = await problems();
			return found.some((text) => pattern.test(text)) === isThere;
		});

	it('names a category that is not in the list, until the annotation has another one', async () => {
		const { page, workbench } = vscode();
		const editor = await vscode().activeEditor();
		await workbench.runCommand('View: Toggle Problems');
		await until('the panel', () => page.locator('.markers-panel').isVisible());
		await untilProblem(/Annotation 2: mug is not in/, true);
		await vscode().screenshot('problems');
		// The palette may have been closed with Escape, which deselects.
		await workbench.treeRow('Annotations', 'mug').click();
		await untilSelected(editor, 'mug');
		await editor.press('2');
		await untilSelected(editor, 'truck');
		await untilProblem(/Annotation 2: mug is not in/, false);
	});

	it('names a part that lies in no object, and twins, before and after it is saved', async () => {
		const editor = await vscode().activeEditor();
		await editor.press('3');
		await untilSelected(editor, 'stem');
		await untilProblem(/Annotation 2 \(stem\) is a part, but lies in no object/, true);
		const coco = await saved();
		const [pear] = coco.annotations;
		const twin = { ...pear, id: 7 };
		await writeFile(
			vscode().path(sidecar),
			JSON.stringify({ ...coco, annotations: [...coco.annotations, twin] }),
		);
		await untilProblem(/Annotation 7 \(fruit\) is the same as annotation 1/, true);
		await untilProblem(/Annotation 2 \(stem\) is a part/, true);
		await writeFile(vscode().path(sidecar), JSON.stringify(coco));
		await untilProblem(/Annotation 7/, false);
		await vscode().workbench.runCommand('View: Toggle Problems');
	});
});

describe('the Annotations view', { sequential: true }, () => {
	const labels = async () => (await rows()).map(({ label, level }) => `${level} ${label}`);
	const described = async (label: string) => (await rows()).find((row) => row.label === label)?.description;
	const action = async (label: string, name: RegExp) => {
		const row = vscode().workbench.treeRow('Annotations', label);
		await row.hover();
		await row
			.getByRole('button', { name })
			.or(row.locator('.action-label').and(vscode().page.getByLabel(name)))
			.first()
			.click();
	};

	it('hides and locks masks by their buttons: no click meets them, only a lock is an edit', async () => {
		const editor = await (await vscode().activeEditor()).untilReady();
		await until('fruit and stem', async () => (await labels()).join() === '1 fruit,1 stem');
		await editor.press('Escape');
		await untilEmpty(editor);
		const before = await paintedPixels(editor);
		await action('stem', /^Hide Mask/);
		await until('the row to say so', async () => (await described('stem'))?.endsWith('hidden'));
		await until('less to be painted', async () => (await paintedPixels(editor)) < before);
		await vscode().workbench.untilDirty(false);
		await action('fruit', /^Lock Annotation/);
		await until('the row to say so', async () => (await described('fruit'))?.endsWith('locked'));
		await vscode().screenshot('hidden and locked');
		// Locked: the click asks for masks instead of selecting.
		await editor.clickImage((await truthOf('pear')).click);
		await untilLadder(editor);
		await editor.press('Escape');
		await untilEmpty(editor);
		await editor.press('Control+Z');
		await until('the fruit to be unlocked', async () => (await described('fruit'))?.endsWith('px'));
		expect(await described('stem')).toMatch(/hidden$/);
		await editor.clickImage((await truthOf('pear')).click);
		await untilSelected(editor, 'fruit');
	});

	it('keeps what is hidden over a reload, without a word in the file, until it is shown again', async () => {
		await vscode().workbench.untilDirty(false);
		await vscode().reload();
		const editor = await (await vscode().activeEditor()).untilReady();
		await until('the row to say so', async () => (await described('stem'))?.endsWith('hidden'));
		expect(await vscode().readText(`${image}.strata.json`)).not.toContain('hidden');
		const before = await paintedPixels(editor);
		await vscode().workbench.runCommand('Strata: Show All Hidden Masks');
		await until('more to be painted', async () => (await paintedPixels(editor)) > before);
		await until('the row to say nothing', async () => (await described('stem'))?.endsWith('px'));
		await editor.clickImage((await truthOf('pear')).click);
		await untilSelected(editor, 'fruit');
	});

	it('puts a row that is dragged onto another one under it, and the file keeps that', async () => {
		const { workbench } = vscode();
		await workbench.treeRow('Annotations', 'fruit').dragTo(workbench.treeRow('Annotations', 'stem'));
		await until('the fruit under the stem', async () => (await labels()).join() === '1 stem,2 fruit');
		await vscode().screenshot('parent by drag');
		const { annotations } = await saved();
		expect(annotations[0]!.strata).toMatchObject({ parent: 2, parentBy: 'user' });
		await vscode().reload();
		const editor = await (await vscode().activeEditor()).untilReady();
		await until('the same tree', async () => (await labels()).join() === '1 stem,2 fruit');
		await workbench.treeRow('Annotations', 'fruit').click();
		await untilSelected(editor, 'fruit');
		await workbench.runCommand('Strata: Derive Parent from Masks Again');
		await until('the tree of the masks', async () => (await labels()).join() === '1 fruit,1 stem');
	});

	it('shows what a filter leaves, and all again', async () => {
		const { workbench } = vscode();
		await workbench.runCommand('Strata: Filter Annotations…');
		await workbench.untilTitled('Filter Annotations');
		await workbench.type('ste');
		await until('the stem alone', async () => (await labels()).join() === '1 stem');
		await vscode().screenshot('annotations filtered');
		await workbench.runCommand('Strata: Clear Filter');
		await until('both', async () => (await labels()).length === 2);
		await workbench.runCommand('Strata: Sort Annotations…');
		await workbench.untilTitled('Sort Annotations');
		await workbench.pick('By area, the largest first');
		await until('the largest first', async () => (await labels()).join() === '1 stem,1 fruit');
	});

	it('is told of all that a frame selects, and of all that a key does, which become one by another', async () => {
		const editor = await vscode().activeEditor();
		const { width, height } = (await truth()).images[0]!;
		const frame = (x: number, y: number) =>
			editor.dragImage({ x: 4, y: 4 }, { x, y }, { modifiers: ['Shift'] });
		await frame(40, 40);
		await untilEmpty(editor);
		await frame(width - 4, height - 4);
		await untilShown(editor, 'one of them to be shown', ({ selected }) => selected !== undefined);
		await editor.press('1');
		await until('both to be fruit', async () => (await labels()).join() === '1 fruit,1 fruit');
		await editor.press('Shift+M');
		await until('one row', async () => (await labels()).join() === '1 fruit');
		await vscode().screenshot('merged');
		await editor.press('Control+Z');
		await until('two rows', async () => (await labels()).length === 2);
		await editor.press('Control+A');
		await editor.press('Delete');
		await until('no row', async () => (await labels()).length === 0);
		await editor.press('Control+Z');
		await until('two rows again', async () => (await labels()).length === 2);
	});
});

describe('the Categories view', { sequential: true }, () => {
	const shown = async () =>
		(await vscode().workbench.treeRows('Categories')).map(
			({ label, description }) => `${label}: ${description}`,
		);
	const button = async (label: string, name: RegExp) => {
		const row = vscode().workbench.treeRow('Categories', label);
		await row.hover();
		await row.locator('.action-label').and(vscode().page.getByLabel(name)).first().click();
	};
	const names = async (file: string) =>
		(await vscode().readJson<Coco>(file)).categories.map(({ name }) => name);

	it('shows the categories of all images of the folder, those of its list first', async () => {
		const coco = await saved();
		await copyFile(vscode().path(image), vscode().path('other.jpg'));
		const pears = coco.categories.map((one) => (one.name === 'fruit' ? { ...one, name: 'pear' } : one));
		await writeFile(
			vscode().path('other.jpg.strata.json'),
			JSON.stringify({
				...coco,
				categories: pears.filter(({ id }) => coco.annotations.some((one) => one.category_id === id)),
			}),
		);
		await vscode().workbench.openView('Categories');
		await until('the counts', async () =>
			(await shown()).includes('pear: object · 2 · not in this folder’s list'),
		);
		expect((await shown())[0]).toBe('fruit: object · 2 · key 1');
		await vscode().screenshot('categories view');
	});

	it('are not listed twice: the list stays as it is, with a sentence', async () => {
		const { workbench } = vscode();
		const before = await vscode().readText('.strata/categories.json');
		await workbench.runCommand('Strata: Add Category…');
		await workbench.untilTitled('Add Category');
		await workbench.type('stem');
		await workbench.untilTitled('A Whole Thing or a Part of One?');
		await workbench.pick('part');
		await workbench.notification(/The list was not changed: the part “stem” is listed twice\./);
		expect(await vscode().readText('.strata/categories.json')).toBe(before);
	});

	it('are added to the list, and get another colour', async () => {
		const { workbench } = vscode();
		await workbench.runCommand('Strata: Add Category…');
		await workbench.untilTitled('Add Category');
		await workbench.type('leaf');
		await workbench.untilTitled('A Whole Thing or a Part of One?');
		await workbench.pick('part');
		await until('the new row', async () => (await shown()).some((text) => text.startsWith('leaf: part')));
		await until('the question to be gone', async () => !(await workbench.quickInput.isVisible()));
		const entry = vscode().page.getByRole('menuitem', { name: 'Change Colour…' });
		await until('the question for a colour', async () => {
			if (await workbench.quickInput.isVisible()) return true;
			if (await entry.isVisible()) await entry.click({ timeout: 2_000 });
			else await workbench.treeRow('Categories', 'leaf').click({ button: 'right', timeout: 2_000 });
			return until('a pick', () => workbench.quickInput.isVisible(), 500);
		});
		await workbench.untilTitled('Colour of “leaf”');
		await workbench.pick('#3cb44b');
		await until('the colour in the list', async () =>
			/"leaf"[^}]*"#3cb44b"/s.test((await vscode().readText('.strata/categories.json')) ?? ''),
		);
	});

	it('renames one in the files and in open images, and in the list', async () => {
		const { workbench } = vscode();
		await button('fruit', /^Rename Category Everywhere/);
		await workbench.untilTitled('Rename “fruit” Everywhere');
		await workbench.type('pome');
		expect(await workbench.dialog()).toContain('Call “fruit” “pome” in 1 images?');
		await workbench.clickDialogButton('Rename');
		await workbench.notification(/Renamed in 0 files and 1 open images/);
		await until('the new name', async () => (await rows()).every(({ label }) => label === 'pome'));
		await until('the list', async () =>
			(await vscode().readText('.strata/categories.json'))?.includes('"pome"'),
		);
	});

	it('merges one into another', async () => {
		const { workbench } = vscode();
		const entry = vscode().page.getByRole('menuitem', { name: 'Merge Category Into…' });
		// VS Code's menus take no click in their first moment.
		await until('the question into which', async () => {
			if (await workbench.quickInput.isVisible()) return true;
			if (await entry.isVisible()) await entry.click({ timeout: 2_000 });
			else await workbench.treeRow('Categories', 'pear').click({ button: 'right', timeout: 2_000 });
			return until('a pick', () => workbench.quickInput.isVisible(), 500);
		});
		await workbench.pick('pome');
		await workbench.clickDialogButton('Rename');
		await until('the other file', async () => (await names('other.jpg.strata.json')).includes('pome'));
		expect(await names('other.jpg.strata.json')).not.toContain('pear');
		await until('no pear', async () => !(await shown()).some((text) => text.startsWith('pear')));
	});
});
