import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { type CancellationToken, createMessageConnection, type MessageConnection } from 'vscode-jsonrpc/node';
import type { Annotation } from '../../shared/annotations/annotation';
import { addAnnotations, addedIds, changeLevel } from '../../shared/annotations/annotationEdits';
import { differenceById } from '../../shared/annotations/differenceById';
import { messageOf } from '../../shared/messageOf';
import * as view from '../../shared/protocol/editorProtocol';
import {
	type EverythingProgress,
	type EverythingResult,
	preview,
	segment,
} from '../../shared/protocol/inferenceProtocol';
import { transportOf } from '../../shared/protocol/messageTransport';
import type { CategoryMemory } from '../categories/categoryMemory';
import { nameLevels } from '../categories/nameLevels';
import { Disposable } from '../disposable';
import type { AnnotationDocument } from '../document/annotationDocument';
import type { Inference } from '../inference/inference';
import type { NeighbourPrefetch } from '../inference/neighbourPrefetch';
import type { StatusBar } from '../inference/statusBar';
import { onSettingsChanged, settings } from '../settings';
import { pageMessages } from './pageMessages';
import { pageStrings } from './pageStrings';
import { type KeptLevels, type LevelsReply, type LevelsRequest, Prompting } from './prompting';
import { SessionImage } from './sessionImage';

/** What a session needs of the extension. */
export interface EditorServices {
	readonly inference: Inference;
	readonly categories: CategoryMemory;
	readonly statusBar: StatusBar;
	readonly prefetch: NeighbourPrefetch;
	report(error: unknown): void;
}

type ActOf<T extends view.ViewAct['type']> = Extract<view.ViewAct, { readonly type: T }>;

/** What VS Code's context keys say of a view. */
export interface SessionContext extends view.PageContext {
	readonly promptsOpen: boolean;
	readonly canRedoPrompt: boolean;
	/** A strip of levels is shown: of the prompts, or the saved ones of the selected annotation. */
	readonly levelsShown: boolean;
	readonly annotationSelected: boolean;
}

/**
 * One open view of a document. Owns its prompts, their levels and the selection; carries messages between its page,
 * the document and the inference process.
 */
export class EditorSession extends Disposable {
	/** By which the inference process knows whose newer prompts take the place of older ones. */
	private readonly id = randomUUID();
	private readonly connection: MessageConnection;
	private readonly image: SessionImage;
	private readonly prompting: Prompting;
	/** The annotations as the page knows them. */
	private shown: readonly Annotation[] = [];
	private _selected: number | null = null;
	private page: view.PageContext = { stageFocused: false, dragging: false };

	private readonly _onDidChangeContext = this._register(new vscode.EventEmitter<void>());
	/** The focus, the prompts or the selection of this view have changed. */
	readonly onDidChangeContext = this._onDidChangeContext.event;

	constructor(
		readonly document: AnnotationDocument,
		readonly panel: vscode.WebviewPanel,
		private readonly services: EditorServices,
	) {
		super();
		const { inference } = services;
		const { reader, writer } = transportOf({
			post: (message) => panel.webview.postMessage(message),
			listen: (onMessage) => panel.webview.onDidReceiveMessage(onMessage),
		});
		this.connection = this._register(createMessageConnection(reader, writer));
		this.image = this._register(new SessionImage(document.uri, { ...services, client: inference.client }));
		this.prompting = new Prompting({
			ask: (request, signal) => this.askForLevels(request, signal),
			changed: (state, levelOnly) => this.promptingChanged(state, levelOnly),
			keep: (which) => this.keep(which),
			messages: {
				nothingFound: vscode.l10n.t(
					'The model found no mask there. Try another point, or drag a box around the thing.',
				),
				positiveFirst: vscode.l10n.t(
					'Click the thing itself first. Shift+click takes something away from it.',
				),
			},
		});
		this.answerPage();
		this._register(this.image.onDidChangeState((state) => this.imageStateChanged(state)));
		this._register(document.onDidChange(() => this.documentChanged()));
		this._register(document.onDidChangeImage(() => this.imageChanged()));
		this._register(inference.onDidRestart(() => this.modelChanged()));
		this._register(
			inference.onFirstCandidate(({ asker, prompts, candidate }) => {
				if (asker === this.id) this.prompting.showFirst(prompts, candidate);
			}),
		);
		this._register(onSettingsChanged('editor', () => this.tell(view.settingsChanged, settings.view())));
		this.connection.listen();
	}

