import { rm, writeFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import type { StrataEditor } from './harness/editor';
import { type Coco, truth, truthOf } from './harness/sidecar';
import { until } from './harness/until';
import { paintedPixels, shown, untilEmpty, untilLadder, untilSelected, untilShown } from './harness/view';
import { useVSCode } from './harness/vscode';

const image = 'still-life.jpg';
const sidecar = `${image}.strata.json`;
const vscode = useVSCode({ files: [`media/samples/${image}`] });

/** Another tool's file: the sample scene's truth, of the things with these names, or of all. */
async function others(...names: string[]): Promise<string> {
	const coco = await truth();
	const ids = coco.categories
		.filter(({ name }) => names.length === 0 || names.includes(name))
		.map(({ id }) => id);
	return JSON.stringify({
		...coco,
		annotations: coco.annotations.filter((one) => ids.includes(one.category_id)),
	});
}

describe('a sidecar that another program changes', { sequential: true }, () => {
	let editor: StrataEditor;
	beforeAll(async () => {
		editor = await (await vscode().openInStrata(image)).untilReady();
	});

	it('is taken over at once while nothing is unsaved', async () => {
		await writeFile(vscode().path(sidecar), await others());
		await until('the masks to be painted', () => paintedPixels(editor));
		expect((await vscode().workbench.activeTab())?.isDirty).toBe(false);
		await editor.clickImage((await truthOf('windscreen')).click);
		await untilSelected(editor, 'windscreen');
		await vscode().screenshot('the scene’s truth');
		await rm(vscode().path(sidecar));
		await untilEmpty(editor);
		await until('no mask', async () => (await paintedPixels(editor)) === 0);
	});

	it('is asked about while there are unsaved masks, and can be taken, undoably', async () => {
		const { workbench } = vscode();
		await editor.clickImage((await truthOf('orange')).click);
		await untilLadder(editor);
		await editor.press('Enter');
		await until('the category pick', () => workbench.quickInput.isVisible());
		await workbench.type('orange');
		await untilSelected(editor, 'orange');
		await workbench.untilDirty(true);

		await writeFile(vscode().path(sidecar), await others('handle'));
		expect(await workbench.notification(/changed on disk/)).toContain(sidecar);
		await vscode().screenshot('changed on disk');
		await workbench.clickNotificationButton('Take the File’s');
		await untilShown(editor, 'the selection to go', ({ selected }) => selected === undefined);
		await editor.clickImage((await truthOf('handle')).click);
		await untilSelected(editor, 'handle');
		await editor.press('Control+Z');
		await untilShown(editor, 'the file’s mask to go', ({ selected }) => selected === undefined);
		await editor.clickImage((await truthOf('orange')).click);
		await untilSelected(editor, 'orange');
	});

	it('is overwritten only when the user says so', async () => {
		const { workbench } = vscode();
		await writeFile(vscode().path(sidecar), await others('coffee'));
		await workbench.notification(/changed on disk/);
		await workbench.clickNotificationButton('Keep Mine');
		await editor.focus();
		await workbench.save();
		const coco = await vscode().readJson<Coco>(sidecar);
		expect(coco.categories.map(({ name }) => name)).toEqual(['orange']);
	});

	it('makes the document read-only while it is broken', async () => {
		const broken = (await others('cab')).slice(0, -40);
		await writeFile(vscode().path(sidecar), broken);
		const { banner } = await untilShown(editor, 'the reason', (view) => view.banner !== undefined);
		expect(banner).toContain(sidecar);
		expect(banner).toMatch(/Line 1, column \d+/);
		await vscode().screenshot('broken sidecar');
		await editor.clickImage((await truthOf('apple')).click);
		expect((await shown(editor)).hint).toContain('Read-only');

		await writeFile(vscode().path(sidecar), await others('cab'));
		await untilShown(editor, 'the reason to go', (view) => view.banner === undefined);
		await editor.clickImage((await truthOf('cab')).click);
		await untilSelected(editor, 'cab');
	});
});
