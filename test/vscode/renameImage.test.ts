import { existsSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Coco, truthOf } from './harness/sidecar';
import { until } from './harness/until';
import { paintedPixels, untilLadder, untilSelected } from './harness/view';
import { useVSCode } from './harness/vscode';

const image = 'still-life.jpg';
const vscode = useVSCode({ files: [`media/samples/${image}`] });

const isThere = (file: string) => existsSync(vscode().path(file));
const namesOf = ({ categories }: Coco) => categories.map(({ name }) => name);

/** Keeps the mask of a thing in the scene under its name. */
async function keep(name: string): Promise<void> {
	const editor = await (await vscode().activeEditor()).untilReady();
	await editor.clickImage((await truthOf(name)).click);
	await untilLadder(editor);
	await editor.press('Enter');
	await until('the category pick', () => vscode().workbench.quickInput.isVisible());
	await vscode().workbench.type(name);
	await untilSelected(editor, name);
	await vscode().workbench.untilDirty(true);
}

describe('an image that is renamed in the explorer', { sequential: true }, () => {
	beforeAll(async () => {
		await (await vscode().openInStrata(image)).untilReady();
	});

	it('takes its saved masks along', async () => {
		const { workbench } = vscode();
		await keep('pear');
		await (await vscode().activeEditor()).focus();
		await workbench.save();
		await workbench.renameInExplorer('fruit.jpg');
		await until('the sidecar of the new name', () => isThere('fruit.jpg.strata.json'));
		expect(isThere(`${image}.strata.json`)).toBe(false);
		await until('the tab of the new name', async () => (await workbench.activeTab())?.name === 'fruit.jpg');
		const editor = await (await vscode().activeEditor()).untilReady();
		await until('the mask to be painted', () => paintedPixels(editor));
		expect((await workbench.activeTab())?.isDirty).toBe(false);
		await vscode().screenshot('renamed with saved masks');
	});

	it('takes its unsaved masks along, still unsaved, and saves them without a question', async () => {
		const { workbench } = vscode();
		await keep('orange');
		await workbench.renameInExplorer('table.jpg');
		await until('the tab of the new name', async () => (await workbench.activeTab())?.name === 'table.jpg');
		await (await vscode().activeEditor()).untilReady();
		await workbench.untilDirty(true);
		await vscode().screenshot('renamed with unsaved masks');
		expect((await workbench.notifications()).join()).not.toContain('changed on disk');
		expect(isThere('fruit.jpg.strata.json')).toBe(false);
		const saved = await vscode().readJson<Coco>('table.jpg.strata.json');
		expect(namesOf(saved)).toEqual(['pear']);
		await (await vscode().activeEditor()).focus();
		await workbench.save();
		const coco = await vscode().readJson<Coco>('table.jpg.strata.json');
		expect(namesOf(coco)).toEqual(['pear', 'orange']);
	});

	it('that is deleted takes its sidecar along, and undo in the explorer brings both back', async () => {
		const { workbench } = vscode();
		await workbench.deleteInExplorer();
		await until('the image to be gone', () => !isThere('table.jpg'));
		await until('the sidecar to be gone', () => !isThere('table.jpg.strata.json'));
		await workbench.undoInExplorer();
		await until('the image to be back', () => isThere('table.jpg'));
		await until('the sidecar to be back', () => isThere('table.jpg.strata.json'));
		const coco = await vscode().readJson<Coco>('table.jpg.strata.json');
		expect(namesOf(coco)).toEqual(['pear', 'orange']);
	});
});
