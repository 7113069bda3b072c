import { describe, expect, it } from 'vitest';
import { type Coco, truthOf } from './harness/sidecar';
import { until } from './harness/until';
import { clear, paintedPixels, shown, untilLadder, untilSelected, untilShown } from './harness/view';
import { useVSCode } from './harness/vscode';

const image = 'still-life.jpg';
const sidecar = `${image}.strata.json`;
const vscode = useVSCode({ files: [`media/samples/${image}`] });

/** The points and boxes that are drawn, as the number of clicks that can still be taken back. */
const keep = async (name: string) => {
	const { workbench } = vscode();
	const editor = await vscode().activeEditor();
	await editor.press('Enter');
	await until('the category pick', () => workbench.quickInput.isVisible());
	await workbench.type(name);
};

// One user's quarter of an hour: each test goes on where the last one stopped.
describe('clicks', { sequential: true }, () => {
	it('are named at once with Enter, before all levels are there, and the next click is a new thing', async () => {
		const { workbench } = vscode();
		const editor = await (await vscode().openInStrata(image)).untilReady();
		// A first click loads the model.
		await editor.clickImage((await truthOf('pear')).click);
		await untilLadder(editor);
		await clear(editor);

		await editor.focus();
		await editor.clickImage((await truthOf('orange')).click);
		await editor.press('Enter');
		await until('the category pick', () => workbench.quickInput.isVisible());
		await workbench.type('orange');
		await untilSelected(editor, 'orange');
		await workbench.untilDirty(true);
		expect((await shown(editor)).banner).toBeUndefined();
	});

	it('are taken back one by one with Ctrl+Z and brought again with Ctrl+Y; what is kept stays', async () => {
		const editor = await vscode().activeEditor();
		await editor.clickImage((await truthOf('apple')).click);
		const { levels } = await untilLadder(editor);
		await editor.press(String(levels.length));
		await untilShown(editor, 'the coarsest level', ({ level }) => level === levels.length);
		const first = await paintedPixels(editor);
		await editor.clickImage((await truthOf('pear')).click, { modifiers: ['Shift'] });
		await untilShown(editor, 'another answer', ({ busy }) => busy);
		await untilLadder(editor);

		await editor.press('Control+Z');
		await untilShown(editor, 'the level before', ({ level, busy }) => level === levels.length && !busy);
		await until('the mask before', async () => (await paintedPixels(editor)) === first);
		await editor.press('Control+Z');
		// No click is left; the orange, kept before, is selected and there.
		await untilSelected(editor, 'orange');
		await editor.press('Control+Y');
		await untilLadder(editor);
		await editor.press('Control+Shift+Z');
		await untilLadder(editor);
		await editor.press('Escape');
		await untilSelected(editor, 'orange');
		await clear(editor);
		await editor.clickImage((await truthOf('orange')).click);
		await untilSelected(editor, 'orange');
		await clear(editor);
	});

	it('are answered by keys while the stage has the focus; on a button, Enter presses the button only', async () => {
		const { workbench, page } = vscode();
		const editor = await vscode().activeEditor();
		await editor.clickImage((await truthOf('pear')).click);
		await untilLadder(editor);
		await editor.focus();
		const focused = () =>
			editor.frame.evaluate(
				() => document.activeElement?.closest('[label], vscode-button')?.textContent ?? '',
			);
		await until('Tab to reach Keep All', async () => {
			await page.keyboard.press('Tab');
			return (await focused()).includes('Keep All');
		});
		await page.keyboard.press('Enter');
		const title = workbench.quickInput.locator('.quick-input-title');
		await until('the pick of all levels', async () => /^1 of \d/.test((await title.textContent()) ?? ''));
		await workbench.dismiss();
		await untilShown(editor, 'the levels to stay', ({ levels }) => levels.length > 1);
		await editor.frame.evaluate(() => document.querySelector<HTMLElement>('#stage')!.focus());
		await clear(editor);
	});

	it('are kept under the category that there is, for the beginning of its name', async () => {
		const { workbench } = vscode();
		const editor = await vscode().activeEditor();
		await editor.clickImage((await truthOf('pear')).click);
		await untilLadder(editor);
		await keep('oran');
		await untilSelected(editor, 'orange');
		await workbench.save();
		const coco = await vscode().readJson<Coco>(sidecar);
		expect(coco.categories.map(({ name, supercategory }) => `${name} ${supercategory}`)).toEqual([
			'orange object',
		]);
		expect(coco.annotations).toHaveLength(2);
	});

	it('whose mask is kept already select that one and say so, and add nothing', async () => {
		const { workbench } = vscode();
		const editor = await vscode().activeEditor();
		await clear(editor);
		await editor.clickImage((await truthOf('pear')).click, { modifiers: ['Control'] });
		await untilLadder(editor);
		await editor.press('Enter');
		const { banner } = await untilShown(editor, 'the sentence', (view) => view.banner !== undefined);
		expect(banner).toContain('kept already, as orange');
		expect((await shown(editor)).selected).toBe('orange');
		expect((await workbench.activeTab())?.isDirty).toBe(false);
		await clear(editor);
	});

	it('on a mask select it, and two quick ones leave the second selected', async () => {
		const { page } = vscode();
		const editor = await vscode().activeEditor();
		await editor.clickImage((await truthOf('pear')).click);
		await page.waitForTimeout(50);
		await editor.clickImage((await truthOf('orange')).click);
		await untilSelected(editor, 'orange');
		await page.waitForTimeout(500);
		const painted = await paintedPixels(editor);
		// A selection that is handed back and forth would change what is painted.
		for (let i = 0; i < 10; i++) {
			await page.waitForTimeout(100);
			expect(await paintedPixels(editor)).toBe(painted);
		}
		await clear(editor);
	});
});

it('an image that is shown whole stays so where the layout changed while its tab was hidden', async () => {
	const { workbench, page } = vscode();
	const editor = await vscode().activeEditor();
	await editor.press('Control+0');
	const before = Number((await editor.state()).scale);
	await workbench.runCommand('File: New Untitled Text File');
	await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
	await page.keyboard.press('Control+PageUp');
	const again = await vscode().activeEditor();
	await again.untilReady();
	const centred = async () => {
		const { picture, stage } = await again.frame.evaluate(() => {
			const middle = (selector: string) => {
				const { left, width } = document.querySelector(selector)!.getBoundingClientRect();
				return { middle: left + width / 2, width };
			};
			return { picture: middle('#picture'), stage: middle('#stage') };
		});
		return picture.width > 0 && Math.abs(picture.middle - stage.middle) < 2;
	};
	await until('the image in the middle', centred);
	expect(Number((await again.state()).scale)).toBeGreaterThanOrEqual(before);
	await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
});
