import { copyFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../src/dev/shell.mjs';
import { until } from './harness/until';
import { untilLadder, untilSelected } from './harness/view';
import { useVSCode } from './harness/vscode';

const vscode = useVSCode({ files: ['media/samples/still-life.jpg'] });

const sidecar = {
	info: { strata: { schema: 1 } },
	images: [{ id: 1, file_name: 'photo10.jpg', width: 400, height: 300 }],
	annotations: [],
	categories: [],
};

beforeAll(async () => {
	const small = sharp(path.join(root, 'media/samples/still-life.jpg')).resize(400, 300);
	for (const name of ['photo2.jpg', 'photo10.jpg', 'photo11.JPG']) {
		await small.clone().jpeg().toFile(vscode().path(name));
	}
	await copyFile(vscode().path('still-life.jpg'), vscode().path('a.jpg'));
	await writeFile(vscode().path('photo10.jpg.strata.json'), JSON.stringify(sidecar));
});

const rows = async () =>
	(await vscode().workbench.treeRows('Images')).map(({ label, description }) => `${label}: ${description}`);

const untilOpen = (name: string) =>
	until(`${name} in front`, async () => {
		const { workbench } = vscode();
		return (await workbench.activeTab())?.name === name && (await workbench.isStrataActive());
	});

async function press(key: string): Promise<void> {
	const editor = await (await vscode().activeEditor()).untilReady();
	await editor.press(key);
}

describe('the way through a folder', { sequential: true }, () => {
	it('leads to the next and the previous image by a key, in the order of the explorer', async () => {
		await vscode().openInStrata('photo2.jpg');
		await press('d');
		await untilOpen('photo10.jpg');
		await press('d');
		await untilOpen('photo11.JPG');
		await press('a');
		await untilOpen('photo10.jpg');
		await press('a');
		await untilOpen('photo2.jpg');
		// What is zoomed to stays on the way, in an image of the same size.
		const editor = await vscode().activeEditor();
		for (let i = 0; i < 3; i++) await editor.wheelImage({ x: 300, y: 100 }, -400);
		const { scale, originX, originY } = await editor.state();
		expect(Number(scale)).toBeGreaterThan(1.5);
		await vscode().page.waitForTimeout(500);
		await press('d');
		await untilOpen('photo10.jpg');
		const next = await (await vscode().activeEditor()).untilReady();
		expect(await next.state()).toMatchObject({ scale, originX, originY });
		await next.press('Control+0');
		await until('the whole image', async () => Number((await next.state()).scale) <= 1.5);
		await vscode().page.waitForTimeout(500);
		await press('a');
		await untilOpen('photo2.jpg');
		// Looking through leaves no tab for each image.
		expect((await vscode().workbench.tabs()).length).toBeLessThanOrEqual(2);
	});

	it('can skip images that are done, or that have annotations', async () => {
		const markDone = async (message: string) => {
			await press('Control+Enter');
			await until(message, () => vscode().page.getByText(message, { exact: true }).first().isVisible());
		};
		await press('Shift+D');
		await untilOpen('photo10.jpg');
		await markDone('The image is done.');
		await press('a');
		await untilOpen('photo2.jpg');
		await press('Shift+D');
		await untilOpen('photo11.JPG');
		await press('a');
		await untilOpen('photo10.jpg');
		await markDone('The image is not done.');
		await press('a');
		await untilOpen('photo2.jpg');
		await vscode().workbench.runCommand('Strata: Next Image Without Annotations');
		await untilOpen('photo11.JPG');
	});

	it('shows all images with what has been done to them', async () => {
		const { page, workbench } = vscode();
		await workbench.openView('Images');
		await until('five images', async () => (await rows()).length === 5);
		expect(await rows()).toEqual([
			'a.jpg: no masks yet',
			'photo2.jpg: no masks yet',
			'photo10.jpg: annotated',
			'photo11.JPG: no masks yet',
			'still-life.jpg: no masks yet',
		]);
		await workbench.treeRow('Images', 'a.jpg').click();
		await untilOpen('a.jpg');
		const editor = await (await vscode().activeEditor()).untilReady();
		await editor.clickImage({ x: 600, y: 450 });
		await untilLadder(editor);
		await editor.press('Enter');
		await until('the category pick', () => workbench.quickInput.isVisible());
		await workbench.type('thing');
		await untilSelected(editor, 'thing');
		await until('it to be unsaved', async () => (await rows())[0] === 'a.jpg: not saved');
		// The Annotations view has opened by itself with the first mask.
		const row = workbench.treeRow('Annotations', 'thing');
		await until('the mask in the Annotations view', () => row.isVisible());
		await page.waitForTimeout(1500);
		await vscode().screenshot('images view');
		await editor.focus();
		await workbench.save();
		await until('it to be annotated', async () => (await rows())[0] === 'a.jpg: annotated · 1');
	});

	it('marks an image done by a key, and shows those of a state', async () => {
		const { page, workbench } = vscode();
		const editor = await vscode().activeEditor();
		await editor.press('Escape');
		await editor.press('Control+Enter');
		await until('it to be done', async () => (await rows())[0] === 'a.jpg: done · 1');
		const { info } = await vscode().readJson<{ info: { strata: { done?: boolean } } }>('a.jpg.strata.json');
		expect(info.strata.done).toBe(true);
		const header = page.locator('.pane-header', { hasText: 'Images' });
		await until('the progress', async () => (await header.textContent())?.includes('1 of 5 done'));
		await workbench.runCommand('Strata: Filter Images…');
		await workbench.untilTitled('Which Images to Show');
		await workbench.pick('done');
		await vscode().screenshot('images filter');
		await workbench.accept();
		await until('one image', async () => (await rows()).join() === 'a.jpg: done · 1');
		await vscode().screenshot('images done');
		await workbench.runCommand('Strata: Show All Images');
		await until('all images', async () => (await rows()).length === 5);
		await editor.press('Control+Enter');
		await until('it not to be done', async () => (await rows())[0] === 'a.jpg: annotated · 1');
	});
});
