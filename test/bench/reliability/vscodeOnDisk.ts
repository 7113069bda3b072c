// What the rows get for `import 'vscode'`: as much of its API as listing images needs, on a folder of this machine.
import fs from 'node:fs/promises';
import path from 'node:path';
import { filesBelow } from '../../../src/dataset/imageFiles';

export * from '../../unit/editor/fakeVscode';

let root = '';

/** The folder that is open from now on. */
export function openFolder(folder: string): void {
	root = folder;
}

export class Uri {
	private constructor(
		readonly scheme: string,
		readonly path: string,
		readonly query: string,
	) {}

	static file(path: string): Uri {
		return new Uri('file', path, '');
	}

	static joinPath(uri: Uri, ...segments: readonly string[]): Uri {
		return uri.with({ path: path.posix.join(uri.path, ...segments) });
	}

	get fsPath(): string {
		return this.path;
	}

	with({ path = this.path, query = this.query }: { readonly path?: string; readonly query?: string }): Uri {
		return new Uri(this.scheme, path, query);
	}

	toString(): string {
		return `${this.scheme}://${encodeURI(this.path)}`;
	}
}

export const FileType = { File: 1 };

export class TabInputCustom {}

const nothing = () => ({ dispose: () => undefined });
const watcher = {
	onDidCreate: nothing,
	onDidChange: nothing,
	onDidDelete: nothing,
	dispose: () => undefined,
};

export const window = { tabGroups: { all: [], onDidChangeTabs: nothing } };

export const workspace = {
	createFileSystemWatcher: () => watcher,
	onDidChangeWorkspaceFolders: nothing,
	/** All names with one of the endings of a pattern such as `**` + `/*.{jpg,png}` or `**` + `/*.json`. */
	findFiles: async (
		pattern: string,
		_exclude?: unknown,
		most = Number.POSITIVE_INFINITY,
	): Promise<readonly Uri[]> => {
		const [, listed, only] = /^\*\*\/\*\.(?:\{(.*)\}|(.*))$/.exec(pattern)!;
		const endings = (listed?.split(',') ?? [only]).map((ending) => `.${ending}`);
		const files = await filesBelow(root, (name) => endings.some((ending) => name.endsWith(ending)));
		return files.slice(0, most).map((file) => Uri.file(file));
	},
	fs: {
		readFile: (uri: Uri) => fs.readFile(uri.fsPath),
		createDirectory: (uri: Uri) => fs.mkdir(uri.fsPath, { recursive: true }),
		delete: (uri: Uri) => fs.rm(uri.fsPath),
		stat: async (uri: Uri) => ({ mtime: (await fs.stat(uri.fsPath)).mtimeMs }),
		readDirectory: async (uri: Uri) =>
			(await fs.readdir(uri.fsPath)).map((name) => [name, FileType.File] as const),
	},
};
