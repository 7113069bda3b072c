import { describe, expect, it } from 'vitest';
import { decodeRle } from '../../src/shared/mask/cocoRle';
import { iou, subtract } from '../../src/shared/mask/setOperations';
import { type Coco, truthOf } from './harness/sidecar';
import { until } from './harness/until';
import { paintedPixels, untilLadder, untilSelected, untilShown } from './harness/view';
import { useVSCode } from './harness/vscode';

const image = 'still-life.jpg';
const vscode = useVSCode({ files: [`media/samples/${image}`] });

describe('correcting a mask', () => {
	it('takes fruit after fruit out of the bowl whose level was chosen, and keeps the rest', async () => {
		const { workbench } = vscode();
		const [bowl, pear, orange] = [
			await truthOf('fruit bowl'),
			await truthOf('pear'),
			await truthOf('orange'),
		];
		await workbench.openFile(image);
		await workbench.runCommand('Strata: Segment Image');
		const editor = await (await vscode().activeEditor()).untilReady();
		await editor.clickImage(bowl.click);
		const { levels } = await untilLadder(editor);
		const { scale } = await editor.state();
		let nearest = { level: 0, off: Number.POSITIVE_INFINITY };
		for (const level of levels) {
			await editor.press(String(level));
			await untilShown(editor, `level ${level}`, (view) => view.level === level);
			const off = Math.abs((await paintedPixels(editor)) / Number(scale) ** 2 - bowl.area);
			if (off < nearest.off) nearest = { level, off };
		}
		await editor.press(String(nearest.level));
		await untilShown(editor, 'the bowl', ({ level }) => level === nearest.level);
		await vscode().screenshot('chosen level');

		for (const [index, { click }] of [pear, orange].entries()) {
			await editor.clickImage(click, { modifiers: ['Shift'] });
			await untilShown(editor, 'another answer', ({ busy }) => busy);
			await untilLadder(editor);
			await vscode().screenshot(`corrected ${index + 1}`);
		}
		await editor.press('Enter');
		await until('the category pick', () => workbench.quickInput.isVisible());
		await workbench.type('rest');
		await untilSelected(editor, 'rest');
		await editor.focus();
		await workbench.save();
		const { annotations }: Coco = JSON.parse(
			await until('the sidecar', () => vscode().readText(`${image}.strata.json`)),
		);
		const [wanted, kept] = [
			[pear, orange].reduce(
				(rest, { segmentation }) => subtract(rest, decodeRle(segmentation)),
				decodeRle(bowl.segmentation),
			),
			decodeRle(annotations[0]!.segmentation),
		];
		expect(iou(kept, wanted)).toBeGreaterThan(0.8);
	});
});
