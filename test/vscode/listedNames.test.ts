import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { writeClipPack } from '../inference/clipPack';
import { type Coco, truthOf } from './harness/sidecar';
import { until } from './harness/until';
import { clear, untilLadder, untilSelected } from './harness/view';
import { useVSCode } from './harness/vscode';

const image = 'still-life.jpg';
const vscode = useVSCode({ files: [`media/samples/${image}`] });

/** Words that nothing that comes with Strata knows, with the colours of the mug and of the orange. */
const words = { stoneware: [101, 105, 111], clementine: [209, 168, 91], moss: [40, 160, 40] } as const;

beforeAll(async () => {
	await mkdir(vscode().path('.strata'), { recursive: true });
	const list = { categories: Object.keys(words).map((name) => ({ name, kind: 'object' })) };
	await writeFile(vscode().path('.strata/categories.json'), JSON.stringify(list));
});

/** Clicks a thing and asks for the name of the mask that is shown. */
const askName = async (name: string) => {
	const editor = await vscode().activeEditor();
	await editor.clickImage((await truthOf(name)).click);
	await untilLadder(editor);
	await editor.press('Enter');
	await until('the category pick', () => vscode().workbench.quickInput.isVisible());
	return editor;
};
const labels = async () => (await vscode().workbench.quickPick()).map(({ label }) => label);
const headings = () => vscode().workbench.quickInput.locator('.quick-input-list-separator').allTextContents();

describe('a pack that compares masks with the user’s list of names', { sequential: true }, () => {
	it('is added from a folder and used at once', async () => {
		const { workbench } = vscode();
		await (await vscode().openInStrata(image)).untilReady();
		const made = path.join(vscode().workspace, '..', 'words');
		const folder = path.join(made, await writeClipPack(made, 'openclip', words));
		await mkdir(path.join(folder, 'inner'));
		await workbench.runCommand('Strata: Add Model Pack from Folder…');
		await workbench.chooseFolder('Add Model Pack from Folder', folder, 'inner');
		expect(await workbench.notification(/was added/)).toBe('Tiny openclip was added.');
		await workbench.clickNotificationButton('Use It Now');
		expect(await workbench.notification(/from now on/)).toBe(
			'Names of your categories are suggested by Tiny openclip from now on.',
		);
		await rm(made, { recursive: true });
	});

	it('has the names of the list that fit offered first, though nobody used them before', async () => {
		const { page, workbench } = vscode();
		for (const [thing, name] of [
			['orange', 'clementine'],
			['mug', 'stoneware'],
		] as const) {
			const editor = await askName(thing);
			await until('the likely name first', async () => (await labels())[0] === name);
			expect(await headings()).toContain('Looks like');
			await vscode().screenshot(`a name of the list: ${name}`);
			// The row that was in focus before the names came gets it back a moment after them.
			await until('it to be in focus', async () => {
				await page.keyboard.press('Control+Home');
				return (await workbench.quickPick())[0]?.isFocused;
			});
			await page.keyboard.press('Enter');
			await untilSelected(editor, name);
			await clear(editor);
		}
		await workbench.save();
		const { categories } = await vscode().readJson<Coco>(`${image}.strata.json`);
		expect(categories.map(({ name }) => name).sort()).toEqual(['clementine', 'stoneware']);
	});

	it('is listed by itself among the models, with the choice of none', async () => {
		const { workbench } = vscode();
		const choose = async () => {
			await workbench.runCommand('Strata: Choose Model');
			await workbench.untilTitled('Choose Model');
			const rows = await workbench.quickPick();
			const at = rows.findIndex(({ label }) => label === 'Built-in Names Only');
			return rows.slice(at, at + 2).map(({ label, description }) => [label, description]);
		};
		expect(await choose()).toEqual([
			['Built-in Names Only', ''],
			['Tiny openclip', 'MIT · in use'],
		]);
		await vscode().screenshot('choose model for names');
		await workbench.pick('Built-in Names Only');
		await until('it to be in use no more', async () => {
			const isChosen = (await choose())[1]![1] === 'MIT';
			await workbench.dismiss();
			return isChosen;
		});
	});
});
