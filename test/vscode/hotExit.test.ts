import { describe, expect, it } from 'vitest';
import { type Coco, truthOf } from './harness/sidecar';
import { until } from './harness/until';
import { paintedPixels, shown, untilEmpty, untilLadder, untilSelected } from './harness/view';
import { useVSCode } from './harness/vscode';

const image = 'still-life.jpg';
const vscode = useVSCode({ files: [`media/samples/${image}`] });

describe('nothing is lost', { sequential: true }, () => {
	it('keeps the open ladder while the editor is behind another tab', async () => {
		const { workbench } = vscode();
		const editor = await (await vscode().openInStrata(image)).untilReady();
		await editor.clickImage((await truthOf('pear')).click);
		const { levels, level } = await untilLadder(editor);
		await workbench.runCommand('File: New Untitled Text File');
		await until('the other tab', async () => (await vscode().editors()).length === 0);
		await workbench.runCommand('View: Close Editor');
		const again = await (await vscode().activeEditor()).untilReady();
		expect(await untilLadder(again)).toMatchObject({ levels, level });
	});

	it('has unsaved masks again in another browser, while the extension host of the first lives on', async () => {
		const { workbench } = vscode();
		const editor = await vscode().activeEditor();
		await editor.press('Enter');
		await until('the category pick', () => workbench.quickInput.isVisible());
		await workbench.type('pear');
		await untilSelected(editor, 'pear');
		await workbench.untilDirty(true);
		await until('the backup to be written', () => vscode().hasBackup());

		for (const time of ['second', 'third']) {
			await vscode().openInAnotherBrowser();
			const after = await (await vscode().openInStrata(image)).untilReady();
			await until(`the mask to be painted a ${time} time`, () => paintedPixels(after));
			await vscode().workbench.untilDirty(true);
		}
	});

	it('has unsaved masks again after VS Code was killed', async () => {
		await until('the backup to be written', () => vscode().hasBackup());
		await vscode().crash();
		expect(await vscode().readText(`${image}.strata.json`)).toBeUndefined();

		await vscode().restart();
		// Which tabs there were VS Code notes every few seconds only: the other tab can be there again, and in front.
		await vscode().workbench.openFile(image);
		const after = await (await vscode().activeEditor()).untilReady();
		await until('the mask to be painted', () => paintedPixels(after));
		await vscode().workbench.untilDirty(true);
		await vscode().screenshot('after hot exit');
		// The page's own state can be a moment older than the crash, and then has the ladder still open.
		await after.press('Escape');
		await untilEmpty(after);
		await after.clickImage((await truthOf('pear')).click);
		expect((await untilSelected(after, 'pear')).levels.length).toBeGreaterThan(0);
		await after.focus();
		await vscode().workbench.save();
		const coco = await vscode().readJson<Coco>(`${image}.strata.json`);
		expect(coco.categories).toEqual([{ id: 1, name: 'pear', supercategory: 'object' }]);
		expect(coco.annotations).toHaveLength(1);
	});

	it('has no edit again that was undone before VS Code was killed', async () => {
		const { workbench } = vscode();
		const editor = await vscode().activeEditor();
		await workbench.untilDirty(false);
		await editor.press('Delete');
		await untilEmpty(editor);
		await workbench.untilDirty(true);
		await until('the backup to be written', async () => (await vscode().ownBackups()) > 0);
		await editor.press('Control+Z');
		await workbench.untilDirty(false);
		await until('the backup to be gone', async () => (await vscode().ownBackups()) === 0);
		await vscode().crash();
		await vscode().restart();
		await vscode().workbench.openFile(image);
		const after = await (await vscode().activeEditor()).untilReady();
		// VS Code’s own note of the tab can be a moment older, and calls it unsaved.
		await until('the mask to be painted', () => paintedPixels(after));
	});

	it('goes on after the inference process was killed', async () => {
		const editor = await vscode().activeEditor();
		await editor.press('Escape');
		await vscode().killInference();
		await editor.clickImage((await truthOf('handle')).click);
		const { levels, banner } = await untilLadder(editor);
		expect(levels.length).toBeGreaterThan(0);
		expect(banner).toBeUndefined();
		await editor.press('Escape');
		expect((await shown(editor)).failed).toBeUndefined();
	});
});
