import { mkdir, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Coco, truth, truthOf } from './harness/sidecar';
import { until } from './harness/until';
import { clear, untilLadder, untilSelected } from './harness/view';
import { useVSCode } from './harness/vscode';

const image = 'still-life.jpg';
const vscode = useVSCode({
	files: [`media/samples/${image}`],
	settings: { 'strata.everything.pointsPerSide': 16 },
});

/** The points on both wheels of the toy truck. */
const wheels = async () => {
	const { categories, annotations } = await truth();
	const wheel = categories.find(({ name }) => name === 'wheel');
	return annotations.filter((one) => one.category_id === wheel?.id).map(({ strata }) => strata!.click!);
};

/** Clicks a thing and asks for the name of the mask that is shown. */
const askName = async (point: { x: number; y: number }) => {
	const editor = await vscode().activeEditor();
	await editor.clickImage(point);
	await untilLadder(editor);
	await editor.press('Enter');
	await until('the category pick', () => vscode().workbench.quickInput.isVisible());
	return editor;
};

/** The rows of the pick, and its headings, which belong to the first row below them. */
const rows = async () =>
	(await vscode().workbench.quickPick()).map(({ label, spoken }) => ({ label, spoken }));
const headings = () => vscode().workbench.quickInput.locator('.quick-input-list-separator').allTextContents();

/** What the memory's file of the workspace holds; undefined where there is none. */
const rememberedNames = async (folder: string): Promise<string[] | undefined> => {
	const entries = await readdir(folder, { recursive: true }).catch(() => []);
	const file = entries.find((entry) => /names[/\\][0-9a-f]{16}-\d+\.json$/.test(entry));
	if (file === undefined) return undefined;
	const { examples } = JSON.parse(await readFile(path.join(folder, file), 'utf8'));
	return examples.map(({ name }: { name: string }) => name);
};

