import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeRle, encodeRle } from '../../src/shared/mask/cocoRle';
import { paintStroke } from '../../src/shared/mask/paint';
import { area, bbox } from '../../src/shared/mask/runLengths';
import { union } from '../../src/shared/mask/setOperations';
import { maskArea, truth, truthOf } from './harness/sidecar';
import { clear, untilSelected } from './harness/view';
import { useVSCode } from './harness/vscode';

const image = 'still-life.jpg';
const sidecar = `${image}.strata.json`;
const vscode = useVSCode({ files: [`media/samples/${image}`] });

/** Runs a command by its name in the palette, and answers the question that it asks, if it asks one. */
const run = async (command: string, answer?: { readonly title: string; readonly pixels: string }) => {
	const { workbench } = vscode();
	await workbench.runCommand(`Strata: ${command}`);
	if (!answer) return;
	await workbench.untilTitled(answer.title);
	await workbench.type(answer.pixels);
};

const saveChange = () => vscode().saveChange(sidecar);

describe('commands for the mask of the selected annotation', { sequential: true }, () => {
	const speckRadius = 8;
	let pearArea = 0;
	let wholeArea = 0;

	it('grow it by the pixels that are asked for, as one step to undo', async () => {
		const { categories, images } = await truth();
		const { click, strata: _, ...pear } = await truthOf('pear');
		const mask = decodeRle(pear.segmentation);
		// A speck in the corner, so that there is something to split off and to remove.
		const speck = paintStroke([{ x: 20, y: 20 }], speckRadius, mask.width, mask.height);
		const whole = union(mask, speck);
		[pearArea, wholeArea] = [area(mask), area(whole)];
		const annotation = {
			...{ ...pear, id: 1, image_id: images[0]!.id },
			...{ segmentation: encodeRle(whole), area: wholeArea, bbox: bbox(whole) },
		};
		await writeFile(
			path.join(vscode().workspace, sidecar),
			JSON.stringify({ images, categories, annotations: [annotation] }),
		);

		const editor = await (await vscode().openInStrata(image)).untilReady();
		await editor.clickImage(click);
		await untilSelected(editor, 'pear');
		await run('Grow Mask…', { title: 'Grow Mask', pixels: '6' });
		const [grown] = await saveChange();
		// A ring of six pixels around pear and speck: at least as long as the pear's box is round.
		const [, , width, height] = bbox(mask);
		expect(maskArea(grown!) - wholeArea).toBeGreaterThan(6 * (width + height));
		expect(maskArea(grown!) - wholeArea).toBeLessThan(6 * 4 * (width + height));
		await vscode().screenshot('mask grown');
		await editor.press('Control+Z');
		expect((await saveChange()).map(maskArea)).toEqual([wholeArea]);
	});

	it('split it into its pieces, which keep its name', async () => {
		const editor = await vscode().activeEditor();
		await untilSelected(editor, 'pear');
		await run('Split Mask into Pieces');
		const pieces = await saveChange();
		expect(pieces.map(maskArea)).toEqual([pearArea, wholeArea - pearArea]);
		expect(new Set(pieces.map(({ category_id }) => category_id)).size).toBe(1);
		await editor.press('Control+Z');
		expect((await saveChange()).map(maskArea)).toEqual([wholeArea]);
	});

	it('remove its specks, and say so where there is nothing to change', async () => {
		const editor = await vscode().activeEditor();
		await untilSelected(editor, 'pear');
		const answer = { title: 'Remove Specks', pixels: '500' };
		await run('Remove Specks from Mask…', answer);
		expect((await saveChange()).map(maskArea)).toEqual([pearArea]);
		await run('Remove Specks from Mask…', answer);
		await vscode().workbench.notification(/Remove Specks: there is nothing to change/);
		await vscode().workbench.untilDirty(false);
	});

	it('convert it to its box', async () => {
		const editor = await vscode().activeEditor();
		// The palette may have been closed with Escape, which deselects.
		await clear(editor);
		await editor.clickImage((await truthOf('pear')).click);
		await untilSelected(editor, 'pear');
		await run('Convert Mask to Box');
		const [made] = await saveChange();
		const { width, height } = (await truth()).images[0]!;
		const [, , boxWidth, boxHeight] = bbox(decodeRle(made!.segmentation));
		expect(maskArea(made!)).toBe(boxWidth * boxHeight);
		expect(boxWidth * boxHeight).toBeLessThan((width * height) / 4);
		await vscode().screenshot('mask as a box');
	});
});