	get context(): SessionContext {
		const { canRedo, levels } = this.prompting.state;
		const saved = this.selectedAnnotation?.ladder?.length ?? 0;
		return {
			...this.page,
			promptsOpen: this.prompting.isOpen,
			canRedoPrompt: canRedo,
			levelsShown: levels !== null || saved > 0,
			annotationSelected: this._selected !== null,
		};
	}

	/** The id of the annotation that this view has selected. */
	get selected(): number | null {
		return this._selected;
	}

	get selectedAnnotation(): Annotation | undefined {
		return this.document.state.annotations.find(({ id }) => id === this._selected);
	}

	select(id: number | null): void {
		if (id === this._selected) return;
		this._selected = id;
		this.tell(view.selectionChanged, { id });
		this._onDidChangeContext.fire();
	}

	/** Asks the page for what only it can do. */
	command(command: view.PageCommand): void {
		this.tell(view.pageCommand, { command });
	}

	undoPrompt(): void {
		this.prompting.undo();
	}

	redoPrompt(): void {
		this.prompting.redo();
	}

	/** Shows a level of the prompts' answer, or gives it to the selected annotation. */
	showLevel(level: number): void {
		if (this.prompting.isOpen) {
			this.prompting.show(level);
			return;
		}
		const { document, selectedAnnotation } = this;
		const isOther = selectedAnnotation?.ladder?.some((step) => step.level === level);
		if (!selectedAnnotation || !isOther || selectedAnnotation.level === level) return;
		this.attempt(() => document.edit(changeLevel(document.state, selectedAnnotation.id, level)));
	}

	/** One level coarser (1) or finer (-1). */
	stepLevel(step: 1 | -1): void {
		if (this.prompting.isOpen) {
			this.prompting.stepLevel(step);
			return;
		}
		const { ladder = [], level } = this.selectedAnnotation ?? {};
		const next = ladder[ladder.findIndex((one) => one.level === level) + step];
		if (next) this.showLevel(next.level);
	}

	/** Keeps the shown level, or all of them, asking for names; waits for them where they are not complete. */
	keep(which: KeptLevels): void {
		if (!this.prompting.isOpen || !this.prompting.keepWhenComplete(which)) return;
		void this.nameAndKeep(which).catch((error: unknown) => this.showError(error));
	}

	/** One thing at a time: what is being dragged, then the prompts, then the selection. */
	clear(): void {
		if (this.page.dragging) this.command('cancelDrag');
		else if (this.prompting.isOpen) this.prompting.clear();
		else this.select(null);
	}

	/** All masks of the image, or those of one level. Rejects when it is cancelled. */
	async everything(
		level: number | undefined,
		onProgress: (progress: EverythingProgress) => void,
		token: CancellationToken,
	): Promise<EverythingResult> {
		const { inference, prefetch } = this.services;
		const { image } = await this.image.open();
		const params = {
			image,
			asker: randomUUID(),
			...settings.everything(),
			...(level !== undefined && { level }),
		};
		// The view may be closed meanwhile.
		const either = new vscode.CancellationTokenSource();
		const closed = this._register({ dispose: () => either.cancel() });
		const cancelled = token.onCancellationRequested(() => either.cancel());
		prefetch.hold();
		try {
			return await inference.client.everything(params, onProgress, either.token);
		} finally {
			prefetch.after(this.document.uri);
			cancelled.dispose();
			this._release(closed);
			either.dispose();
		}
	}

	private answerPage(): void {
		const { connection, document } = this;
		connection.onRequest(view.ready, () => {
			void this.image.open().catch(() => undefined);
			this.shown = document.state.annotations;
			return {
				fileName: document.fileName,
				document: document.state,
				selected: this._selected,
				image: this.image.state,
				prompting: this.prompting.state,
				settings: settings.view(),
				strings: pageStrings(),
				language: vscode.env.language,
			};
		});
		connection.onRequest(view.readImage, () => this.image.read());
		connection.onRequest(view.preview, async (message) => {
			const { prompts } = pageMessages.preview(message);
			if (this.image.state.phase !== 'ready') return null;
			const { image } = await this.image.open();
			return await this.services.inference.client.askAbout(preview, { image, prompts });
		});
		connection.onNotification(view.act, (message) => this.attempt(() => this.act(pageMessages.act(message))));
		connection.onRequest(view.contextChanged, (message) => {
			this.page = pageMessages.context(message);
			this._onDidChangeContext.fire();
		});
	}

