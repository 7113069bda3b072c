import * as vscode from 'vscode';
import { imageMimeTypes } from '../../shared/imageMimeTypes';
import { Disposable } from '../disposable';
import { sidecarUri } from '../document/sidecarStore';
import { compareNames } from '../imageFolder';
import { SegmentEditorProvider } from '../session/segmentEditorProvider';
import type { ListedImage } from './imageList';
import { SidecarSummaries } from './sidecarSummaries';

/** At most this many images are listed; open a subfolder to see more. */
const maxImages = 20_000;
/** Files that change together, as in a checkout or an export, are read together after this many milliseconds. */
const settleMs = 300;

const extensions = Object.keys(imageMimeTypes);
// A glob is case-sensitive, and names in capitals count as well.
const endings = [...extensions, ...extensions.map((extension) => extension.toUpperCase())];
const imagePattern = `**/*.{${endings.join(',')}}`;
const sidecarPattern = '**/*.strata.json';

export interface WorkspaceImage extends ListedImage {
	readonly uri: vscode.Uri;
}

/** The images of the workspace with what has been done to them, kept up to date. */
export class WorkspaceImages extends Disposable {
	private images: Promise<readonly WorkspaceImage[]> | undefined;
	private readonly summaries = new SidecarSummaries(() => this._onDidChange.fire());
	private timer: ReturnType<typeof setTimeout> | undefined;

	private readonly _onDidChange = this._register(new vscode.EventEmitter<void>());
	/** Images have come or gone, or something was done to one. */
	readonly onDidChange = this._onDidChange.event;

	constructor() {
		super();
		const images = this._register(vscode.workspace.createFileSystemWatcher(imagePattern, false, true, false));
		this._register(images.onDidCreate(() => this.refreshSoon()));
		this._register(images.onDidDelete(() => this.refreshSoon()));
		const sidecars = this._register(vscode.workspace.createFileSystemWatcher(sidecarPattern));
		const read = (file: vscode.Uri) => {
			this.summaries.forget(file);
			this.refreshSoon();
		};
		this._register(sidecars.onDidCreate(read));
		this._register(sidecars.onDidChange(read));
		this._register(sidecars.onDidDelete(read));
		this._register(this.summaries);
		this._register(vscode.window.tabGroups.onDidChangeTabs(() => this._onDidChange.fire()));
		this._register(vscode.workspace.onDidChangeWorkspaceFolders(() => this.refreshSoon()));
		this._register({ dispose: () => clearTimeout(this.timer) });
	}

	/** All of them, folder by folder in the explorer's order. */
	async list(): Promise<readonly WorkspaceImage[]> {
		this.images ??= findImages();
		const unsaved = unsavedImages();
		const images = await this.images;
		this.summaries.read(images.filter(({ isAnnotated }) => isAnnotated).map(({ uri }) => sidecarUri(uri)));
		return images.map((image) => {
			const summary = image.isAnnotated ? this.summaries.of(sidecarUri(image.uri)) : undefined;
			return { ...image, isUnsaved: unsaved.has(image.key), ...(summary && { summary }) };
		});
	}

	private refreshSoon(): void {
		clearTimeout(this.timer);
		this.timer = setTimeout(() => {
			this.images = undefined;
			this._onDidChange.fire();
		}, settleMs);
	}
}

async function findImages(): Promise<readonly WorkspaceImage[]> {
	const [images, sidecars] = await Promise.all([
		vscode.workspace.findFiles(imagePattern, undefined, maxImages),
		vscode.workspace.findFiles(sidecarPattern),
	]);
	const annotated = new Set(sidecars.map(String));
	return images
		.map((uri) => ({
			uri,
			key: uri.toString(),
			isAnnotated: annotated.has(sidecarUri(uri).toString()),
			isUnsaved: false,
		}))
		.sort(
			({ uri: one }, { uri: other }) =>
				compareNames(folderOf(one), folderOf(other)) || compareNames(one.path, other.path),
		);
}

/** The images open in our editor with changes that are not saved. */
function unsavedImages(): ReadonlySet<string> {
	const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
	return new Set(
		tabs.flatMap(({ input, isDirty }) =>
			isDirty && input instanceof vscode.TabInputCustom && input.viewType === SegmentEditorProvider.viewType
				? [input.uri.toString()]
				: [],
		),
	);
}

function folderOf(uri: vscode.Uri): string {
	return vscode.Uri.joinPath(uri, '..').path;
}
