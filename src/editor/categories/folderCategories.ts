import * as vscode from 'vscode';
import {
	type CategoryList,
	parseCategoryList,
	serializeCategoryList,
} from '../../formats/categoryList/parseCategoryList';
import { decodeText } from '../../node/textFile';
import type { CategoryColour } from '../../shared/annotations/categoryColour';
import { Disposable } from '../disposable';
import { showWarning } from '../messages';

const place = ['.strata', 'categories.json'] as const;

/** The lists of categories that workspace folders have of their own, in `.strata/categories.json`, kept up to date. */
export class FolderCategories extends Disposable {
	/** By folder; absent where a folder has no list, or none that can be used. */
	private readonly lists = new Map<string, CategoryList>();
	private readonly loads: Promise<void>;

	private readonly _onDidChange = this._register(new vscode.EventEmitter<void>());
	/** A folder has another list than before. */
	readonly onDidChange = this._onDidChange.event;

	constructor() {
		super();
		const watcher = this._register(vscode.workspace.createFileSystemWatcher(`**/${place.join('/')}`));
		const read = (file: vscode.Uri) => {
			const folder = vscode.workspace.getWorkspaceFolder(file);
			if (folder && fileOf(folder).toString() === file.toString()) void this.load(folder);
		};
		this._register(watcher.onDidChange(read));
		this._register(watcher.onDidCreate(read));
		this._register(watcher.onDidDelete(read));
		this._register(
			vscode.workspace.onDidChangeWorkspaceFolders(
				({ added }) => void Promise.all(added.map((one) => this.load(one))),
			),
		);
		this.loads = Promise.all((vscode.workspace.workspaceFolders ?? []).map((one) => this.load(one))).then(
			() => undefined,
		);
	}

	/** Settles when the lists that were there at the start are read. */
	get ready(): Promise<void> {
		return this.loads;
	}

	/** The list that is for a file; undefined where its folder has none. */
	listFor(uri: vscode.Uri): CategoryList | undefined {
		const folder = vscode.workspace.getWorkspaceFolder(uri);
		return folder && this.lists.get(folder.uri.toString());
	}

	/** The colours that are for a file. */
	coloursFor(uri: vscode.Uri): readonly CategoryColour[] {
		return (this.listFor(uri) ?? []).flatMap(({ name, kind, colour }) =>
			colour ? [{ name, kind, colour }] : [],
		);
	}

	/**
	 * Writes a folder's list, with its folder `.strata` where there is none.
	 *
	 * @throws Error where there is a file that cannot be used (whoever wrote it has to mend it), or where the
	 * new list could not be used
	 */
	async write(folder: vscode.WorkspaceFolder, list: CategoryList): Promise<void> {
		const present = await readText(fileOf(folder));
		const parsed = present === undefined ? undefined : parseCategoryList(present);
		if (parsed && 'problem' in parsed) throw new Error(unusable(parsed.problem));
		const text = serializeCategoryList(list);
		const again = parseCategoryList(text);
		if ('problem' in again) throw new Error(vscode.l10n.t('The list was not changed: {0}.', again.problem));
		await vscode.workspace.fs.writeFile(fileOf(folder), new TextEncoder().encode(text));
		await this.load(folder);
	}

	private async load(folder: vscode.WorkspaceFolder): Promise<void> {
		const key = folder.uri.toString();
		const text = await readText(fileOf(folder));
		const parsed = text === undefined ? undefined : parseCategoryList(text);
		if (parsed && 'list' in parsed) this.lists.set(key, parsed.list);
		else this.lists.delete(key);
		if (parsed && 'problem' in parsed) {
			void showWarning(unusable(parsed.problem));
		}
		this._onDidChange.fire();
	}
}

/** The file of a folder's list. */
function fileOf({ uri }: vscode.WorkspaceFolder): vscode.Uri {
	return vscode.Uri.joinPath(uri, ...place);
}

async function readText(uri: vscode.Uri): Promise<string | undefined> {
	try {
		return decodeText(await vscode.workspace.fs.readFile(uri));
	} catch {
		// Most folders have none; what cannot be read is none.
		return undefined;
	}
}

function unusable(problem: string): string {
	return vscode.l10n.t('The categories in {0} cannot be used: {1}.', place.join('/'), problem);
}
