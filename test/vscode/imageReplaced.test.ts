import { copyFile, writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { truthOf } from './harness/sidecar';
import { until } from './harness/until';
import { paintedPixels, shown, untilLadder, untilSelected } from './harness/view';
import { useVSCode } from './harness/vscode';

const image = 'still-life.jpg';
const vscode = useVSCode({ files: [`media/samples/${image}`] });

/** Waits until the picture on screen is so wide. */
async function untilWidth(width: number): Promise<void> {
	await until(`a picture ${width} pixels wide`, async () => {
		const editor = await vscode().activeEditor();
		const found = await editor.frame.evaluate(
			() => document.querySelector<HTMLImageElement>('#picture')?.naturalWidth,
		);
		return found === width;
	});
}

describe('an image that another program replaces while it is open', { sequential: true }, () => {
	beforeAll(async () => {
		const editor = await (await vscode().openInStrata(image)).untilReady();
		await copyFile(vscode().path(image), vscode().path('original.jpg'));
		await editor.clickImage((await truthOf('pear')).click);
		await untilLadder(editor);
		await editor.press('Enter');
		await until('the category pick', () => vscode().workbench.quickInput.isVisible());
		await vscode().workbench.type('pear');
		await untilSelected(editor, 'pear');
		await vscode().workbench.save();
	});

	it('is shown anew; masks of another size can only be looked at, and it says why', async () => {
		const smaller = await sharp(vscode().path('original.jpg')).resize(600, 450).jpeg().toBuffer();
		await writeFile(vscode().path(image), smaller);
		await untilWidth(600);
		const editor = await vscode().activeEditor();
		const banner = await until('the reason', async () => (await shown(editor)).banner);
		expect(banner).toContain('1200 × 900');
		expect(banner).toContain('600 × 450');
		await vscode().screenshot('image of another size');
	});

	it('takes masks again when its old size is back', async () => {
		await copyFile(vscode().path('original.jpg'), vscode().path(image));
		await untilWidth(1200);
		const editor = await (await vscode().activeEditor()).untilReady();
		await until('no banner', async () => (await shown(editor)).banner === undefined);
		await until('the mask to be painted', () => paintedPixels(editor));
		await editor.press('Escape');
		await editor.clickImage((await truthOf('handle')).click);
		expect((await untilLadder(editor)).levels.length).toBeGreaterThan(0);
	});
});
