import * as vscode from 'vscode';
import { type CancellationToken, createMessageConnection, type MessageConnection } from 'vscode-jsonrpc/node';
import type { Annotation } from '../../shared/annotations/annotation';
import { addAnnotations, changeLevel } from '../../shared/annotations/annotationEdits';
import { messageOf } from '../../shared/messageOf';
import * as view from '../../shared/protocol/editorProtocol';
import {
	displayImage,
	type EverythingProgress,
	type EverythingResult,
	type FirstCandidate,
	type OpenImageResult,
	preview,
	type SegmentResult,
	segment,
} from '../../shared/protocol/inferenceProtocol';
import { transportOf } from '../../shared/protocol/messageTransport';
import type { CategoryMemory } from '../categories/categoryMemory';
import { nameLevels } from '../categories/nameLevels';
import { Disposable } from '../disposable';
import type { AnnotationDocument } from '../document/annotationDocument';
import { imageSourceOf, isShownAsItIs, mimeTypeOf } from '../imageFile';
import type { InferenceClient } from '../inference/inferenceClient';
import type { NeighbourPrefetch } from '../inference/neighbourPrefetch';
import type { StatusBar } from '../inference/statusBar';
import { onSettingsChanged, settings } from '../settings';

/** What a session needs of the extension. */
export interface EditorServices {
	readonly client: InferenceClient;
	readonly categories: CategoryMemory;
	readonly statusBar: StatusBar;
	readonly prefetch: NeighbourPrefetch;
	report(error: unknown): void;
}

const unfocused: view.ViewContext = { focused: false, ladderOpen: false, levelsShown: false };

/** One open view of a document: carries messages between its webview, the document and the inference process. */
export class EditorSession extends Disposable {
	private readonly connection: MessageConnection;
	private readonly cancelled = new vscode.CancellationTokenSource();
	private image: Promise<OpenImageResult> | undefined;
	private imageHash: string | undefined;
	private imageState: view.ImageState = { phase: 'opening' };
	/** The annotations as the view knows them: they are immutable, so what is new tells itself by identity. */
	private shown: readonly Annotation[] = [];
	private _selected: number | null = null;
	private _context = unfocused;

	private readonly _onDidChangeContext = this._register(new vscode.EventEmitter<void>());
	/** The focus, the ladder or the selection of this view has changed. */
	readonly onDidChangeContext = this._onDidChangeContext.event;

	constructor(
		readonly document: AnnotationDocument,
		readonly panel: vscode.WebviewPanel,
		private readonly services: EditorServices,
	) {
		super();
		const { reader, writer } = transportOf({
			post: (message) => panel.webview.postMessage(message),
			listen: (onMessage) => panel.webview.onDidReceiveMessage(onMessage),
		});
		this.connection = createMessageConnection(reader, writer);
		this.answerView();
		this._register(this.connection);
		this._register({ dispose: () => this.cancelled.cancel() });
		this._register(document.onDidChange(() => this.documentChanged()));
		this._register(onSettingsChanged('editor', () => this.tell(view.settingsChanged, settings.view())));
		this.connection.listen();
	}

	get context(): view.ViewContext {
		return this._context;
	}

	/** The id of the annotation that this view has selected. */
	get selected(): number | null {
		return this._selected;
	}

	select(id: number | null): void {
		if (id === this._selected) return;
		this._selected = id;
		this.tell(view.selectionChanged, { id });
		this._onDidChangeContext.fire();
	}

	command(command: view.ViewCommand): void {
		this.tell(view.viewCommand, { command });
	}

	/** Passes the first mask of a running request on, if it is about this view's image. */
	showFirstCandidate({ image, prompts, candidate }: FirstCandidate): void {
		if (image === this.imageHash) this.tell(view.firstCandidate, { prompts, candidate });
	}

	/** Encodes again with whatever pack and device the inference process has now, and has open prompts asked again. */
	refresh(): void {
		this.image = undefined;
		void this.openImage().catch(() => undefined);
		this.services.prefetch.forget();
		this.tell(view.modelChanged, { pack: settings.pack() });
	}

	/** Another program has replaced the image: it is read and encoded when the page asks for it again. */
	imageReplaced(): void {
		this.image = undefined;
		this.imageHash = undefined;
	}

	/** All masks of the image, or those of one level. Rejects when it is cancelled. */
	async everything(
		level: number | undefined,
		onProgress: (progress: EverythingProgress) => void,
		token: CancellationToken,
	): Promise<EverythingResult> {
		const { client, prefetch } = this.services;
		const { image } = await this.openImage();
		const params = { image, ...settings.everything(), ...(level !== undefined && { level }) };
		// The view may be closed meanwhile.
		const either = new vscode.CancellationTokenSource();
		const cancels = [token, this.cancelled.token].map((one) =>
			one.onCancellationRequested(() => either.cancel()),
		);
		prefetch.hold();
		try {
			return await client.everything(params, onProgress, either.token);
		} finally {
			prefetch.after(this.document.uri);
			vscode.Disposable.from(...cancels, either).dispose();
		}
	}

