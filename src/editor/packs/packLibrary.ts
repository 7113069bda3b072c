import { dirname, join } from 'node:path';
import type * as vscode from 'vscode';
import { userPacksFolder } from '../../node/userFolders';
import { type CatalogueEntry, readCatalogue } from '../../packs/install/catalogue';
import { type BrokenPack, type InstalledPack, installedPacks } from '../../packs/install/installedPacks';

/** The packs of this VS Code: bundled ones, those the extension installed, and those of the command line. */
export class PackLibrary {
	/** Where the extension installs packs. */
	readonly root: string;
	private readonly bundled: string;

	constructor(context: vscode.ExtensionContext) {
		this.bundled = context.asAbsolutePath('models');
		this.root = join(context.globalStorageUri.fsPath, 'packs');
	}

	/**
	 * Where packs are looked for, in this order. All of these folders are the user's or the extension's: a workspace
	 * cannot bring a pack.
	 */
	get folders(): readonly string[] {
		return [this.bundled, this.root, userPacksFolder()];
	}

	installed(): Promise<readonly (InstalledPack | BrokenPack)[]> {
		return installedPacks(this.folders);
	}

	/** Those that are not bundled. */
	async removable(): Promise<readonly (InstalledPack | BrokenPack)[]> {
		return (await this.installed()).filter(({ folder }) => dirname(folder) !== this.bundled);
	}

	catalogue(): Promise<readonly CatalogueEntry[]> {
		return readCatalogue(join(this.bundled, 'catalogue.json'));
	}

	/** Whether the pack of this id is bundled, so that no other can have it. */
	async isBundled(id: string): Promise<boolean> {
		return (await installedPacks([this.bundled])).some((pack) => pack.id === id);
	}
}
