import * as vscode from 'vscode';
import { Disposable } from '../disposable';
import type { AnnotationDocument } from '../document/annotationDocument';
import type { DocumentStore } from '../document/documentStore';
import type { EditorServices } from './editorServices';
import { EditorSession } from './editorSession';
import { webviewHtml } from './webviewHtml';

/** The custom editor “Strata”: opens documents and gives each of their views a session. */
export class SegmentEditorProvider
	extends Disposable
	implements vscode.CustomEditorProvider<AnnotationDocument>
{
	static readonly viewType = 'strata.segmentEditor';

	private readonly sessions = new Set<EditorSession>();
	private _active: EditorSession | undefined;

	private readonly _onDidChangeCustomDocument = this._register(
		new vscode.EventEmitter<vscode.CustomDocumentEditEvent<AnnotationDocument>>(),
	);
	readonly onDidChangeCustomDocument = this._onDidChangeCustomDocument.event;

	private readonly _onDidChangeActive = this._register(new vscode.EventEmitter<void>());
	/** Another view has come to the front, or the one in front has another document, selection, focus or ladder. */
	readonly onDidChangeActive = this._onDidChangeActive.event;

	constructor(
		private readonly extensionUri: vscode.Uri,
		private readonly documents: DocumentStore,
		private readonly services: EditorServices,
	) {
		super();
		this._register(
			vscode.window.registerCustomEditorProvider(SegmentEditorProvider.viewType, this, {
				supportsMultipleEditorsPerDocument: true,
			}),
		);
	}

	/** The session of the editor in front, if it is ours. */
	get active(): EditorSession | undefined {
		return this._active;
	}

	get isAnyOpen(): boolean {
		return this.sessions.size > 0;
	}

	async openCustomDocument(
		uri: vscode.Uri,
		{ backupId }: vscode.CustomDocumentOpenContext,
	): Promise<AnnotationDocument> {
		const backup = backupId ? vscode.Uri.parse(backupId) : undefined;
		const document = await this.documents.openDocument(uri, backup);
		document.onDidEdit((edit) => this._onDidChangeCustomDocument.fire({ document, ...edit }));
		document.onDidChange(() => this.update());
		return document;
	}

	resolveCustomEditor(document: AnnotationDocument, panel: vscode.WebviewPanel): void {
		const { webview } = panel;
		webview.options = {
			enableScripts: true,
			localResourceRoots: [vscode.Uri.joinPath(this.extensionUri, 'dist')],
		};
		const session = new EditorSession(document, panel, this.services);
		this.sessions.add(session);
		session.onDidChangeContext(() => this.update());
		panel.onDidChangeViewState(() => this.update());
		panel.onDidDispose(() => {
			this.sessions.delete(session);
			session.dispose();
			this.update();
		});
		webview.html = webviewHtml(webview, this.extensionUri, 'webview');
		document.recover();
		this.update();
	}

	saveCustomDocument(document: AnnotationDocument): Promise<void> {
		return document.save();
	}

	saveCustomDocumentAs(document: AnnotationDocument, destination: vscode.Uri): Promise<void> {
		return document.saveAs(destination);
	}

	revertCustomDocument(document: AnnotationDocument): Promise<void> {
		return document.revert();
	}

	backupCustomDocument(document: AnnotationDocument): Promise<vscode.CustomDocumentBackup> {
		return document.backup();
	}

	/**
	 * VS Code's active editor; but where that is another view than the one that has the focus, as can be just after a
	 * split, the latter: keys go there.
	 */
	private inFront(): EditorSession | undefined {
		const sessions = [...this.sessions];
		const active = sessions.find(({ panel }) => panel.active);
		if (!active || active.context.stageFocused) return active;
		return sessions.find(({ panel, context }) => panel.visible && context.stageFocused) ?? active;
	}

	private update(): void {
		this._active = this.inFront();
		const context = this._active?.context;
		const keys = {
			stageFocused: context?.stageFocused ?? false,
			promptsOpen: context?.promptsOpen ?? false,
			canRedoPrompt: context?.canRedoPrompt ?? false,
			imageEditNewest: context?.imageEditNewest ?? false,
			levelsShown: context?.levelsShown ?? false,
			annotationSelected: context?.annotationSelected ?? false,
			crosshairShown: context?.crosshairShown ?? false,
			suggestionSelected: context?.suggestionSelected ?? false,
			hasSuggestions: context?.hasSuggestions ?? false,
			digitsAssign: context?.digitsAssign ?? false,
		};
		for (const [key, value] of Object.entries(keys)) {
			void vscode.commands.executeCommand('setContext', `strata:${key}`, value);
		}
		this.services.statusBar.show(this._active !== undefined);
		this._onDidChangeActive.fire();
	}
}
