import type { Frame } from 'playwright-core';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeRle } from '../../src/shared/mask/cocoRle';
import { fromBitmap, toBitmap } from '../../src/shared/mask/runLengths';
import { iou } from '../../src/shared/mask/setOperations';
import { type Coco, type CocoAnnotation, truth, truthOf } from './harness/sidecar';
import { until } from './harness/until';
import { untilLadder, untilSelected } from './harness/view';
import { useVSCode } from './harness/vscode';

const image = 'still-life.jpg';
/** The scene seen in a mirror, by less light: other pixels everywhere. */
const other = 'mirrored.jpg';
const vscode = useVSCode({
	files: [`media/samples/${image}`],
	settings: { 'strata.everything.pointsPerSide': 32 },
});

beforeAll(async () => {
	const mirrored = sharp(vscode().path(image)).flop().modulate({ brightness: 0.85 }).blur(0.6);
	await mirrored.jpeg({ quality: 90 }).toFile(vscode().path(other));
});

/** The page of the search; VS Code makes it anew each time that its tab comes to the front. */
const page = () =>
	until('the page of the search', async (): Promise<Frame | undefined> => {
		for (const frame of vscode().page.frames()) {
			const has = await frame.evaluate(() => document.querySelector('.finds') !== null).catch(() => false);
			if (has) return frame;
		}
		return undefined;
	});

const wheels = async () => {
	const { categories, annotations } = await truth();
	const wheel = categories.find(({ name }) => name === 'wheel');
	return annotations
		.filter((one) => one.category_id === wheel?.id)
		.map(({ segmentation }) => decodeRle(segmentation));
};

function mirrored(mask: ReturnType<typeof decodeRle>) {
	const { width, height } = mask;
	const [from, to] = [toBitmap(mask), new Uint8Array(width * height)];
	for (let at = 0; at < to.length; at++) {
		const column = at % width;
		to[at] = from[at - column + width - 1 - column]!;
	}
	return fromBitmap(to, width, height);
}

const masksOf = async (file: string, name: string): Promise<readonly CocoAnnotation[]> => {
	const { annotations, categories } = await vscode().readJson<Coco>(`${file}.strata.json`);
	const category = categories.find((one) => one.name === name);
	return annotations.filter((one) => one.category_id === category?.id);
};

describe('all that looks like a mask, in a folder', { sequential: true }, () => {
	it('is looked for in each image, and shown as pictures, while nothing is written', async () => {
		const { workbench } = vscode();
		const editor = await (await vscode().openInStrata(image)).untilReady();
		await editor.clickImage((await truthOf('wheel')).click);
		await untilLadder(editor);
		await editor.press('Enter');
		await until('the category pick', () => workbench.quickInput.isVisible());
		await workbench.type('tyre');
		await untilSelected(editor, 'tyre');
		await workbench.save();
		await workbench.runCommand('Strata: Find All Like This in Folder…');
		await workbench.untilTitled('Find All Like This in Which Folder?');
		await workbench.pick('workspace');
		const frame = await page();
		const progress = frame.locator('.progress');
		await until(
			'both images to be looked at',
			async () => /^2 of 2 images, [1-9]\d* found$/.test((await progress.textContent()) ?? ''),
			180_000,
		);
		await until('pictures', async () =>
			frame.evaluate(() => {
				const all = [...document.querySelectorAll<HTMLImageElement>('.find img')];
				return all.length > 0 && all.every((one) => one.naturalWidth > 0);
			}),
		);
		await vscode().screenshot('all like this in a folder');
		expect(await vscode().readText(`${other}.strata.json`)).toBeUndefined();
		expect(await masksOf(image, 'tyre')).toHaveLength(1);
	});

	it('is kept where the user takes it: in a file, and in an open image as an edit', async () => {
		const { workbench } = vscode();
		const frame = await page();
		const taken = frame.locator('.find[aria-pressed=true]');
		// By the slider’s key none, then the likest of each image by a click.
		await frame.locator('header input').focus();
		await until('none to be taken', async () => {
			await workbench.press('[');
			return (await taken.count()) === 0;
		});
		for (const file of [image, other])
			await frame
				.locator(`.find[title^=${JSON.stringify(file)}]`)
				.first()
				.click();
		await until('two to be taken', async () => (await taken.count()) === 2);
		await frame.locator('.add').click();
		expect(await workbench.notification(/Masks added/)).toBe('Masks added as tyre: 2, in images: 2.');
		const truths = await wheels();
		const [found, ...more] = await masksOf(other, 'tyre');
		expect(more).toEqual([]);
		const mask = decodeRle(found!.segmentation);
		expect(Math.max(...truths.map((one) => iou(mirrored(one), mask)))).toBeGreaterThan(0.6);
		// The open image has it, unsaved.
		expect(await masksOf(image, 'tyre')).toHaveLength(1);
		await vscode().page.locator('.tabs-container .tab', { hasText: image }).click();
		await workbench.save();
		const own = (await masksOf(image, 'tyre')).map(({ segmentation }) => decodeRle(segmentation));
		expect(own).toHaveLength(2);
		for (const one of truths) expect(Math.max(...own.map((mine) => iou(one, mine)))).toBeGreaterThan(0.6);
	});

	it('is taken back by one button', async () => {
		const { workbench } = vscode();
		await workbench.clickNotificationButton('Undo');
		await until('the file without it', async () => (await masksOf(other, 'tyre')).length === 0);
		await until('the open image without it', async () => {
			await workbench.save();
			return (await masksOf(image, 'tyre')).length === 1;
		});
	});
});
