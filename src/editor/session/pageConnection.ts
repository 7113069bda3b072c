import {
	createMessageConnection,
	type MessageConnection,
	type NotificationType,
	type RequestType,
} from 'vscode-jsonrpc/node';
import type { Candidate } from '../../shared/candidate';
import type { Tile } from '../../shared/imageTiles';
import type { Prompt } from '../../shared/prompt';
import * as protocol from '../../shared/protocol/editorProtocol';
import { type Port, transportOf } from '../../shared/protocol/messageTransport';
import { Disposable } from '../disposable';
import { pageMessages } from './pageMessages';

/** What the host does for the page of a view. */
export interface PageHandlers {
	ready(): protocol.InitialState;
	readImage(asTiles: boolean): Promise<protocol.PictureFile>;
	readTile(tile: Tile): Promise<protocol.ImageFile>;
	readBackground(file: string): Promise<protocol.ImageFile | { readonly problem: string }>;
	readCutOut(): Promise<protocol.CutOutFile | { readonly problem: string }>;
	preview(prompts: readonly Prompt[]): Promise<Candidate | null>;
	act(act: protocol.ViewAct): void;
	contextChanged(context: protocol.PageContext): void;
	/** The page has sent something that it may not send. */
	reportInvalid(error: Error): void;
}

/** The host's end of the messages to and from a page. What comes is checked before anything is done with it. */
export class PageConnection extends Disposable {
	private readonly connection: MessageConnection;

	constructor(
		port: Port,
		private readonly handlers: PageHandlers,
	) {
		super();
		const { reader, writer } = transportOf(port);
		this.connection = this._register(createMessageConnection(reader, writer));
	}

	/** From now on messages are taken. */
	listen(): void {
		const { connection, handlers } = this;
		connection.onRequest(protocol.ready, () => handlers.ready());
		connection.onRequest(protocol.readImage, (message) =>
			handlers.readImage(this.check(pageMessages.readImage, message).asTiles),
		);
		connection.onRequest(protocol.readTile, (message) =>
			handlers.readTile(this.check(pageMessages.readTile, message)),
		);
		connection.onRequest(protocol.readBackground, (message) =>
			handlers.readBackground(this.check(pageMessages.readBackground, message).file),
		);
		connection.onRequest(protocol.readCutOut, () => handlers.readCutOut());
		connection.onRequest(protocol.preview, (message) =>
			handlers.preview(this.check(pageMessages.preview, message).prompts),
		);
		connection.onRequest(protocol.contextChanged, (message) =>
			handlers.contextChanged(this.check(pageMessages.contextChanged, message)),
		);
		connection.onRequest(protocol.act, (message) => handlers.act(this.check(pageMessages.act, message)));
		connection.listen();
	}

	send<P>({ method }: NotificationType<P>, params: P): void {
		if (!this.isDisposed) void this.connection.sendNotification(method, params).catch(() => undefined);
	}

	/** Rejects with what the page says, or when it is closed. */
	ask<P, R>({ method }: RequestType<P, R, void>, params: P): Promise<R> {
		return this.connection.sendRequest<R>(method, params);
	}

	/** @throws Error for a message that is not valid; vscode-jsonrpc answers the request with it */
	private check<T>(parse: (message: unknown) => T, message: unknown): T {
		try {
			return parse(message);
		} catch (error) {
			const invalid = new Error('The page sent a message that is not valid.', { cause: error });
			this.handlers.reportInvalid(invalid);
			throw invalid;
		}
	}
}
