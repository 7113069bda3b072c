import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { describe, it } from 'vitest';
import { root } from '../../src/dev/shell.mjs';
import { truthOf } from '../vscode/harness/sidecar';
import { until } from '../vscode/harness/until';
import { paintedPixels, untilEmpty, untilLadder, untilSelected, untilShown } from '../vscode/harness/view';
import { useVSCode } from '../vscode/harness/vscode';

const image = 'still-life.jpg';
const colourSchemes = ['dark', 'light'] as const;
const settings = {
	'breadcrumbs.enabled': false,
	'strata.everything.pointsPerSide': 20,
	'window.autoDetectColorScheme': true,
	'window.commandCenter': false,
	'workbench.layoutControl.enabled': false,
};
const vscode = useVSCode({ files: [`media/samples/${image}`], settings });

/** Takes the window as it is, in both themes, for the walkthrough (and, dark, for the README). */
async function take(name: string, alsoAs?: string): Promise<void> {
	const { page } = vscode();
	for (const colorScheme of colourSchemes) {
		await page.emulateMedia({ colorScheme });
		await page.locator(`.monaco-workbench.${colorScheme === 'dark' ? 'vs-dark' : 'vs'}`).waitFor();
		// The editor's page is given the colours after the window.
		await page.waitForTimeout(1_000);
		const picture = await page.screenshot();
		const files = [`media/walkthrough/${name}-${colorScheme}.png`];
		if (alsoAs && colorScheme === 'dark') files.push(alsoAs);
		// Two hundred colours do for a window; what is shipped stays small.
		for (const file of files) {
			await sharp(picture).png({ palette: true, quality: 85, effort: 8 }).toFile(path.join(root, file));
		}
	}
}

// One way through the walkthrough: each picture goes on where the last one was taken.
describe('pictures of the walkthrough', { sequential: true }, () => {
	it('open', async () => {
		await mkdir(path.join(root, 'media/walkthrough'), { recursive: true });
		const { page, workbench } = vscode();
		await page.setViewportSize({ width: 1120, height: 760 });
		const editor = await (await vscode().openInStrata(image)).untilReady();
		await workbench.openView('Annotations');
		await editor.press('Control+0');
		await page.mouse.move(5, 5);
		await take('open');
	});

	it('keep, with the mug named', async () => {
		const { page, workbench } = vscode();
		const editor = await vscode().activeEditor();
		await editor.dragImage({ x: 797, y: 372 }, { x: 1169, y: 715 });
		await untilLadder(editor);
		await editor.press('Enter');
		await until('the category pick', () => workbench.quickInput.isVisible());
		await page.keyboard.type('mug');
		await page.mouse.move(5, 5);
		await take('keep');
		await workbench.type('mug');
		await untilSelected(editor, 'mug');
		await editor.press('Escape');
		await untilEmpty(editor);
	});

	it('save, with the handle as a part of the mug', async () => {
		const { workbench, page } = vscode();
		const editor = await vscode().activeEditor();
		await editor.clickImage((await truthOf('handle')).click, { modifiers: ['Control'] });
		await untilLadder(editor);
		await editor.press('2');
		await untilShown(editor, 'the level of the handle', ({ level }) => level === 2);
		await editor.press('Enter');
		await until('the category pick', () => workbench.quickInput.isVisible());
		await workbench.type('handle');
		await untilSelected(editor, 'handle');
		await workbench.save();
		await page.mouse.move(5, 5);
		await take('save');
		await editor.press('Escape');
		await untilEmpty(editor);
	});

	it('click, on the wheel’s hub', async () => {
		const { page } = vscode();
		const editor = await vscode().activeEditor();
		await editor.clickImage((await truthOf('hub')).click);
		await untilLadder(editor);
		await page.mouse.move(5, 5);
		await take('click', 'media/editor.png');
		await editor.press('Escape');
		await untilEmpty(editor);
	});

	it('everything', async () => {
		const { workbench, page } = vscode();
		const editor = await vscode().activeEditor();
		const before = await paintedPixels(editor);
		await workbench.runCommand('Strata: Segment Everything…');
		await workbench.untilTitled('Segment Everything');
		await workbench.pick('All Levels');
		await until('masks', async () => (await paintedPixels(editor)) > before * 2, 200_000);
		await workbench.runCommand('Notifications: Clear All Notifications');
		await page.mouse.move(5, 5);
		await take('everything');
		await editor.press('Control+Z');
	});

	it('models', async () => {
		const { workbench, page } = vscode();
		await workbench.runCommand('Strata: Choose Model');
		await workbench.untilTitled('Choose Model');
		await page.mouse.move(5, 5);
		await take('models');
	});
});
