import { setTimeout as wait } from 'node:timers/promises';
import * as vscode from 'vscode';
import { isImage } from '../imageFile';
import { fileNameOf } from './sidecarStore';

type Renamed = vscode.FileRenameEvent['files'][number];

interface RenamedTab {
	readonly uri: vscode.Uri;
	readonly viewColumn: vscode.ViewColumn;
}

/** VS Code has put the new name into its tabs after so long, or never will. */
const patienceMs = 3_000;

/**
 * VS Code opens a renamed image in the editor that is its default, which for most images is a plain viewer: who had
 * it open in ours gets it back in ours, with what was unsaved.
 */
export class RenamedTabs {
	private noted: RenamedTab[] = [];

	constructor(private readonly viewType: string) {}

	/** To be called before files are renamed: which of our tabs show them, in front or with unsaved masks. */
	note(files: readonly Renamed[]): void {
		const noted = vscode.window.tabGroups.all.flatMap(({ tabs, viewColumn }) =>
			tabs.flatMap((tab) => {
				if (!this.isOurs(tab) || !(tab.isActive || tab.isDirty)) return [];
				return files.flatMap((file) => {
					const uri = renamedUri(tab.input.uri, file);
					return uri && isImage(fileNameOf(uri)) ? [{ uri, viewColumn }] : [];
				});
			}),
		);
		// Renaming the sidecar along is a rename of its own, in the middle of the image's.
		this.noted.push(...noted);
	}

	/** To be called when they were renamed. */
	async reopen(files: readonly Renamed[]): Promise<void> {
		const isRenamed = ({ uri }: RenamedTab) =>
			files.some(({ newUri }) => renamedUri(uri, { oldUri: newUri, newUri }) !== undefined);
		const noted = this.noted.filter(isRenamed);
		this.noted = this.noted.filter((tab) => !isRenamed(tab));
		for (const { uri, viewColumn } of noted) {
			const tab = await this.newTab(uri, viewColumn);
			if (!tab || this.isOurs(tab)) continue;
			await vscode.commands.executeCommand('vscode.openWith', uri, this.viewType, {
				viewColumn,
				preserveFocus: true,
				preview: false,
			});
			await vscode.window.tabGroups.close(tab, true);
		}
	}

	private async newTab(uri: vscode.Uri, viewColumn: vscode.ViewColumn): Promise<vscode.Tab | undefined> {
		for (const start = Date.now(); Date.now() - start < patienceMs; await wait(50)) {
			const group = vscode.window.tabGroups.all.find((one) => one.viewColumn === viewColumn);
			const found = group?.tabs.find(
				({ input }) =>
					(input instanceof vscode.TabInputCustom || input instanceof vscode.TabInputText) &&
					input.uri.toString() === uri.toString(),
			);
			if (found) return found;
		}
		return undefined;
	}

	private isOurs(tab: vscode.Tab): tab is vscode.Tab & { readonly input: vscode.TabInputCustom } {
		return tab.input instanceof vscode.TabInputCustom && tab.input.viewType === this.viewType;
	}
}

/** Where a file is after a file or folder was renamed; undefined where that does not concern it. */
export function renamedUri(uri: vscode.Uri, { oldUri, newUri }: Renamed): vscode.Uri | undefined {
	if (uri.scheme !== oldUri.scheme || uri.authority !== oldUri.authority) return undefined;
	if (uri.path === oldUri.path) return newUri;
	const folder = `${oldUri.path}/`;
	return uri.path.startsWith(folder)
		? uri.with({ path: `${newUri.path}/${uri.path.slice(folder.length)}` })
		: undefined;
}
