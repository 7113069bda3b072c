import { describe, expect, it } from 'vitest';
import type { Coco } from './harness/sidecar';
import { until } from './harness/until';
import { shown, untilShown } from './harness/view';
import { useVSCode } from './harness/vscode';

const image = 'still-life.jpg';
const vscode = useVSCode({ files: [`media/samples/${image}`], locale: 'zh-cn' });
const chinese = /\p{Script=Han}/u;

// The main path, as somebody goes it whose VS Code speaks Simplified Chinese.
describe('in Simplified Chinese', { sequential: true }, () => {
	it('the editor opens by its Chinese command, and speaks Chinese', async () => {
		const { workbench } = vscode();
		await workbench.openFile(image);
		await workbench.runCommand('Strata: 分割图像');
		const editor = await (await vscode().activeEditor()).untilReady();
		expect((await shown(editor)).hint).toMatch(chinese);
		const labels = await editor.frame.evaluate(() =>
			[...document.querySelectorAll('button, [role=button], vscode-button')].map(
				(button) =>
					button.getAttribute('aria-label') ?? button.getAttribute('title') ?? button.textContent ?? '',
			),
		);
		expect(labels.length).toBeGreaterThan(0);
		for (const label of labels) expect(label.trim()).toMatch(chinese);
		await vscode().screenshot('chinese editor');
	});

	it('a click gives masks; one is kept under a Chinese name, and saved', async () => {
		const { workbench } = vscode();
		const editor = await vscode().activeEditor();
		await editor.dragImage({ x: 797, y: 372 }, { x: 1169, y: 715 });
		const { hint } = await untilShown(editor, 'all levels', ({ levels, busy }) => levels.length > 0 && !busy);
		expect(hint).toMatch(chinese);
		await editor.press('Enter');
		await until('the category pick', () => workbench.quickInput.isVisible());
		expect(await workbench.quickInput.locator('.quick-input-title').textContent()).toMatch(chinese);
		await vscode().screenshot('chinese category');
		await workbench.type('杯子');
		await untilShown(editor, 'the mask to be selected', ({ selected }) => selected === '杯子');
		await workbench.save();
		const { categories } = await vscode().readJson<Coco>(`${image}.strata.json`);
		expect(categories).toMatchObject([{ name: '杯子' }]);
		await vscode().screenshot('chinese kept');
	});

	it('the walkthrough is in Chinese', async () => {
		const { workbench, page } = vscode();
		await workbench.runCommand('Welcome: Open Walkthrough...');
		await workbench.pick('Strata 入门');
		const steps = page.locator('.gettingStartedContainer .step-title');
		await until('its steps', async () => (await steps.count()) >= 5);
		for (const title of await steps.allTextContents()) expect(title).toMatch(chinese);
		await vscode().screenshot('chinese walkthrough');
	});
});
