import { dirname, join } from 'node:path';
import type * as vscode from 'vscode';
import { type CatalogueEntry, readCatalogue } from '../../packs/install/catalogue';
import { type BrokenPack, type InstalledPack, installedPacks } from '../../packs/install/installedPacks';
import { userPacksFolder } from '../../packs/install/packFolders';

/** The packs of this VS Code: those that come with the extension, those it installed, and the command line's. */
export class PackLibrary {
	/** Where the extension installs packs. */
	readonly root: string;
	private readonly own: string;

	constructor(context: vscode.ExtensionContext) {
		this.own = context.asAbsolutePath('models');
		this.root = join(context.globalStorageUri.fsPath, 'packs');
	}

	/**
	 * Where packs are looked for, in this order. All of them are the user's or the extension's: a workspace cannot
	 * bring a pack along.
	 */
	get folders(): readonly string[] {
		return [this.own, this.root, userPacksFolder()];
	}

	installed(): Promise<readonly (InstalledPack | BrokenPack)[]> {
		return installedPacks(this.folders);
	}

	/** Those that do not come with the extension. */
	async removable(): Promise<readonly (InstalledPack | BrokenPack)[]> {
		return (await this.installed()).filter(({ folder }) => dirname(folder) !== this.own);
	}

	catalogue(): Promise<readonly CatalogueEntry[]> {
		return readCatalogue(join(this.own, 'catalogue.json'));
	}

	/** Whether the pack of this id comes with the extension, so that no other may be called so. */
	async comesAlong(id: string): Promise<boolean> {
		const along = await installedPacks([this.own]);
		return along.some((pack) => pack.id === id);
	}
}
