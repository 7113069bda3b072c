import { readFile, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { renderImage } from '../../src/imaging/renderImage';
import { withScratchFolder } from '../../src/node/scratchFolder';
import { defaultImageEdit, imageEditTypes } from '../../src/shared/imageEdits/defaultImageEdit';
import { type EditOf, imageEditShape } from '../../src/shared/imageEdits/imageEdit';
import { decodeRle, encodeRle } from '../../src/shared/mask/cocoRle';
import { bbox, toBitmap } from '../../src/shared/mask/runLengths';
import { rectangleMask } from '../unit/imaging/rasters';
import type { StrataEditor } from './harness/editor';
import { truth, truthOf } from './harness/sidecar';
import { until } from './harness/until';
import { untilSelected, untilShown } from './harness/view';
import { useVSCode } from './harness/vscode';

const image = 'still-life.jpg';
const sidecar = `${image}.strata.json`;
const vscode = useVSCode({ files: [`media/samples/${image}`] });

interface Preview {
	readonly width: number;
	readonly height: number;
	readonly rgba: Uint8Array;
}

/** The number of the last preview, and whether another one of the same edits will come. */
const preview = (editor: StrataEditor) =>
	editor.frame.evaluate(() => {
		const { rendered, settled } = document.querySelector<HTMLCanvasElement>('#edited')!.dataset;
		return { rendered, isSettled: settled === 'true' };
	});

const untilSettled = (editor: StrataEditor) =>
	until('the preview as it stays', async () => (await preview(editor)).isSettled);

/** What is seen of the image: the preview over the picture, at half size, whatever size the preview has. */
async function shownPixels(editor: StrataEditor): Promise<Preview> {
	await untilSettled(editor);
	const { width, height, base64 } = await editor.frame.evaluate(() => {
		const edited = document.querySelector<HTMLCanvasElement>('#edited')!;
		const picture = document.querySelector<HTMLImageElement>('#picture')!;
		const canvas = new OffscreenCanvas(picture.naturalWidth / 2, picture.naturalHeight / 2);
		const context = canvas.getContext('2d')!;
		context.imageSmoothingQuality = 'high';
		if (getComputedStyle(picture).visibility === 'visible')
			context.drawImage(picture, 0, 0, canvas.width, canvas.height);
		if (!edited.hidden) context.drawImage(edited, 0, 0, canvas.width, canvas.height);
		const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
		let text = '';
		for (let i = 0; i < data.length; i += 30_000)
			text += String.fromCharCode(...data.subarray(i, i + 30_000));
		return { width: canvas.width, height: canvas.height, base64: btoa(text) };
	});
	return { width, height, rgba: Buffer.from(base64, 'base64') };
}

/** Waits for the last preview of what `act` changes: none of what was before may come after it. */
async function untilRendered(editor: StrataEditor, act: () => Promise<void>): Promise<void> {
	await untilSettled(editor);
	const before = await preview(editor);
	await act();
	await until('the preview', async () => {
		const { rendered, isSettled } = await preview(editor);
		return isSettled && rendered !== before.rendered;
	});
}

/** Moves the open edit's first slider step by step, and says how long the preview of each took to be seen. */
async function previewTimes(editor: StrataEditor): Promise<number[]> {
	return editor.frame.evaluate(async () => {
		const slider = document.querySelector<HTMLInputElement>('#edits li:last-child input[type=range]')!;
		const canvas = document.querySelector<HTMLCanvasElement>('#edited')!;
		const seen = () =>
			new Promise<void>((resolve) => {
				const observer = new MutationObserver(() => {
					observer.disconnect();
					requestAnimationFrame(() => resolve());
				});
				observer.observe(canvas, { attributeFilter: ['data-rendered'] });
			});
		const [low, high] = [Number(slider.min), Number(slider.max)];
		const times: number[] = [];
		for (let i = 1; i <= 9; i++) {
			const start = performance.now();
			const next = seen();
			slider.value = `${low + Math.round(((high - low) * i) / 11)}`;
			slider.dispatchEvent(new Event('input'));
			await next;
			times.push(performance.now() - start);
		}
		return times;
	});
}

/** How far two pictures are apart on average, 0 to 255. */
function meanDifference(a: Uint8Array, b: Uint8Array): number {
	return a.reduce((sum, value, i) => sum + Math.abs(value - b[i]!), 0) / a.length;
}

const untilAsked = (words: string) =>
	vscode().workbench.quickInput.locator('.quick-input-message', { hasText: words }).waitFor();

/** Takes the name that the dialog for saving an export proposes, and waits until the file is there. */
async function exportAs(file: string): Promise<void> {
	const { workbench } = vscode();
	await workbench.untilTitled('Export Image');
	const isWritten = async () =>
		(await workbench.notifications()).some((text) => text.includes(`${file} was written`));
	// The dialog takes keys only once it has listed the folder, and is hidden for a moment while it does.
	await until(`the message that ${file} was written`, async () => {
		const input = workbench.quickInput.locator('input.input').first();
		if (await input.isVisible()) await input.press('Enter', { timeout: 1_000 });
		return until('it', isWritten, 2_000);
	});
}

const imageEdits = async () => JSON.parse((await vscode().readText(sidecar)) ?? '{}').strata?.edits;

describe('edits of the image', { sequential: true }, () => {
	let editor: StrataEditor;

	it('of a selected mask are seen at once and saved beside the masks', async () => {
		const { categories, images } = await truth();
		const { strata: _, click, ...pear } = await truthOf('pear');
		await writeFile(
			vscode().path(sidecar),
			JSON.stringify({ images, categories, annotations: [{ ...pear, id: 1, image_id: images[0]!.id }] }),
		);
		editor = await (await vscode().openInStrata(image)).untilReady();
		await editor.press('m');
		await untilShown(editor, 'that nothing is selected', ({ banner }) =>
			Boolean(banner?.startsWith('Click a thing or select a mask first')),
		);
		expect(await vscode().workbench.quickInput.isVisible()).toBe(false);
		await editor.clickImage(click);
		await untilSelected(editor, 'pear');
		await untilRendered(editor, async () => {
			await editor.press('m');
			await vscode().workbench.pick('Recolour');
		});
		await vscode().screenshot('recoloured');
		await vscode().workbench.save();
		expect(await imageEdits()).toEqual([
			{ id: 1, of: { annotations: [1] }, edit: defaultImageEdit('recolour', { width: 1200, height: 900 }) },
		]);

		const shown = await shownPixels(editor);
		const original = await sharp(vscode().path(image))
			.resize(shown.width, shown.height, { fit: 'fill' })
			.ensureAlpha()
			.raw()
			.toBuffer();
		const bitmap = toBitmap(decodeRle(pear.segmentation));
		const [fullHeight, fullWidth] = pear.segmentation.size;
		let [inside, outside, insideCount, outsideCount] = [0, 0, 0, 0];
		for (let y = 0; y < shown.height; y++) {
			for (let x = 0; x < shown.width; x++) {
				const full =
					Math.floor(((y + 0.5) * fullHeight) / shown.height) * fullWidth +
					Math.floor(((x + 0.5) * fullWidth) / shown.width);
				const at = (y * shown.width + x) * 4;
				const difference = Math.abs(shown.rgba[at]! - original[at]!);
				if (bitmap[full]) [inside, insideCount] = [inside + difference, insideCount + 1];
				else [outside, outsideCount] = [outside + difference, outsideCount + 1];
			}
		}
		expect(inside / insideCount).toBeGreaterThan(4 * (outside / outsideCount));
	});

	it('are exported as they are shown, and the original stays', async () => {
		const { workbench } = vscode();
		const before = await readFile(vscode().path(image));
		await editor.focus();
		await workbench.runCommand('Strata: Export Image…');
		await workbench.pick('PNG');
		await workbench.pick('Leave Metadata Out');
		await exportAs('still-life-edited.png');
		await workbench.clickNotificationButton('Show in Its Folder');
		// VS Code's server is on another machine than its window may be: its own Explorer shows the file.
		await until('the file in the Explorer', () =>
			vscode()
				.page.locator('.explorer-folders-view .monaco-list-row.selected', {
					hasText: 'still-life-edited.png',
				})
				.isVisible(),
		);
		const shown = await shownPixels(editor);
		const exported = await sharp(vscode().path('still-life-edited.png'))
			.resize(shown.width, shown.height, { fit: 'fill' })
			.ensureAlpha()
			.raw()
			.toBuffer();
		expect(meanDifference(shown.rgba, exported)).toBeLessThan(2);
		expect(await readFile(vscode().path(image))).toEqual(before);
	});

	it('are exported with the quality that was asked for', async () => {
		const { workbench } = vscode();
		await editor.focus();
		await workbench.runCommand('Strata: Export Image…');
		await workbench.pick('JPEG');
		await untilAsked('Quality');
		await workbench.type('41');
		await workbench.pick('Leave Metadata Out');
		await exportAs('still-life-edited.jpg');
		const [{ edit }] = await imageEdits();
		const { segmentation } = await truthOf('pear');
		const options = { format: 'jpeg', quality: 41, keepsMetadata: false } as const;
		const bytes = await readFile(vscode().path(image));
		const expected = await withScratchFolder((folder) =>
			renderImage(bytes, [{ edit, mask: decodeRle(segmentation) }], options, folder),
		);
		expect(await readFile(vscode().path('still-life-edited.jpg'))).toEqual(Buffer.from(expected.bytes));
	});

	it('are not seen while \\ is held', async () => {
		const edited = editor.frame.locator('#edited');
		const { keyboard } = vscode().page;
		await editor.focus();
		await keyboard.down('\\');
		await until('the picture without its edits', () => edited.isHidden());
		await vscode().screenshot('edits-held-away');
		// A shorter press switches for good.
		await delay(400);
		await keyboard.up('\\');
		await until('the edits', () => edited.isVisible());
	});

	it('are put into another order', async () => {
		await untilRendered(editor, () => editor.frame.locator('#edits [data-edit=pixelate]').click());
		const types = async () => {
			await editor.focus();
			await vscode().workbench.save();
			return (await imageEdits()).map(({ edit }: { edit: { type: string } }) => edit.type);
		};
		expect(await types()).toEqual(['recolour', 'pixelate']);
		const rows = editor.frame.locator('#edits li');
		const titles = async () => (await rows.locator('.title').allTextContents()).map((text) => text.trim());
		const before = await titles();
		await rows.last().getByRole('button', { name: 'Apply Earlier' }).click();
		await until('the other order', async () => `${await titles()}` === `${before.toReversed()}`);
		expect(await types()).toEqual(['pixelate', 'recolour']);
		await editor.press('Control+Z');
		await until('the order before', async () => `${await titles()}` === `${before}`);
		await untilRendered(editor, () => editor.press('Control+Z'));
		expect(await rows.count()).toBe(1);
	});

	it('are undone, and switched off and on', async () => {
		const row = editor.frame.locator('#edits li');
		// A key that comes while the focus is still on its way back from a dialog is lost; two would be one too many.
		const pressUntil = (key: string, count: number) => {
			const isDone = async () => (await row.count()) === count;
			return until(`${count} edits after ${key}`, async () => {
				if (await isDone()) return true;
				await editor.press(key);
				return until('the key to be taken', isDone, 1_500);
			});
		};
		await pressUntil('Control+Z', 0);
		await pressUntil('Control+Y', 1);
		await untilSettled(editor);
		await row.getByRole('button', { name: 'Switch Off' }).click();
		await until('the picture alone', () => editor.frame.locator('#edited').isHidden());
		await row.getByRole('button', { name: 'Switch On' }).click();
		await until('the edit', () => editor.frame.locator('#edited').isVisible());
	});

	it.each(imageEditTypes)('of each kind are seen where the mask is: %s', async (type) => {
		const before = await shownPixels(editor);
		await untilRendered(editor, () => editor.frame.locator(`#edits [data-edit=${type}]`).click());
		await vscode().screenshot(`edit-${type}`);
		const difference = async () => meanDifference((await shownPixels(editor)).rgba, before.rgba);
		expect(await difference()).toBeGreaterThan(0.05);
		if (type !== 'fill') {
			const times = (await previewTimes(editor)).sort((a, b) => a - b);
			const [fastest, median] = [times[0]!.toFixed(0), times[4]!.toFixed(0)];
			console.log(
				`a step of the slider of ${type} is seen after ${fastest} ms at best, ${median} at the median`,
			);
		}
		await editor.focus();
		await untilRendered(editor, () => editor.press('Control+Z'));
		expect(await difference()).toBeLessThan(0.1);
	});

	it('that place a copy are moved by dragging it, in one step', async () => {
		const { click } = await truthOf('pear');
		await untilRendered(editor, () => editor.frame.locator('#edits [data-edit=place]').click());
		const row = editor.frame.locator('#edits li').last();
		// Away from the panel, which lies over the copy.
		const dx = -300;
		await untilRendered(editor, () => row.locator('input[type=range]').first().fill(`${dx}`));
		const size = { width: 1200, height: 900 };
		const { dx: _, dy, ...placed } = defaultImageEdit('place', size) as EditOf<'place'>;
		const from = { x: click.x + dx, y: click.y + dy };
		await untilRendered(editor, () => editor.dragImage(from, { x: from.x - 200, y: from.y + 150 }));
		const order = row.locator('select');
		await order.selectOption('behindOthers');
		const edit = async () => {
			await editor.focus();
			await vscode().workbench.save();
			return (await imageEdits()).at(-1)?.edit;
		};
		const moved = { dx: dx - 200, dy: dy + 150 };
		expect(await edit()).toEqual({ ...placed, ...moved, behind: 'others' });
		await vscode().screenshot('edit-place-dragged');
		await editor.press('Control+Z');
		await until('the order before', async () => (await order.inputValue()) === 'inFront');
		expect(await edit()).toEqual({ ...placed, ...moved });
		await untilRendered(editor, () => editor.press('Control+Z'));
		expect(await edit()).toEqual({ ...placed, dx, dy });
		await row.getByRole('button', { name: 'Remove' }).click();
	});

	it('put another picture of the folder behind, and say when it is gone', async () => {
		const { workbench } = vscode();
		await sharp({ create: { width: 300, height: 300, channels: 3, background: '#0050a0' } })
			.png()
			.toFile(vscode().path('backdrop.png'));
		await untilRendered(editor, () => editor.frame.locator('#edits [data-edit=background]').click());
		const row = editor.frame.locator('#edits li').last();
		await row.locator('select').selectOption('otherPicture');
		await workbench.chooseFile('Choose Background', vscode().path('backdrop.png'));
		await until('the picture', async () => {
			const { rgba } = await shownPixels(editor);
			return `${[...rgba.subarray(0, 3)]}` === '0,80,160';
		});
		await vscode().screenshot('edit-other-picture');
		await editor.focus();
		await workbench.save();
		expect((await imageEdits()).at(-1).edit.background).toEqual({ kind: 'image', file: 'backdrop.png' });

		// As if somebody else had written the list: of a picture that is not there.
		const text = (await vscode().readText(sidecar))!;
		await writeFile(vscode().path(sidecar), text.replace('backdrop.png', 'gone.png'));
		await until('the sentence', async () =>
			(await row.locator('[role=alert]').allTextContents()).includes(
				'The background gone.png was not found. Put it back, or choose another picture.',
			),
		);
		await vscode().screenshot('edit-missing-picture');
		await writeFile(vscode().path(sidecar), text);
		await until('the picture', async () => (await row.locator('[role=alert]').count()) === 0);
		await row.getByRole('button', { name: 'Remove' }).click();
	});

	it('leave what is cut out on the clipboard, on a transparent ground', async () => {
		await editor.focus();
		await editor.press('Control+C');
		await until('the status bar to say so', async () =>
			(await vscode().workbench.statusBar()).some((text) => text.includes('The cut-out is on')),
		);
		await vscode().page.context().grantPermissions(['clipboard-read']);
		const copied = await editor.frame.evaluate(async () => {
			const [item] = await navigator.clipboard.read();
			const blob = await item!.getType('image/png');
			return Array.from(new Uint8Array(await blob.arrayBuffer()));
		});
		const { segmentation } = await truthOf('pear');
		const [, , width, height] = bbox(decodeRle(segmentation));
		const { data, info } = await sharp(Buffer.from(copied)).raw().toBuffer({ resolveWithObject: true });
		// Trimmed to the mask and its soft edge of two pixels.
		expect([info.width, info.height, info.channels]).toEqual([width + 4, height + 4, 4]);
		expect(data[3]).toBe(0);
	});

	it('leave what is cut out to be dragged into other programs, as a file', async () => {
		const tile = editor.frame.locator('strata-cut-out');
		await tile.locator('.words').hover();
		const picture = tile.locator('img');
		await picture.waitFor();
		await vscode().screenshot('cut-out to drag');
		// What a drag carries can be read while it begins; other programs get it from the browser.
		const carried = editor.frame.evaluate(
			() =>
				new Promise<{ types: readonly string[]; download: string; file: number[] }>((resolve) => {
					document.addEventListener(
						'dragstart',
						({ dataTransfer }) => {
							const [file] = dataTransfer!.files;
							const [types, download] = [[...dataTransfer!.types], dataTransfer!.getData('DownloadURL')];
							void file!.arrayBuffer().then((bytes) => {
								resolve({ types, download, file: Array.from(new Uint8Array(bytes)) });
							});
						},
						{ once: true },
					);
				}),
		);
		const { x, y, width: shownWidth, height: shownHeight } = (await picture.boundingBox())!;
		// A high one does not hang out of its frame.
		expect([shownWidth, shownHeight].map(Math.round)).toEqual([48, 48]);
		const { mouse } = vscode().page;
		await mouse.move(x + 20, y + 20);
		await mouse.down();
		await mouse.move(x + 60, y + 300, { steps: 8 });
		const { types, download, file } = await carried;
		await mouse.up();
		expect(types).toEqual(['downloadurl', 'Files']);
		expect(download).toMatch(/^image\/png:still-life-cutout\.png:blob:/);
		const { segmentation } = await truthOf('pear');
		const mask = decodeRle(segmentation);
		const [left, top, width, height] = bbox(mask);
		const { data, info } = await sharp(Buffer.from(file)).raw().toBuffer({ resolveWithObject: true });
		expect([info.width, info.height, info.channels]).toEqual([width + 4, height + 4, 4]);
		const alphaAt = (column: number, row: number) => data[(row * info.width + column) * 4 + 3];
		const { click } = await truthOf('pear');
		expect(alphaAt(click.x - left + 2, click.y - top + 2)).toBe(255);
		expect(alphaAt(0, 0)).toBe(0);
		const opaque = toBitmap(mask).reduce((sum, value) => sum + value, 0);
		const alphas = data.filter((_, i) => i % 4 === 3).reduce((sum, value) => sum + value / 255, 0);
		expect(Math.abs(alphas / opaque - 1)).toBeLessThan(0.02);
	});

	it('follow the level that is shown, while the levels are open', async () => {
		await editor.focus();
		await editor.press('Escape');
		const { click } = await truthOf('truck');
		await editor.clickImage(click);
		await editor.untilState('prompts', '1');
		await until('levels', async () => (await editor.frame.locator('.level').count()) > 1);
		const masksOf = async () => {
			await vscode().workbench.save();
			return (await imageEdits()).at(-1).of.segmentation.counts;
		};
		await untilRendered(editor, () => editor.frame.locator('#edits [data-edit=highlight]').click());
		const first = await masksOf();
		await editor.frame.locator('.level').first().click();
		await until('the mask of the other level', async () => (await masksOf()) !== first);
		await vscode().screenshot('highlighted');
	});
});

describe('edits of files that are not plain', { sequential: true }, () => {
	const plain = () => sharp(vscode().path(image)).resize(400, 300);
	const files = {
		'cmyk.jpg': () => plain().toColourspace('cmyk').jpeg({ quality: 100 }),
		'rotated.jpg': () => plain().withMetadata({ orientation: 6 }).jpeg({ quality: 100 }),
		'deep.png': () => plain().toColourspace('rgb16').png(),
		'grey.png': () => plain().toColourspace('b-w').png(),
		'see-through.png': () => plain().ensureAlpha(0.6).png(),
	} as const;

	it.each(Object.entries(files))('are exported as they are shown: %s', async (name, make) => {
		const bytes = await make().toBuffer();
		await writeFile(vscode().path(name), bytes);
		const { autoOrient } = await sharp(bytes).metadata();
		const { width, height } = autoOrient;
		const mask = rectangleMask(width, height, [0, 0, width / 2, height]);
		const edit = imageEditShape.parse({ type: 'adjust', brightness: -25, contrast: 20 });
		await writeFile(
			vscode().path(`${name}.strata.json`),
			JSON.stringify({
				images: [{ id: 1, file_name: name, width, height }],
				categories: [],
				annotations: [],
				strata: { edits: [{ id: 1, of: { segmentation: encodeRle(mask) }, edit }] },
			}),
		);
		const editor = await vscode().openInStrata(name);
		await until('the edit', async () =>
			editor.frame.evaluate(() => {
				const edited = document.querySelector<HTMLCanvasElement>('#edited');
				// It is shown a frame after it was rendered.
				return edited?.dataset.rendered !== undefined && !edited.hidden;
			}),
		);
		const shown = await shownPixels(editor);
		await vscode().screenshot(`odd-${name}`);
		const { bytes: written } = await withScratchFolder((folder) =>
			renderImage(bytes, [{ edit, mask }], { format: 'png', keepsMetadata: false }, folder),
		);
		const exported = await sharp(written)
			.resize(shown.width, shown.height, { fit: 'fill' })
			.toColourspace('srgb')
			.ensureAlpha()
			.raw({ depth: 'uchar' })
			.toBuffer();
		expect([shown.width, shown.height]).toEqual([width / 2, height / 2]);
		expect(meanDifference(shown.rgba, exported)).toBeLessThan(2);
	});
});
