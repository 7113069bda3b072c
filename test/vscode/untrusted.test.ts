import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeTinyPack } from '../inference/tinyPack';
import { truthOf } from './harness/sidecar';
import { untilLadder } from './harness/view';
import { useVSCode } from './harness/vscode';

const image = 'still-life.jpg';
const vscode = useVSCode({
	files: [`media/samples/${image}`],
	machineSettings: { 'strata.inference.device': 'cpu' },
	untrusted: true,
});

// What a stranger's repository can bring along: settings, and a model.
describe('a workspace that is not trusted', { sequential: true }, () => {
	it('chooses no model, though its settings name one', async () => {
		const { workspace, workbench } = vscode();
		await writeTinyPack(path.join(workspace, 'models'));
		await mkdir(path.join(workspace, '.vscode'));
		const named = { 'strata.inference.pack': 'tiny', 'strata.mirror': 'http://127.0.0.1:9' };
		await writeFile(path.join(workspace, '.vscode', 'settings.json'), JSON.stringify(named));
		const editor = await (await vscode().openInStrata(image)).untilReady();
		await editor.clickImage((await truthOf('mug')).click);
		await untilLadder(editor);
		const statusBar = await workbench.statusBar();
		expect(statusBar).toContainEqual(expect.stringContaining('Restricted Mode'));
		expect(statusBar).toContainEqual(expect.stringContaining('Strata S · CPU'));
		await vscode().screenshot('untrusted');
	});

	it('is no place to add a model from', async () => {
		const { workspace, workbench } = vscode();
		const folder = path.join(workspace, 'models', 'tiny');
		await mkdir(path.join(folder, 'inner'));
		await workbench.runCommand('Strata: Add Model Pack from Folder…');
		await workbench.chooseFolder('Add Model Pack from Folder', folder, 'inner');
		expect(await workbench.notification(/trusted workspaces/)).toBe(
			'Models are only added from trusted workspaces. Trust this workspace and try again.',
		);
		await vscode().screenshot('untrusted model');
		const packs = path.join(vscode().userDataDir, 'User/globalStorage/strata.strata/packs');
		expect(await readdir(packs).catch(() => [])).toEqual([]);
	});
});
