import assert from 'node:assert/strict';
import * as vscode from 'vscode';

/** Runs in the extension host of a desktop VS Code: the sample opens in our editor, and the extension is alive. */
export async function run(): Promise<void> {
	const [image] = await vscode.workspace.findFiles('still-life.jpg');
	assert.ok(image, 'Expected still-life.jpg in the folder that was opened.');
	await vscode.commands.executeCommand('strata.segmentImage', image);
	const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
	assert.ok(input instanceof vscode.TabInputCustom, 'Expected a custom editor in front.');
	assert.equal(input.viewType, 'strata.segmentEditor');
	assert.equal(vscode.extensions.getExtension('strata.strata')?.isActive, true);
}
