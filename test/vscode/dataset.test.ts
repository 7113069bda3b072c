import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../src/dev/shell.mjs';
import { type Coco, truth } from './harness/sidecar';
import { until } from './harness/until';
import { useVSCode } from './harness/vscode';

const image = 'still-life.jpg';
const sidecar = `${image}.strata.json`;
const vscode = useVSCode({ files: [`media/samples/${image}`] });

describe('datasets', { sequential: true }, () => {
	it('offers the COCO file beside an image that is opened, and imports it as one edit', async () => {
		await copyFile(path.join(root, 'test/fixtures/still-life.truth.json'), vscode().path('annotations.json'));
		const { workbench } = vscode();
		const editor = await vscode().openInStrata(image);
		expect(await workbench.notification(/has annotations for/)).toBe(
			`annotations.json has annotations for ${image}.`,
		);
		await workbench.clickNotificationButton('Import');
		await editor.untilReady();
		await workbench.notification(/22 annotations were added to one image/);
		await workbench.untilDirty(true);
		await vscode().screenshot('imported');
		expect(await vscode().readText(sidecar)).toBeUndefined();

		await workbench.runCommand('Undo');
		await workbench.untilDirty(false);
		await workbench.runCommand('Redo');
		await workbench.untilDirty(true);
		await workbench.save();
		const coco = await vscode().readJson<Coco>(sidecar);
		expect(coco.annotations.map(({ area }) => area).sort()).toEqual(
			(await truth()).annotations.map(({ area }) => area).sort(),
		);
	});

	it('exports the folder as a dataset for YOLO, and says what that cannot hold', async () => {
		const { workbench } = vscode();
		const target = vscode().path('out');
		await mkdir(path.join(target, 'there before'), { recursive: true });
		await workbench.runCommand('Strata: Export Dataset…');
		await workbench.pick('YOLO segmentation and detection');
		await workbench.pick('Polygons, for segmentation');
		await workbench.untilTitled('Export Dataset (3): Categories');
		await vscode().screenshot('categories');
		await workbench.accept();
		await workbench.pick('80 % train, 20 % val');
		await workbench.untilTitled('Export Dataset (5): Seed');
		await workbench.accept();
		await workbench.chooseFolder('Export Dataset: Target Folder', target, 'there before');
		await until('the question', async () => /not empty/.test(await workbench.dialog()));
		await workbench.clickDialogButton('Add Files');
		await workbench.notification(/22 masks of one image were exported/);
		await workbench.clickNotificationButton('Show Report');
		await until('the report', async () => /^Report/.test((await workbench.activeTab())?.name ?? ''));
		await vscode().screenshot('report');
		const yaml = await readFile(path.join(target, 'data.yaml'), 'utf8');
		expect(yaml).toContain('0: truck');
		const labels = await readFile(path.join(target, 'labels/train/still-life.txt'), 'utf8');
		expect(labels.trim().split('\n')).toHaveLength(22);
		expect(await readdir(path.join(target, 'images/train'))).toEqual([image]);
		await workbench.runCommand('View: Close All Editors');
	});

	it('exports for a task, objects only where a pixel has one value', async () => {
		const { workbench } = vscode();
		const target = vscode().path('maps');
		await mkdir(path.join(target, 'there before'), { recursive: true });
		await workbench.runCommand('Strata: Export for a Task…');
		await workbench.untilTitled('Export for a Task');
		await vscode().screenshot('tasks');
		await workbench.pick('Instances');
		await workbench.chooseFolder('Export Dataset: Target Folder', target, 'there before');
		await until('the question', async () => /not empty/.test(await workbench.dialog()));
		await workbench.clickDialogButton('Add Files');
		await workbench.notification(/7 masks of one image were exported/);
		const { segments } = JSON.parse(await readFile(path.join(target, 'still-life.json'), 'utf8'));
		// One of them lies wholly under smaller ones.
		expect(segments.map(({ value }: { value: number }) => value)).toEqual([1, 2, 3, 4, 5, 6]);
	});

	it('imports a file of another tool into an image that is not open, and keeps what was there', async () => {
		const { workbench } = vscode();
		const box = '<box label="lamp" occluded="0" xtl="10" ytl="20" xbr="60" ybr="50" z_order="0"/>';
		const element = `<image id="0" name="${image}" width="1200" height="900">${box}</image>`;
		await writeFile(
			vscode().path('boxes.xml'),
			`<annotations><version>1.1</version>${element}</annotations>`,
		);
		const before = await vscode().readText(sidecar);
		await workbench.runCommand('Strata: Import Annotations…');
		await workbench.pick('File…');
		await workbench.untilTitled('Import Annotations From');
		await until('the file to be chosen', async () => {
			if (!(await workbench.quickInput.isVisible())) return true;
			const rows = await workbench.quickPick();
			if (rows.some(({ label }) => label.startsWith('Add to the masks'))) return true;
			await workbench.type(vscode().path('boxes.xml'));
			return false;
		});
		await workbench.pick('Add to the masks that are there');
		await workbench.notification(/One annotation was added to one image/);
		const coco = await vscode().readJson<Coco>(sidecar);
		expect(coco.annotations).toHaveLength(23);
		expect(coco.annotations.at(-1)).toMatchObject({ bbox: [10, 20, 50, 30], area: 1500 });
		const [time] = await readdir(vscode().path('.strata-backup'));
		expect(await readFile(path.join(vscode().path('.strata-backup'), time!, sidecar), 'utf8')).toBe(before);
	});
});