describe('names by what masks look like', { sequential: true }, () => {
	it('offers nothing but the last names while nothing is known', async () => {
		const editor = await (await vscode().openInStrata(image)).untilReady();
		await askName((await truthOf('pear')).click);
		expect(await rows()).toEqual([]);
		await vscode().workbench.type('fruit');
		await untilSelected(editor, 'fruit');
		await clear(editor);
	});

	it('says on the shown level what it is likely to be, while one steps through the levels', async () => {
		const editor = await vscode().activeEditor();
		await editor.clickImage((await truthOf('mug')).click);
		await untilLadder(editor);
		const chip = editor.frame.locator('.level.shown .likely');
		const says = async (name: string) => (await chip.count()) === 1 && (await chip.textContent()) === name;
		await until('the level’s likely name', () => says('cup?'));
		expect(await editor.frame.locator('.spoken').textContent()).toMatch(/Level \d may be: cup/);
		await vscode().screenshot('the likely name of a level');
		const shown = async () =>
			Number(await editor.frame.locator('.level.shown').first().getAttribute('data-level'));
		const level = await shown();
		const key = level > 1 ? '[' : ']';
		await editor.press(key);
		await until('another level', async () => (await shown()) !== level);
		await editor.press(key === '[' ? ']' : '[');
		await until('the name again', async () => (await shown()) === level && (await says('cup?')));
		await clear(editor);
	});

	it('offers the name of an everyday thing that nobody has named yet, first, and takes it with Enter', async () => {
		const { page, workbench } = vscode();
		const editor = await askName((await truthOf('mug')).click);
		await until('the likely name first', async () => (await rows())[0]?.label === 'cup');
		expect(await headings()).toEqual(expect.arrayContaining(['Looks like', 'All names']));
		await vscode().screenshot('an everyday name');
		await page.keyboard.press('Home');
		await until('it to be in focus', async () => (await workbench.quickPick())[0]?.isFocused);
		await page.keyboard.press('Enter');
		await untilSelected(editor, 'cup');
		await clear(editor);
	});

	it('offers the name of a wheel for the other wheel, first, and takes it with Enter', async () => {
		const [one, other] = await wheels();
		const { page, workbench } = vscode();
		const editor = await askName(one!);
		await workbench.type('tyre');
		await untilSelected(editor, 'tyre');
		await clear(editor);
		await askName(other!);
		await until('the likely name first', async () => (await rows())[0]?.label === 'tyre');
		expect(await headings()).toContain('Looks like');
		expect((await rows()).map(({ label }) => label)).toEqual(
			expect.arrayContaining(['tyre', 'cup', 'fruit']),
		);
		await vscode().screenshot('likely names');
		await until('it to be in focus', async () => (await workbench.quickPick())[0]?.isFocused);
		await page.keyboard.press('Enter');
		await untilSelected(editor, 'tyre');
		await workbench.save();
		const { annotations, categories } = await vscode().readJson<Coco>(`${image}.strata.json`);
		const tyre = categories.find(({ name }) => name === 'tyre');
		expect(annotations.filter((annotation) => annotation.category_id === tyre?.id)).toHaveLength(2);
	});

	it('shows what is remembered, outside the folder of the images, and forgets it when asked', async () => {
		const { workbench } = vscode();
		await workbench.runCommand('Strata: Show Remembered Names');
		await workbench.untilTitled('Remembered Names');
		expect((await workbench.quickPick()).map(({ label, description }) => `${label}: ${description}`)).toEqual(
			[
				'tyre: object · masks: 2, images: 1',
				'cup: object · masks: 1, images: 1',
				'fruit: object · masks: 1, images: 1',
			],
		);
		await vscode().screenshot('remembered names');
		await workbench.dismiss();
		const data = path.dirname(vscode().workspace);
		await until('the file', async () => (await rememberedNames(data))?.length === 4);
		expect(await rememberedNames(vscode().workspace)).toBeUndefined();
		await workbench.runCommand('Strata: Forget Remembered Names…');
		await workbench.clickDialogButton('Forget');
		await until('the file to be gone', async () => (await rememberedNames(data)) === undefined);
	});

	it('finds all masks like the selected one, which are kept under its name by a key, in one step', async () => {
		const [one, other] = await wheels();
		const { workbench } = vscode();
		const editor = await vscode().activeEditor();
		const tyres = async () =>
			(await workbench.treeRows('Annotations')).filter(({ label }) => label === 'tyre').length;
		await clear(editor);
		await editor.clickImage(other!);
		await untilSelected(editor, 'tyre');
		await editor.press('Delete');
		await until('one tyre in the tree', async () => (await tyres()) === 1);
		await editor.clickImage(one!);
		await untilSelected(editor, 'tyre');
		await editor.press('f');
		const crops = editor.frame.locator('.alike-masks button');
		const taken = editor.frame.locator('.alike-masks button[aria-pressed=true]');
		await until('masks that look like it', async () => (await crops.count()) > 0, 120_000);
		await vscode().screenshot('masks like this');
		// The slider’s keys, then one mask by a click on the image.
		await until('none to be taken', async () => {
			await editor.press('[');
			return (await taken.count()) === 0;
		});
		await editor.clickImage(other!);
		await until('the other one to be taken', async () => (await taken.count()) === 1);
		await editor.press('Enter');
		await until('both in the tree', async () => (await tyres()) === 2);
		await editor.press('Control+Z');
		await until('one in the tree', async () => (await tyres()) === 1);
		await editor.press('Control+Y');
		await until('both again', async () => (await tyres()) === 2);
	});

	it('suggests names for masks without one, which survive a save as suggestions until they are accepted', async () => {
		const { workbench } = vscode();
		const labels = async () => (await workbench.treeRows('Annotations')).map(({ label }) => label);
		const isSuggestion = (label: string) => label.endsWith('?');
		await workbench.runCommand('Strata: Segment Everything…');
		await workbench.untilTitled('Segment Everything');
		await workbench.pick('All Levels');
		await until(
			'masks to be added',
			async () => (await workbench.notifications()).some((text) => /masks? (was|were) added/.test(text)),
			120_000,
		);
		await workbench.runCommand('Strata: Name Unnamed Masks');
		expect(await workbench.notification(/Names suggested/)).toMatch(/Names suggested: [1-9]/);
		await until('suggestions in the tree', async () => (await labels()).some(isSuggestion));
		await vscode().screenshot('suggested names');
		await workbench.save();
		const { annotations, categories } = await vscode().readJson<Coco>(`${image}.strata.json`);
		const suggested = annotations.filter(({ strata }) => strata && 'suggested' in strata);
		const unnamed = categories.find(({ name }) => name === 'uncategorised')?.id;
		expect(suggested.length).toBeGreaterThan(0);
		expect(suggested.every((one) => one.category_id === unnamed)).toBe(true);
		await workbench.runCommand('View: Close Editor');
		const editor = await (await vscode().openInStrata(image)).untilReady();
		await until('suggestions in the tree again', async () => (await labels()).some(isSuggestion));
		await workbench.runCommand('Strata: Accept All Suggested Names');
		await until('names in their place', async () => !(await labels()).some(isSuggestion));
		await editor.press('Control+Z');
		await until('the suggestions after an undo', async () => (await labels()).some(isSuggestion));
		await workbench.runCommand('Strata: Reject All Suggested Names');
		await until('none of them', async () => !(await labels()).some(isSuggestion));
	});

	it('reviews suggested names crop after crop, by one key each', async () => {
		const { workbench } = vscode();
		const editor = await vscode().activeEditor();
		const crops = editor.frame.locator('.suggestions button');
		const selected = editor.frame.locator('.suggestions button.shown');
		await workbench.runCommand('Strata: Name Unnamed Masks');
		await workbench.clickNotificationButton('Review');
		await until(
			'the first of several crops',
			async () => (await crops.count()) > 1 && (await selected.count()) === 1,
		);
		const count = await crops.count();
		const [first, name] = [
			await selected.getAttribute('data-annotation'),
			await selected.getAttribute('title'),
		];
		expect(await crops.first().getAttribute('data-annotation')).toBe(first);
		await vscode().screenshot('review of suggested names');
		await editor.press('y');
		await until('the next crop', async () => (await crops.count()) === count - 1);
		expect(await selected.getAttribute('data-annotation')).not.toBe(first);
		const labels = async () => (await workbench.treeRows('Annotations')).map(({ label }) => label);
		await until('the name in its place', async () => (await labels()).includes(name!.replace('?', '')));
		for (let left = count - 1; left > 0; left--) {
			await until('a crop', async () => (await crops.count()) === left);
			await editor.press('n');
		}
		await until('no crop', async () => (await crops.count()) === 0);
		await until('no suggestion', async () => !(await labels()).some((label) => label.endsWith('?')));
	});

	it('segments instances of ticked categories, and writes their maps once the names are accepted', async () => {
		const { workbench, page } = vscode();
		const target = vscode().path('maps');
		await mkdir(path.join(target, 'there before'), { recursive: true });
		await workbench.runCommand('Strata: Instance Segmentation…');
		await workbench.untilTitled('Categories to Look For');
		await workbench.quickInput.locator('input.input').first().fill('bowl');
		const row = workbench.quickInput.locator('.monaco-list-row', { hasText: 'bowl' }).first();
		await until('the row', () => row.isVisible());
		await row.click();
		await vscode().screenshot('categories to look for');
		await workbench.accept();
		// All masks are found before: on a busy machine that takes longer than a message usually does.
		await until(
			'masks of the categories',
			async () =>
				(await workbench.notifications()).some((text) => /Masks of these categories: [1-9]/.test(text)),
			120_000,
		);
		await vscode().screenshot('instances');
		await workbench.clickNotificationButton('Accept All and Export…');
		await workbench.chooseFolder('Export Dataset: Target Folder', target, 'there before');
		await until('the question', async () => /not empty/.test(await workbench.dialog()));
		await workbench.clickDialogButton('Add Files');
		await workbench.notification(/\d masks of one image were exported/);
		const { segments } = JSON.parse(await readFile(path.join(target, 'still-life.json'), 'utf8'));
		const names = segments.map(({ category }: { category: string }) => category);
		expect(names).toEqual(expect.arrayContaining(['bowl', 'cup', 'truck']));
		expect(names).not.toContain('uncategorised');
		await page.keyboard.press('Escape');
	});
});
