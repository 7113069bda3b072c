import { describe, expect, it } from 'vitest';
import type { StrataEditor } from './harness/editor';
import { type Coco, truthOf } from './harness/sidecar';
import { until } from './harness/until';
import { clear, untilEmpty, untilLadder, untilSelected, untilShown } from './harness/view';
import { useVSCode } from './harness/vscode';

const image = 'still-life.jpg';
const sidecar = `${image}.strata.json`;
const vscode = useVSCode({ files: [`media/samples/${image}`] });

/** Where the crosshair is, as a screen reader hears it; undefined while there is none. */
const crosshairOf = async ({ frame }: StrataEditor) => {
	const words = await frame.locator('.spoken').textContent();
	const [, x, y, name] = /(\d+), (\d+): (.*)/.exec(words ?? '') ?? [];
	return x === undefined ? undefined : { x: Number(x), y: Number(y), name };
};

/** Moves the crosshair by keys until it is on a point of the image. */
const moveTo = async (editor: StrataEditor, target: { x: number; y: number }) => {
	const { page } = vscode();
	await editor.focus();
	await page.keyboard.press('ArrowRight');
	const { scale } = await editor.state();
	await until('the crosshair to be there', async () => {
		const at = await crosshairOf(editor);
		if (!at) return false;
		const [dx, dy] = [(target.x - at.x) * Number(scale), (target.y - at.y) * Number(scale)];
		if (Math.max(Math.abs(dx), Math.abs(dy)) < 12) return true;
		if (Math.abs(dx) >= 12) await page.keyboard.press(dx > 0 ? 'ArrowRight' : 'ArrowLeft');
		if (Math.abs(dy) >= 12) await page.keyboard.press(dy > 0 ? 'ArrowDown' : 'ArrowUp');
		return false;
	});
};

describe('by keyboard alone', { sequential: true }, () => {
	it('a thing is found, kept under a name, and saved', async () => {
		const { page, workbench } = vscode();
		const editor = await (await vscode().openInStrata(image)).untilReady();
		// The mouse of the test harness may lie on the stage.
		await page.mouse.move(5, 5);
		await moveTo(editor, (await truthOf('pear')).click);
		await untilShown(editor, 'the keys of the crosshair', ({ hint }) => hint.includes('Space: click'));
		await page.keyboard.press('Space');
		const { levels } = await untilLadder(editor);
		await vscode().screenshot('crosshair');
		await page.keyboard.press('1');
		await untilShown(editor, 'the finest level', ({ level }) => level === levels[0]);
		for (let level = 1; level < levels.length; level++) await page.keyboard.press(']');
		await untilShown(editor, 'the coarsest level', ({ level }) => level === levels.at(-1));
		await page.keyboard.press('1');
		await untilShown(editor, 'the finest level', ({ level }) => level === levels[0]);
		await page.keyboard.press('Enter');
		await until('the category pick', () => workbench.quickInput.isVisible());
		await workbench.type('fruit');
		await untilSelected(editor, 'fruit');
		await workbench.save();
		const { annotations } = await vscode().readJson<Coco>(sidecar);
		expect(annotations).toHaveLength(1);
	});

	it('a kept mask is named where the crosshair is on it, and selected by a press', async () => {
		const { page } = vscode();
		const editor = await vscode().activeEditor();
		await clear(editor);
		await page.keyboard.press('Shift+ArrowLeft');
		await until('the name', async () => (await crosshairOf(editor))?.name === 'fruit');
		await page.keyboard.press('Space');
		await untilSelected(editor, 'fruit');
	});
});

describe('the menu of the right button', { sequential: true }, () => {
	const entries = () =>
		vscode().page.locator('.monaco-menu .action-label:visible, .context-view .action-label:visible');

	it('on a mask has what can be done with it', async () => {
		const { workbench } = vscode();
		const editor = await vscode().activeEditor();
		await clear(editor);
		await editor.clickImage((await truthOf('pear')).click, { button: 'right' });
		await until('the menu', async () => (await entries().allTextContents()).includes('Delete Annotation'));
		expect(await entries().allTextContents()).toEqual(
			expect.arrayContaining(['Change Category…', 'Delete Annotation', 'Fit Image to Window']),
		);
		await vscode().screenshot('context menu');
		await entries().getByText('Delete Annotation', { exact: true }).click();
		await workbench.untilDirty(true);
		await untilEmpty(editor);
		await workbench.runCommand('Undo');
		await workbench.untilDirty(false);
	});

	it('beside all masks is about the image; while clicks are open the button takes away', async () => {
		const { page } = vscode();
		const editor = await vscode().activeEditor();
		await editor.focus();
		await editor.clickImage({ x: 100, y: 60 }, { button: 'right' });
		await until('the menu', async () => (await entries().allTextContents()).includes('Fit Image to Window'));
		expect(await entries().allTextContents()).not.toContain('Delete Annotation');
		await page.keyboard.press('Escape');
		await until('no menu', async () => (await entries().count()) === 0);
		await editor.clickImage((await truthOf('orange')).click);
		await untilLadder(editor);
		await editor.clickImage((await truthOf('apple')).click, { button: 'right' });
		await until('two prompts', async () => (await editor.state()).prompts === '2');
		expect(await entries().count()).toBe(0);
		await untilLadder(editor);
		await editor.press('Escape');
	});
});