	private answerView(): void {
		const { connection, document } = this;
		connection.onRequest(view.ready, () => {
			void this.openImage().catch(() => undefined);
			this.shown = document.state.annotations;
			return {
				fileName: document.fileName,
				document: document.state,
				selected: this._selected,
				image: this.imageState,
				settings: settings.view(),
				pack: settings.pack(),
			};
		});
		connection.onRequest(view.readImage, () => this.readImage());
		connection.onRequest(view.segment, (params, token) => this.segment(params, token));
		connection.onRequest(view.preview, async ({ prompts }) => {
			if (this.imageState.phase !== 'ready') return null;
			const { image } = await this.openImage();
			return await this.services.client.ofImage(preview, { image, prompts });
		});
		connection.onRequest(view.accept, (params) => this.accept(params));
		connection.onRequest(view.changeLevel, ({ id, level }) => {
			document.edit(changeLevel(document.state, id, level));
		});
		connection.onNotification(view.select, ({ id }) => this.select(id));
		connection.onRequest(view.contextChanged, (context) => {
			this._context = context;
			this._onDidChangeContext.fire();
		});
		connection.onNotification(view.runCommand, ({ command }) => void vscode.commands.executeCommand(command));
	}

	private async readImage(): Promise<view.ImageFile> {
		const { uri } = this.document;
		if (isShownAsItIs(uri)) {
			const bytes = await vscode.workspace.fs.readFile(uri);
			return { bytes: ownBytes(bytes), mimeType: mimeTypeOf(uri) };
		}
		const { image } = await this.openImage();
		const shown = await this.services.client.ofImage(displayImage, { image });
		return { bytes: ownBytes(shown.bytes), mimeType: shown.mimeType };
	}

	/** Shows the image to the inference process and has it encoded, once; a failure is tried again when asked. */
	private openImage(): Promise<OpenImageResult> {
		this.image ??= this.openAndEncode().catch((error: unknown) => {
			this.image = undefined;
			if (!this.isDisposed) {
				this.setImageState({ phase: 'failed', message: messageOf(error) });
				this.services.report(error);
			}
			throw error;
		});
		return this.image;
	}

	private async openAndEncode(): Promise<OpenImageResult> {
		const { client, statusBar, prefetch } = this.services;
		prefetch.hold();
		this.setImageState({ phase: 'opening' });
		const opened = await client.openImage(imageSourceOf(this.document.uri), this.cancelled.token);
		this.imageHash = opened.image;
		const { width, height } = opened;
		this.document.setImageSize({ width, height });
		this.setImageState({ phase: 'encoding', width, height });
		// Not awaited: the size is all that a click needs to be sent; it then waits for the same encoding.
		client.encode(opened.image, this.cancelled.token).then(
			({ milliseconds, from }) => {
				if (this.isDisposed) return;
				if (from === 'encoder') statusBar.showTime('Encoded', milliseconds);
				else statusBar.showCached();
				this.setImageState({ phase: 'ready', width, height });
				prefetch.after(this.document.uri);
			},
			(error: unknown) => {
				if (!this.isDisposed) this.setImageState({ phase: 'failed', message: messageOf(error) });
			},
		);
		return opened;
	}

	private async segment(asked: view.SegmentParams, token: CancellationToken): Promise<view.SegmentReply> {
		const { client, categories, statusBar, prefetch } = this.services;
		prefetch.hold();
		const { image } = await this.openImage();
		const preferredLevel = categories.preferredLevel();
		const params = { image, ...asked, ...(preferredLevel !== undefined && { preferredLevel }) };
		const result: SegmentResult = await client.ofImage(segment, params, token);
		const { candidates, first, pack, note, milliseconds } = result;
		const { encode, decode, rest } = milliseconds;
		statusBar.showTime('Masks', encode + decode + rest);
		prefetch.after(this.document.uri);
		return { candidates, first, pack, ...(note !== undefined && { note }) };
	}

	private async accept(params: view.AcceptParams): Promise<boolean> {
		const { document } = this;
		if (document.state.readOnlyReason) throw new Error(document.state.readOnlyReason);
		const named = await nameLevels(params, document.state, this.services.categories, (level) =>
			this.tell(view.showLevel, { level }),
		);
		if (!named) return false;
		const before = document.state.annotations;
		document.edit(addAnnotations(document.state, named));
		const added = document.state.annotations.find(
			(annotation) => !before.some(({ id }) => id === annotation.id),
		);
		if (added) this.select(added.id);
		return true;
	}

	private documentChanged(): void {
		const { state } = this.document;
		const annotations = state.annotations.filter((annotation) => !this.shown.includes(annotation));
		const removed = this.shown
			.filter(({ id }) => !state.annotations.some((kept) => kept.id === id))
			.map(({ id }) => id);
		this.shown = state.annotations;
		this.tell(view.documentChanged, { ...state, annotations, removed });
		if (!state.annotations.some(({ id }) => id === this._selected)) this.select(null);
	}

	private setImageState(state: view.ImageState): void {
		this.imageState = state;
		this.tell(view.imageStateChanged, state);
	}

	private tell<P>(type: { readonly method: string }, params: P): void {
		if (!this.isDisposed) void this.connection.sendNotification(type.method, params).catch(() => undefined);
	}
}

/**
 * A copy that owns its buffer, and is no Buffer: `postMessage` sends all of the buffer that a view looks into, and a
 * Buffer as an object with a key a byte.
 */
function ownBytes(bytes: Uint8Array): Uint8Array {
	return new Uint8Array(bytes);
}
