import { writeFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { tiff } from '../inference/tiffFile';
import type { StrataEditor } from './harness/editor';
import { until } from './harness/until';
import { shown, untilShown } from './harness/view';
import { useVSCode } from './harness/vscode';

const associations = { 'workbench.editorAssociations': { '*.tif': 'strata.segmentEditor' } };
const vscode = useVSCode({ settings: associations });
const size = { width: 120, height: 80 };

beforeAll(async () => {
	// As a CT: air, water and bone, from left to right.
	const values = Int16Array.from({ length: size.width * size.height }, (_, i) =>
		i % size.width < 40 ? -1000 : i % size.width < 80 ? 0 : 1500,
	);
	await writeFile(vscode().path('ct.tif'), tiff({ ...size, bits: 16, format: 'int', data: values }));
});

/** The grey level in the middle of the picture, as the page has it. */
const middle = ({ frame }: StrataEditor) =>
	frame.evaluate(() => {
		const picture = document.querySelector<HTMLImageElement>('#picture')!;
		const canvas = new OffscreenCanvas(picture.naturalWidth, picture.naturalHeight);
		const context = canvas.getContext('2d')!;
		context.drawImage(picture, 0, 0);
		return context.getImageData(60, 40, 1, 1).data[0]!;
	});

describe('an image with more in it than a screen shows', { sequential: true }, () => {
	it('says how its values are shown, and other values can be chosen, undone and saved', async () => {
		const { workbench } = vscode();
		const editor = await (await vscode().openInStrata('ct.tif')).untilReady();
		expect((await shown(editor)).banner).toBe('Values from -1000 to 1500 are shown from black to white.');
		expect(await middle(editor)).toBe(102);
		await vscode().screenshot('values as found');

		await editor.frame.click('.banner vscode-button');
		await workbench.pick('Values from Black to White…');
		await workbench.untilTitled('Values from Black to White');
		await workbench.type('-100, 100');
		const changed = (view: { banner?: string }) =>
			view.banner?.startsWith('Values from -100 to 100') ?? false;
		await untilShown(editor, 'the chosen values', changed);
		await until('the picture anew', async () => (await middle(editor)) === 127);
		await workbench.untilDirty(true);
		await vscode().screenshot('values chosen');

		await workbench.runCommand('Undo');
		await until('the picture as before', async () => (await middle(editor)) === 102);
		await workbench.untilDirty(false);
		await workbench.runCommand('Redo');
		await until('the picture again', async () => (await middle(editor)) === 127);
		await workbench.save();
		const saved = await vscode().readJson<{ info: { strata: unknown } }>('ct.tif.strata.json');
		expect(saved.info.strata).toEqual({ schema: 1, view: { range: [-100, 100] } });
	});

	it('opens as it was left, and shows the whole file again when asked to', async () => {
		const { workbench } = vscode();
		await workbench.runCommand('View: Close All Editors');
		const editor = await (await vscode().openInStrata('ct.tif')).untilReady();
		await until('the picture', async () => (await middle(editor)) === 127);
		await workbench.runCommand('Strata: Change Page, Bands or Values');
		await workbench.pick('As the File Says');
		await until('the whole range', async () => (await middle(editor)) === 102);
	});
});