	private readonly acts: { readonly [T in view.ViewAct['type']]: (act: ActOf<T>) => void } = {
		prompt: ({ prompt, anew }) => {
			this.checkWritable();
			this.prompting.add(prompt, anew);
		},
		select: ({ id }) => this.select(id),
		showLevel: ({ level }) => this.showLevel(level),
		stepLevel: ({ step }) => this.stepLevel(step),
		keep: ({ which }) => this.keep(which),
		clear: () => this.clear(),
		dismissProblem: () => this.prompting.dismissProblem(),
		run: ({ command }) => void vscode.commands.executeCommand(command),
	};

	private act<T extends view.ViewAct['type']>(act: ActOf<T>): void {
		this.acts[act.type](act);
	}

	private async askForLevels(request: LevelsRequest, signal: AbortSignal): Promise<LevelsReply> {
		const { inference, statusBar, prefetch } = this.services;
		const cancellation = new vscode.CancellationTokenSource();
		signal.addEventListener('abort', () => cancellation.cancel(), { once: true });
		prefetch.hold();
		try {
			const { image } = await this.image.open();
			const { milliseconds, ...reply } = await inference.client.askAbout(
				segment,
				{ image, asker: this.id, ...request },
				cancellation.token,
			);
			statusBar.showTime('Masks', milliseconds.encode + milliseconds.decode + milliseconds.rest);
			return reply;
		} finally {
			cancellation.dispose();
			prefetch.after(this.document.uri);
		}
	}

	private async nameAndKeep(which: KeptLevels): Promise<void> {
		this.checkWritable();
		const { levels } = this.prompting;
		const { document } = this;
		const shown = levels?.candidates[levels.shown];
		if (!levels?.pack || !shown) return;
		const { candidates, pack } = levels;
		const named = await nameLevels(
			{
				candidates,
				levels: which === 'all' ? candidates : [shown],
				prompts: this.prompting.state.prompts,
				pack,
			},
			document.state,
			this.services.categories,
			(level) => this.prompting.show(level),
		);
		if (named === undefined) return;
		if (typeof named === 'number') this.select(named);
		else {
			const edit = addAnnotations(document.state, named);
			document.edit(edit);
			this.select(addedIds(edit)[0] ?? null);
		}
		// Another thing may have been clicked while its name was asked for.
		if (this.prompting.levels?.candidates === candidates) this.prompting.clear();
	}

	private documentChanged(): void {
		const { state } = this.document;
		const { removed, added } = differenceById(this.shown, state.annotations);
		const present = new Set(added.map(({ id }) => id));
		this.shown = state.annotations;
		this.tell(view.documentChanged, {
			...state,
			annotations: added,
			removed: removed.map(({ id }) => id).filter((id) => !present.has(id)),
		});
		if (!this.prompting.isOpen) this.prompting.forgetUndone();
		if (this._selected !== null && !this.selectedAnnotation) this.select(null);
		else this._onDidChangeContext.fire();
	}

	private promptingChanged(state: view.PromptingState, levelOnly: boolean): void {
		if (levelOnly && state.levels) this.tell(view.shownLevelChanged, { shown: state.levels.shown });
		else this.tell(view.promptingChanged, state);
		this._onDidChangeContext.fire();
	}

	private imageStateChanged(state: view.ImageState): void {
		if ('width' in state) this.document.setImageSize({ width: state.width, height: state.height });
		this.tell(view.imageStateChanged, state);
	}

	/** Another program has replaced the image file. */
	private imageChanged(): void {
		this.tell(view.pictureChanged, {});
		this.modelChanged();
	}

	/** What was known of the image is another model's, or another image's. */
	private modelChanged(): void {
		this.services.prefetch.forget();
		void this.image.reopen().catch(() => undefined);
		this.prompting.askAgain();
	}

	private checkWritable(): void {
		const { readOnlyReason } = this.document.state;
		if (readOnlyReason !== undefined) throw new Error(readOnlyReason);
	}

	private attempt(act: () => void): void {
		try {
			act();
		} catch (error) {
			this.showError(error);
		}
	}

	private showError(error: unknown): void {
		this.services.report(error);
		this.prompting.showProblem(messageOf(error));
	}

	private tell<P>(type: { readonly method: string }, params: P): void {
		if (!this.isDisposed) void this.connection.sendNotification(type.method, params).catch(() => undefined);
	}
}
