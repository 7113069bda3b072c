import * as vscode from 'vscode';
import { isTiled, type Tile } from '../../shared/imageTiles';
import { type ImageView, viewKey } from '../../shared/imageView';
import { messageOf } from '../../shared/messageOf';
import { mimeTypeInBrowsers } from '../../shared/mimeTypeInBrowsers';
import type { ImageFile, ImageState, PictureFile } from '../../shared/protocol/editorProtocol';
import { displayImage, imageTile, type OpenImageResult } from '../../shared/protocol/inferenceProtocol';
import type { Region } from '../../shared/region';
import { Disposable } from '../disposable';
import { imageSourceOf, isTiff } from '../imageFile';
import type { InferenceClient } from '../inference/inferenceClient';
import type { NeighbourPrefetch } from '../inference/neighbourPrefetch';
import type { StatusBar } from '../inference/statusBar';

interface SessionImageServices {
	readonly client: InferenceClient;
	readonly statusBar: StatusBar;
	readonly prefetch: NeighbourPrefetch;
	report(error: unknown): void;
}

/** The image of a view on its way to being clickable: shown to the inference process, then encoded. */
export class SessionImage extends Disposable {
	private opened: Promise<OpenImageResult> | undefined;
	private opening = new vscode.CancellationTokenSource();
	private _state: ImageState = { phase: 'opening' };
	/** What is shown of the file. */
	private view: ImageView;

	private readonly _onDidChangeState = this._register(new vscode.EventEmitter<ImageState>());
	readonly onDidChangeState = this._onDidChangeState.event;

	constructor(
		private readonly document: { readonly uri: vscode.Uri; readonly view: ImageView },
		private readonly services: SessionImageServices,
	) {
		super();
		this.view = document.view;
		this._register({ dispose: () => this.opening.cancel() });
	}

	get state(): ImageState {
		return this._state;
	}

	/** Pixels, as shown; undefined while it is not known yet. */
	get size(): { readonly width: number; readonly height: number } | undefined {
		const { _state: state } = this;
		return 'width' in state ? { width: state.width, height: state.height } : undefined;
	}

	/** Has the image opened and encoded, once; a failure is tried again by the next call. */
	open(): Promise<OpenImageResult> {
		this.opened ??= this.openAndEncode(this.opening.token);
		return this.opened;
	}

	/** Once more, whatever comes of the first time: of another model, or after a change of the file. */
	reopen(): Promise<OpenImageResult> {
		this.opening.cancel();
		this.opening = new vscode.CancellationTokenSource();
		this.opened = undefined;
		this.view = this.document.view;
		return this.open();
	}

	/** Whether the document has another part of the file to be shown than the one that is. */
	get isOutdated(): boolean {
		return viewKey(this.view) !== viewKey(this.document.view);
	}

	/** Shows the inference process a part of the image, as an image of its own. */
	async openRegion(region: Region): Promise<OpenImageResult> {
		await this.open();
		return this.services.client.openImage(
			imageSourceOf(this.document.uri),
			this.opening.token,
			this.view,
			region,
		);
	}

	/**
	 * The image's bytes as a browser shows them.
	 * @param asTiles not as they are: the page has found that they are too many pixels
	 */
	async read(asTiles: boolean): Promise<PictureFile> {
		const mayBeAsItIs = !asTiles && viewKey(this.view) === '';
		const asItIs = mayBeAsItIs ? await readForBrowsers(this.document.uri) : undefined;
		if (asItIs) return asItIs;
		const opened = await this.open();
		const { width, height } = opened;
		return { ...(await this.convert(opened)), ...(isTiled(opened) && { tiled: { width, height } }) };
	}

	/** A piece of an image that is shown in tiles. */
	async readTile(tile: Tile): Promise<ImageFile> {
		const { image } = await this.open();
		const { bytes, mimeType } = await this.services.client.askAbout(imageTile, { image, tile });
		return { bytes: ownBytes(bytes), mimeType };
	}

	/** Another image's bytes as a browser shows them. @throws Error with a sentence where it is none */
	async readFile(file: vscode.Uri): Promise<ImageFile> {
		const { token } = this.opening;
		return (
			(await readForBrowsers(file)) ??
			this.convert(await this.services.client.openImage(imageSourceOf(file), token))
		);
	}

	private async convert({ image }: OpenImageResult): Promise<ImageFile> {
		const { bytes, mimeType } = await this.services.client.askAbout(displayImage, { image });
		return { bytes: ownBytes(bytes), mimeType };
	}

	/** @param token of this opening: what happens after it was cancelled concerns nobody any more */
	private async openAndEncode(token: vscode.CancellationToken): Promise<OpenImageResult> {
		const { client, prefetch } = this.services;
		prefetch.hold();
		this.setState({ phase: 'opening' });
		try {
			const opened = await client.openImage(imageSourceOf(this.document.uri), token, this.view);
			if (token.isCancellationRequested) return await this.open();
			this.setState({ phase: 'encoding', ...readableImage(opened) });
			// Not awaited: the size is all that a click needs to be sent; it then waits for the same encoding.
			void this.encode(opened, token);
			return opened;
		} catch (error) {
			if (token.isCancellationRequested) {
				if (this.isDisposed) throw error;
				return await this.open();
			}
			this.opened = undefined;
			this.fail(error);
			throw error;
		}
	}

	private async encode(opened: OpenImageResult, token: vscode.CancellationToken): Promise<void> {
		const { client, statusBar, prefetch } = this.services;
		try {
			const { milliseconds, from } = await client.encode(opened.image, token);
			if (token.isCancellationRequested) return;
			if (from === 'encoder') statusBar.showEncoded(milliseconds);
			else statusBar.showCached();
			this.setState({ phase: 'ready', ...readableImage(opened) });
		} catch (error) {
			if (!token.isCancellationRequested) this.fail(error);
		} finally {
			if (!token.isCancellationRequested) prefetch.after(this.document.uri);
		}
	}

	private fail(error: unknown): void {
		this.setState({ phase: 'failed', message: messageOf(error) });
		this.services.report(error);
	}

	private setState(state: ImageState): void {
		if (this.isDisposed) return;
		this._state = state;
		this._onDidChangeState.fire(state);
	}
}

function readableImage({ width, height, notes, choices }: OpenImageResult) {
	return { width, height, ...(notes && { notes }), ...(choices && { isAdjustable: true }) };
}

/** A file's bytes where browsers show it as it is. */
async function readForBrowsers(file: vscode.Uri): Promise<ImageFile | undefined> {
	// A TIFF is never shown as it is, and may be hundreds of megabytes that only the inference process has to read.
	if (isTiff(file.path)) return undefined;
	const bytes = await vscode.workspace.fs.readFile(file);
	const mimeType = mimeTypeInBrowsers(bytes);
	return mimeType === undefined ? undefined : { bytes: ownBytes(bytes), mimeType };
}

/**
 * A copy that owns its buffer, and is no Buffer: `postMessage` sends all of the buffer that a view looks into, and a
 * Buffer as an object with a key a byte.
 */
function ownBytes(bytes: Uint8Array): Uint8Array {
	return new Uint8Array(bytes);
}
