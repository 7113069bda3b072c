import { basename } from 'node:path';
import * as vscode from 'vscode';
import { createMessageConnection, type MessageConnection } from 'vscode-jsonrpc/node';
import { z } from 'zod';
import type { CategoryName } from '../../shared/annotations/annotationEdits';
import {
	type AlikeAct,
	type AlikePage,
	type AlikeStrings,
	alikeAct,
	alikePageChanged,
	alikePicturesFound,
	alikeReady,
	type FindPicture,
} from '../../shared/protocol/alikeProtocol';
import { transportOf } from '../../shared/protocol/messageTransport';
import { Disposable } from '../disposable';
import { webviewHtml } from '../session/webviewHtml';
import { webviewPort } from '../session/webviewPort';
import { FolderFinds } from './folderFinds';
import type { FolderFind, FolderProgress } from './folderSearch';

type NumberedFind = FolderFind & { readonly id: number };

export interface AlikePanelPort {
	/** Keeps finds under the category. @returns those that could not be kept */
	keep(finds: readonly NumberedFind[]): Promise<readonly NumberedFind[]>;
	/** Opens the image of a find in an editor. */
	open(find: FolderFind): void;
	/** The page has sent something that it may not send, or an act failed. */
	report(error: unknown): void;
}

/** Finds from this likeness on are taken at first: half of them are right (docs/naming.md). */
const usualLikeness = 0.6;
/** More are no help: the user looks through them one after another. */
const maxFinds = 600;

const acts = z.discriminatedUnion('type', [
	z.object({ type: z.literal('setMinLikeness'), value: z.number().min(0).max(1) }),
	z.object({ type: z.literal('toggle'), id: z.int() }),
	z.object({ type: z.literal('open'), id: z.int() }),
	z.object({ type: z.literal('add') }),
	z.object({ type: z.literal('stop') }),
]) satisfies z.ZodType<AlikeAct>;

/**
 * The tab of a search through a folder: pictures of all that was found, the likest first, from which the user takes what
 * is to be kept. Nothing is written before. It can be left and looked at again while the search goes on; closing it ends
 * the search.
 */
export class AlikePanel extends Disposable {
	private readonly finds = new FolderFinds<FolderFind>(usualLikeness, maxFinds);
	private readonly connection: MessageConnection;
	private readonly searching = new AbortController();
	private progress: FolderProgress;
	private isSearching = true;

	constructor(
		private readonly panel: vscode.WebviewPanel,
		extensionUri: vscode.Uri,
		private readonly category: CategoryName,
		total: number,
		private readonly port: AlikePanelPort,
	) {
		super();
		this.progress = { done: 0, total, left: undefined };
		const { reader, writer } = transportOf(webviewPort(panel.webview));
		this.connection = this._register(createMessageConnection(reader, writer));
		this.connection.onRequest(alikeReady.method, () => ({
			page: this.page,
			pictures: this.finds.all.map(pictureOf),
			strings: strings(),
		}));
		this.connection.onNotification(alikeAct.method, (message) => {
			const act = acts.safeParse(message);
			if (act.success) this.act(act.data).catch((error: unknown) => port.report(error));
			else port.report(new Error('The page sent a message that is not valid.', { cause: act.error }));
		});
		this.connection.listen();
		panel.onDidDispose(() => this.dispose());
		this._register({ dispose: () => this.searching.abort() });
		panel.webview.html = webviewHtml(panel.webview, extensionUri, 'alike');
	}

	/** Aborted when the search is not wanted any more. */
	get signal(): AbortSignal {
		return this.searching.signal;
	}

	show(found: readonly FolderFind[], progress: FolderProgress): void {
		this.progress = progress;
		const added = this.finds.add(found);
		if (added.length > 0) this.send(alikePicturesFound.method, added.map(pictureOf));
		this.changed();
	}

	/** The search is over, or was stopped. */
	end(): void {
		this.isSearching = false;
		this.changed();
	}

	private async act(act: AlikeAct): Promise<void> {
		if (act.type === 'stop') this.searching.abort();
		else if (act.type === 'setMinLikeness') this.finds.minLikeness = act.value;
		else if (act.type === 'toggle') this.finds.toggle(act.id);
		else if (act.type === 'open') {
			const find = this.finds.get(act.id);
			if (find) this.port.open(find);
		} else {
			const taken = this.finds.take();
			this.changed();
			if (taken.length > 0) this.finds.putBack(await this.port.keep(taken));
		}
		this.changed();
	}

	private changed(): void {
		this.send(alikePageChanged.method, this.page);
	}

	private send(method: string, params: unknown): void {
		// A page that is hidden is not there, and asks for all when it comes back.
		if (!this.isDisposed && this.panel.visible)
			void this.connection.sendNotification(method, params).catch(() => undefined);
	}

	private get page(): AlikePage {
		const { finds, progress, isSearching, category } = this;
		return {
			category: category.name,
			progress: sentenceOf(progress, finds.all.length, isSearching),
			done: progress.done / Math.max(1, progress.total),
			isSearching,
			minLikeness: finds.minLikeness,
			finds: finds.all.map((find) => ({
				id: find.id,
				likeness: find.likeness,
				isTaken: finds.isTaken(find),
				title: vscode.l10n.t('{0}: {1} % alike', basename(find.file), Math.round(100 * find.likeness)),
			})),
		};
	}
}

const pictureOf = ({ id, picture }: NumberedFind): FindPicture => ({ id, bytes: picture });

function sentenceOf({ done, total, left }: FolderProgress, found: number, isSearching: boolean): string {
	const { l10n } = vscode;
	if (!isSearching || left === undefined || done === total)
		return l10n.t('{0} of {1} images, {2} found', done, total, found);
	const minutes = Math.round(left / 60_000);
	return minutes < 1
		? l10n.t('{0} of {1} images, {2} found, less than a minute left', done, total, found)
		: l10n.t('{0} of {1} images, {2} found, {3} min left', done, total, found, minutes);
}

function strings(): AlikeStrings {
	const { l10n } = vscode;
	return {
		taken: l10n.t('{0} of {1} taken'),
		minLikeness: l10n.t('How alike they have to be'),
		finds: l10n.t('Masks Like This'),
		add: l10n.t('Add {0}'),
		stop: l10n.t('Stop'),
		nothing: l10n.t('Nothing else in these images looks like it.'),
		hint: l10n.t(
			'Click a mask to take it or leave it out, double-click to open its image. [ and ] take fewer or more, Enter adds what is taken. Nothing is written before.',
		),
	};
}
