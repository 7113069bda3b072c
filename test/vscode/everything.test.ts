import { mkdir, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { decodeRle } from '../../src/shared/mask/cocoRle';
import { bbox } from '../../src/shared/mask/runLengths';
import { type Coco, truthOf } from './harness/sidecar';
import { until } from './harness/until';
import { paintedPixels, untilEmpty, untilLadder } from './harness/view';
import { useVSCode } from './harness/vscode';

const image = 'still-life.jpg';
const command = 'Strata: Segment Everything…';
const few = { 'strata.everything.pointsPerSide': 10 };

const vscode = useVSCode({ files: [`media/samples/${image}`], settings: few });

const rows = async () => vscode().workbench.treeRows('Annotations');

const said = async (pattern: RegExp) => {
	const { workbench } = vscode();
	const all = [...(await workbench.notifications()), ...(await workbench.statusBar())];
	return all.find((text) => pattern.test(text));
};

/** Runs the command and gives what is said of it first that matches. */
async function run(level: string, pattern: RegExp, title = 'Segment Everything'): Promise<string> {
	const { workbench } = vscode();
	await workbench.runCommand('Notifications: Clear All Notifications');
	await until('the command to begin', async () => {
		await workbench.runCommand(command);
		await workbench.untilTitled(title);
		await workbench.pick(level);
		// An editor that takes the focus closes the pick.
		return until(
			'anything to be said',
			() => said(/Segmenting everything|masks? (was|were) added/),
			5_000,
		).catch(() => undefined);
	});
	return until(`something like ${pattern}`, () => said(pattern), 120_000);
}

// One user's hour: each test goes on where the last one stopped.
describe('everything in an image', { sequential: true }, () => {
	let count = 0;

	it('becomes annotations, parts inside wholes, and the number is said', async () => {
		const editor = await (await vscode().openInStrata(image)).untilReady();
		await vscode().workbench.openView('Annotations');
		count = Number.parseInt(await run('All Levels', /masks were added\./), 10);
		expect(count).toBeGreaterThan(5);
		await vscode().workbench.untilDirty(true);
		const shown = await until('all of them in the tree', async () => {
			const all = await rows();
			return all.length > 0 && all;
		});
		expect(new Set(shown.map(({ label }) => label))).toEqual(new Set(['uncategorised']));
		expect(shown.some(({ level }) => level > 1)).toBe(true);
		await until('the masks to be painted', () => paintedPixels(editor));
		await vscode().screenshot('everything');
	});

	it('is taken away by one undo, and comes back whole', async () => {
		const editor = await vscode().activeEditor();
		await editor.press('Control+Z');
		await vscode().workbench.untilDirty(false);
		await until('an empty tree', async () => (await rows()).length === 0);
		await untilEmpty(editor);
		await editor.press('Control+Y');
		await vscode().workbench.untilDirty(true);
		await vscode().workbench.save();
		const text = await until('the sidecar', () => vscode().readText(`${image}.strata.json`));
		const { annotations, categories }: Coco = JSON.parse(text);
		expect(annotations).toHaveLength(count);
		expect(categories).toMatchObject([{ name: 'uncategorised', supercategory: 'object' }]);
		expect(annotations.some(({ strata }) => strata?.parent !== undefined)).toBe(true);
	});

	it('is not added twice', async () => {
		const sentence = await run('All Levels', /No mask was added/);
		expect(sentence).toBe(`No mask was added: what was found (${count}) is annotated already.`);
		await vscode().workbench.untilDirty(false);
	});

	it('changes to another level at once, and back by one undo', async () => {
		const { workbench } = vscode();
		const editor = await vscode().activeEditor();
		const saved = async (): Promise<Coco['annotations']> => {
			await workbench.save();
			await workbench.untilDirty(false);
			return JSON.parse((await vscode().readText(`${image}.strata.json`))!).annotations;
		};
		await editor.press('Control+Z');
		await until('an empty tree', async () => (await rows()).length === 0);
		await run('All Levels', /masks were added\./);
		await workbench.clickNotificationButton('Change Level…');
		await workbench.untilTitled('Segment Everything');
		await workbench.pick('Level 1');
		const sentence = await until('the answer', () => said(/in place of/));
		const [, added, replaced] = /^(\d+) masks were added in place of (\d+)\.$/.exec(sentence)!;
		expect([Number(replaced), Number(added) < count]).toEqual([count, true]);
		const ofLevel = await saved();
		expect(ofLevel.map(({ strata }) => strata?.level)).toEqual(Array(Number(added)).fill(1));
		await editor.press('Control+Z');
		await workbench.untilDirty(true);
		expect(await saved()).toHaveLength(count);
	});

	it('is named several at once, as one step that can be undone', async () => {
		const { workbench, page } = vscode();
		const view = page.locator('.pane', { has: page.locator('.pane-header[aria-label^="Annotations"]') });
		// By their place in the list: it may still be drawn anew, and puts its elements in another order then.
		const row = (index: number) => view.locator(`.pane-body .monaco-list-row[data-index="${index}"]`);
		await until('three selected rows', async () => {
			await row(0).click();
			await row(2).click({ modifiers: ['Shift'] });
			return (await view.locator('.monaco-list-row.selected').count()) === 3;
		});
		await until('the command of a row', async () => {
			await row(2).hover();
			await row(2).locator('.action-label[aria-label^="Change Category"]').click({ timeout: 1_000 });
			return true;
		});
		await workbench.untilTitled('Category of 3 annotations');
		await workbench.type('block');
		const named = async () => (await rows()).filter(({ label }) => label === 'block').length;
		await until('three rows of that name', async () => (await named()) === 3);
		const editor = await vscode().activeEditor();
		await editor.press('Control+Z');
		await until('the names before', async () => (await named()) === 0);
		await workbench.untilDirty(false);
	});

	it('is that of the frame during a closer look, in pixels of the whole image', async () => {
		const { workbench } = vscode();
		const editor = await vscode().activeEditor();
		await editor.press('Control+0');
		const { click } = await truthOf('truck');
		for (let i = 0; i < 2; i++) await editor.wheelImage(click, -600);
		await editor.press('z');
		await editor.untilState('closer', 'ready');
		const { scale, originX, originY } = await editor.state();
		const seen = await editor.frame.evaluate(() => {
			const { left, top, right, bottom } = document.querySelector('#stage')!.getBoundingClientRect();
			return { left, top, right, bottom };
		});
		const inImage = (value: number, origin: string) => (value - Number(origin)) / Number(scale);
		const before = (await vscode().readJson<Coco>(`${image}.strata.json`)).annotations;
		const sentence = await run(
			'All Levels',
			/masks? (was|were) added.* in the frame only/,
			'Segment Everything in the Frame',
		);
		await vscode().screenshot('everything in the frame');
		const after = await vscode().saveChange(`${image}.strata.json`);
		const added = after.filter(({ id }) => !before.some((one) => one.id === id));
		expect(added.length).toBe(Number.parseInt(sentence, 10));
		for (const { segmentation } of added) {
			const mask = decodeRle(segmentation);
			expect([mask.width, mask.height]).toEqual([
				before[0]!.segmentation.size[1],
				before[0]!.segmentation.size[0],
			]);
			const [x, y, width, height] = bbox(mask);
			expect(x).toBeGreaterThanOrEqual(inImage(seen.left, originX!) - 1);
			expect(y).toBeGreaterThanOrEqual(inImage(seen.top, originY!) - 1);
			expect(x + width).toBeLessThanOrEqual(inImage(seen.right, originX!) + 1);
			expect(y + height).toBeLessThanOrEqual(inImage(seen.bottom, originY!) + 1);
		}
		await editor.press('z');
		await editor.untilState('closer', 'off');
		await editor.press('Control+0');
		await editor.press('Control+Z');
		await workbench.untilDirty(true);
		await workbench.save();
		await workbench.untilDirty(false);
	});

	it('gives way to a click while it is looked for, and can be cancelled', async () => {
		const { workbench } = vscode();
		await mkdir(vscode().path('.vscode'));
		const many = JSON.stringify({ 'strata.everything.pointsPerSide': 128 });
		await writeFile(vscode().path('.vscode/settings.json'), many);
		const cancel = async () => {
			await workbench.runCommand('Strata: Cancel Segment Everything');
			await until('the progress to be gone', async () => !(await said(/ places/)));
		};
		// VS Code takes settings up in its own time.
		await until(
			'many places to be asked',
			async () => {
				const sentence = await run('Level 1', / of \d+ places/);
				if (/ of \d{5} places/.test(sentence)) return true;
				await cancel();
				return false;
			},
			150_000,
		);
		const editor = await vscode().activeEditor();
		await editor.clickImage({ x: 600, y: 450 }, { modifiers: ['Control'] });
		await untilLadder(editor);
		await vscode().screenshot('everything and a click');
		await cancel();
		await editor.press('Escape');
		await workbench.untilDirty(false);
	});

	it('is what the palette offers first by its name, where there is nothing to cancel', async () => {
		const { page, workbench } = vscode();
		await page.keyboard.press('F1');
		const typed = '>Strata: Segment Everything';
		await until('the palette', () => workbench.quickInput.isVisible());
		await workbench.quickInput.locator('input.input').first().fill(typed);
		await until('the command', async () => {
			const [first] = await workbench.quickPick();
			return first?.label === 'Strata: Segment Everything…';
		});
		await workbench.dismiss();
	});
});
