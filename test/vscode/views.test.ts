import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Coco, truth, truthOf } from './harness/sidecar';
import { until } from './harness/until';
import { untilSelected } from './harness/view';
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
		const { page, workbench } = vscode();
		const editor = await (await vscode().openInStrata(image)).untilReady();
		await page.locator('.pane-header[aria-expanded=false]', { hasText: 'Annotations' }).click();
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
		const { page, workbench } = vscode();
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
		await page.keyboard.press('Escape');
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
