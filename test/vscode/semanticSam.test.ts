import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../src/dev/shell.mjs';
import type { Coco } from './harness/sidecar';
import { until } from './harness/until';
import { untilLadder, untilSelected, untilShown } from './harness/view';
import { useVSCode } from './harness/vscode';

const image = 'still-life.jpg';

/** A shrunken model with random weights: what it finds means nothing, the way there is that of the real one. */
const pack = 'semantic-sam-tiny';

const vscode = useVSCode({
	files: [`media/samples/${image}`],
	machineSettings: { 'strata.inference.pack': pack, 'strata.inference.device': 'cpu' },
	env: { STRATA_PACKS: path.join(root, 'test/fixtures/semantic-sam') },
});

describe('a pack with levels of its own', { sequential: true }, () => {
	it('answers a click with them', async () => {
		const editor = await (await vscode().openInStrata(image)).untilReady();
		await editor.clickImage({ x: 600, y: 450 });
		const { levels } = await untilLadder(editor);
		expect(levels.length).toBeGreaterThan(1);
		expect(levels.length).toBeLessThanOrEqual(6);
	});

	it('says what becomes of a negative point, and cuts it out', async () => {
		const editor = await vscode().activeEditor();
		await editor.clickImage({ x: 200, y: 200 }, { modifiers: ['Shift'] });
		const { hint, note } = await untilShown(
			editor,
			'the note',
			(view) => !view.busy && view.note !== undefined,
		);
		expect(note).toMatch(
			/does not support negative points: the masks at those points are subtracted instead\./,
		);
		expect(hint).toMatch(/Enter: keep .* Shift\+Enter: keep all .* Esc: clear/);
		const isInSight = (selector: string) =>
			editor.frame.evaluate((found) => {
				const element = document.querySelector(found)!;
				const { left, right, top, bottom } = element.getBoundingClientRect();
				const isWhole = element.scrollWidth <= element.clientWidth;
				return isWhole && left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight;
			}, selector);
		expect([await isInSight('.note'), await isInSight('.hint')]).toEqual([true, true]);
		await vscode().screenshot('semantic-sam note');
	});

	it('is remembered by what is kept', async () => {
		const { workbench } = vscode();
		const editor = await vscode().activeEditor();
		await editor.press('Enter');
		await until('the category pick', () => workbench.quickInput.isVisible());
		await workbench.type('thing');
		await untilSelected(editor, 'thing');
		await editor.focus();
		await workbench.save();
		const text = await until('the sidecar', () => vscode().readText(`${image}.strata.json`));
		const { annotations }: Coco = JSON.parse(text);
		expect(annotations.map(({ strata }) => strata?.pack)).toEqual([pack]);
	});
});
