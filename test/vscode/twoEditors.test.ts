import { describe, expect, it } from 'vitest';
import { truthOf } from './harness/sidecar';
import { until } from './harness/until';
import { paintedPixels, untilLadder, untilSelected } from './harness/view';
import { useVSCode } from './harness/vscode';

const image = 'still-life.jpg';
const vscode = useVSCode({ files: [`media/samples/${image}`] });

describe('two editors on one image', () => {
	it('are kept in step', async () => {
		const { workbench } = vscode();
		await (await vscode().openInStrata(image)).untilReady();
		await workbench.runCommand('View: Split Editor');
		const [left, right] = await until('two editors', async () => {
			const editors = await vscode().editors();
			return editors.length === 2 && editors;
		});
		await right!.untilReady();
		await right!.clickImage((await truthOf('mug')).click);
		await untilLadder(right!);
		expect(await paintedPixels(left!)).toBe(0);
		await until('the category pick', async () => {
			// VS Code can still be giving the focus to one of the two.
			await right!.press('Enter');
			return until('it to open', () => workbench.quickInput.isVisible(), 5_000).catch(() => undefined);
		});
		await workbench.type('mug');
		await untilSelected(right!, 'mug');
		await until('the mask in the other editor', async () => (await paintedPixels(left!)) > 0);
		await vscode().screenshot('two editors');
		await right!.press('Delete');
		await until('the mask to go there too', async () => (await paintedPixels(left!)) === 0);
	});
});
