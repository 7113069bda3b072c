import { writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { until } from './harness/until';
import { untilShown } from './harness/view';
import { useVSCode } from './harness/vscode';

const vscode = useVSCode({ files: ['media/samples/still-life.jpg', 'media/icon.png'] });

/** Drags a file from the Explorer onto the image, with Shift held or not. */
async function drag(file: string, withShift: boolean): Promise<void> {
	const { page } = vscode();
	const row = page.locator('.explorer-folders-view .monaco-list-row', { hasText: file });
	const from = (await row.boundingBox())!;
	const to = await (await vscode().activeEditor()).windowPoint({ x: 600, y: 450 });
	await page.mouse.move(from.x + 40, from.y + from.height / 2);
	await page.mouse.down();
	await page.mouse.move(from.x + 60, from.y + from.height / 2 + 2, { steps: 3 });
	if (withShift) await page.keyboard.down('Shift');
	await page.mouse.move(to.x, to.y, { steps: 12 });
	await vscode().screenshot(`dragging ${file} ${withShift ? 'with Shift' : ''}`);
	await page.mouse.up();
	if (withShift) await page.keyboard.up('Shift');
}

const tabs = () => vscode().page.locator('.tabs-container .tab').allTextContents();

it('an image of the Explorer that is dropped with Shift held opens in Strata', async () => {
	await (await vscode().openInStrata('still-life.jpg')).untilReady();
	await drag('icon.png', true);
	await until('the other image', async () => (await tabs()).join().includes('icon.png'));
	await until('Strata', () => vscode().workbench.isStrataActive());
	await (await vscode().activeEditor()).untilReady();
	expect(
		await vscode().page.locator('.monaco-breadcrumbs, .breadcrumbs-control').first().textContent(),
	).toContain('icon.png');
});

it('what is no image is refused with a sentence', async () => {
	await writeFile(vscode().path('notes.txt'), 'words');
	const editor = await vscode().openInStrata('still-life.jpg');
	await until('the file in the Explorer', () =>
		vscode().page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'notes.txt' }).isVisible(),
	);
	await drag('notes.txt', true);
	await untilShown(editor, 'the sentence', ({ banner }) =>
		Boolean(banner?.startsWith('What was dropped is no image')),
	);
});

it('without Shift, VS Code opens it with the editor that it has for images', async () => {
	await vscode().workbench.runCommand('View: Close All Editors');
	await (await vscode().openInStrata('still-life.jpg')).untilReady();
	await drag('icon.png', false);
	await until('the other image', async () => (await vscode().workbench.activeTab())?.name === 'icon.png');
	expect(await vscode().workbench.isStrataActive()).toBe(false);
});
