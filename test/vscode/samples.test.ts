import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../src/dev/shell.mjs';
import type { Coco } from './harness/sidecar';
import { until } from './harness/until';
import { untilLadder, untilSelected } from './harness/view';
import { useVSCode } from './harness/vscode';

const folder = '../shared/samples';
const photographs = [
	{ file: 'zebra.jpg', name: 'zebra', click: { x: 400, y: 350 } },
	{ file: 'coffee.jpg', name: 'cup', click: { x: 480, y: 380 } },
	{ file: 'butterfly.jpg', name: 'butterfly', click: { x: 480, y: 320 } },
];
const there = existsSync(path.join(root, folder));
if (!there)
	console.log(`Skipped: real photographs. Expected them in ${folder}, but that folder is not there.`);

describe.skipIf(!there)('a real photograph', () => {
	const vscode = useVSCode({ files: there ? photographs.map(({ file }) => `${folder}/${file}`) : [] });
	it.each(photographs)('$file: click, keep, save', async ({ file, name, click }) => {
		const { workbench } = vscode();
		const editor = await (await vscode().openInStrata(file)).untilReady();
		await editor.clickImage(click);
		const { levels } = await untilLadder(editor);
		expect(levels.length).toBeGreaterThan(0);
		await vscode().screenshot(`photograph ${name}`);
		await editor.press('Enter');
		await until('the category pick', () => workbench.quickInput.isVisible());
		await workbench.type(name);
		await untilSelected(editor, name);
		await workbench.save();
		const coco = await vscode().readJson<Coco>(`${file}.strata.json`);
		expect(coco.categories).toContainEqual({ id: 1, name, supercategory: 'object' });
		expect(coco.annotations[0]!.area).toBeGreaterThan(1000);
		expect((await workbench.tabs()).filter(({ isDirty }) => isDirty)).toEqual([]);
	});
});
