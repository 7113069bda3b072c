import * as vscode from 'vscode';
import type { CancellationToken } from 'vscode-jsonrpc';
import type { AlikeState } from '../../shared/alike';
import type { Annotation } from '../../shared/annotations/annotation';
import { changeLevel } from '../../shared/annotations/annotationEdits';
import type { EditTarget } from '../../shared/imageEdits/editTarget';
import type { ImageEdit } from '../../shared/imageEdits/imageEdit';
import type { ImageChoices } from '../../shared/imageView';
import { messageOf } from '../../shared/messageOf';
import * as view from '../../shared/protocol/editorProtocol';
import type {
	EverythingProgress,
	EverythingResult,
	RenderResult,
} from '../../shared/protocol/inferenceProtocol';
import { Disposable } from '../disposable';
import type { AnnotationDocument } from '../document/annotationDocument';
import type { ImageNames } from '../naming/imageNames';
import { onSettingsChanged, settings } from '../settings';
import { alikePortOf } from './alikePortOf';
import { AlikeTray } from './alikeTray';
import { CloserLook } from './closerLook';
import { closerLookPortOf } from './closerLookPortOf';
import { documentChangeOf } from './documentChangeOf';
import { Drawing } from './drawing';
import { drawingPortOf } from './drawingPortOf';
import type { EditorServices } from './editorServices';
import { askBackground, findBackground } from './imageBackgrounds';
import { ImageEditing } from './imageEditing';
import { imageEditingPortOf } from './imageEditingPortOf';
import { imageNamesOf } from './imageNamesOf';
import { ImageQuestions } from './imageQuestions';
import { Keeping, type KeptLevels } from './keeping';
import { keepingPortOf } from './keepingPortOf';
import { PageConnection, type PageHandlers } from './pageConnection';
import { pageStrings } from './pageStrings';
import { Prompting } from './prompting';
import { promptingMessages } from './promptingMessages';
import { savedLevels } from './savedLevels';
import { Selection } from './selection';
import { SessionImage } from './sessionImage';
import { webviewPort } from './webviewPort';

type ActOf<T extends view.ViewAct['type']> = Extract<view.ViewAct, { readonly type: T }>;

/** What VS Code's context keys say of a view. */
export interface SessionContext extends view.PageContext {
	readonly promptsOpen: boolean;
	readonly canRedoPrompt: boolean;
	/** A strip of levels is shown: of the prompts, or the saved ones of the selected annotation. */
	readonly levelsShown: boolean;
	readonly annotationSelected: boolean;
	/** A name is suggested for the selected annotation. */
	readonly suggestionSelected: boolean;
	/** Names are suggested for some annotations. */
	readonly hasSuggestions: boolean;
	/** The folder has a list of categories, and digits give them to what is selected. */
	readonly digitsAssign: boolean;
}

/**
 * One open view of a document. Owns its prompts, their levels and the selection; carries messages between its page,
 * the document and the inference process.
 */
export class EditorSession extends Disposable {
	private readonly page: PageConnection;
	private readonly image: SessionImage;
	private readonly closer: CloserLook;
	private readonly questions: ImageQuestions;
	private readonly prompting: Prompting;
	private readonly keeping: Keeping;
	private readonly drawing: Drawing;
	/** What masks of the image are likely to be called. */
	readonly names: ImageNames;
	private readonly imageEditing: ImageEditing;
	private readonly alike: AlikeTray;
	/** The annotations as the page knows them. */
	private shown: readonly Annotation[] = [];
	private pageContext: view.PageContext = { stageFocused: false, dragging: false, crosshairShown: false };
	private readonly _selection = new Selection(() => this.selectionChanged());

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
		const served = { ...services, client: inference.client };
		this.page = this._register(new PageConnection(webviewPort(panel.webview), this.pageHandlers()));
		this.image = this._register(new SessionImage(document, served));
		this.closer = new CloserLook(
			closerLookPortOf(this.image, inference.client, {
				changed: (closer) => this.page.send(view.closerChanged, { closer }),
				failed: (error) => this.showError(error),
			}),
		);
		this.questions = new ImageQuestions(document.uri, this.image, this.closer, served);
		this.names = this._register(imageNamesOf(document, this.image, services.names, services.report));
		this.prompting = new Prompting({
			ask: (request, signal) => this.questions.levels(request, signal),
			changed: (state, levelOnly) => this.promptingChanged(state, levelOnly),
			messages: promptingMessages(),
		});
		this.keeping = new Keeping(
			this.prompting,
			keepingPortOf({
				document,
				categories: services.categories.sourceFor(document.uri),
				likely: ({ segmentation }, kind) => this.names.likely(segmentation, kind),
				prompting: this.prompting,
				select: (id) => this.select(id),
			}),
		);
		this.drawing = new Drawing(this.prompting, drawingPortOf(document, this.image, this._selection));
		this.imageEditing = new ImageEditing(imageEditingPortOf(document, this.prompting, this._selection));
		this.alike = new AlikeTray(
			alikePortOf({
				document,
				questions: this.questions,
				selection: this._selection,
				changed: (state, choiceOnly) => this.alikeChanged(state, choiceOnly),
			}),
		);
		this._register({ dispose: () => this.alike.clear() });
		this._register(this.image.onDidChangeState((state) => this.imageStateChanged(state)));
		this._register(document.onDidChange(() => this.documentChanged()));
		this._register(document.onDidChangeImage(() => this.imageChanged()));
		this._register(inference.onDidRestart(() => this.modelChanged()));
		this._register(
			inference.onFirstCandidate((message) => {
				const first = this.questions.firstOf(message);
				if (first) this.prompting.showFirst(first.prompts, first.candidate);
			}),
		);
		const sendSettings = () => this.page.send(view.settingsChanged, this.viewSettings);
		this._register(onSettingsChanged('editor', sendSettings));
		this._register(services.folders.onDidChange(sendSettings));
		this.page.listen();
	}

	get context(): SessionContext {
		const { canRedo, levels } = this.prompting.state;
		const saved = this.selectedAnnotation?.ladder?.length ?? 0;
		return {
			...this.pageContext,
			promptsOpen: this.prompting.isOpen,
			canRedoPrompt: canRedo,
			levelsShown: levels !== null || saved > 0 || this.alike.hasFound,
			annotationSelected: this.selected !== null,
			suggestionSelected: this.selectedAnnotation?.suggested !== undefined,
			hasSuggestions: this.document.state.annotations.some(({ suggested }) => suggested),
			digitsAssign:
				this.selected !== null &&
				!this.prompting.isOpen &&
				!this.alike.hasFound &&
				this.services.folders.listFor(this.document.uri) !== undefined,
		};
	}

	/** The id of the annotation that this view has selected. */
	get selected(): number | null {
		return this._selection.last;
	}

	get selectedAnnotation(): Annotation | undefined {
		const { selected } = this;
		return selected === null ? undefined : this.document.state.annotations.find(({ id }) => id === selected);
	}

	/** The ids of all annotations that this view has selected. */
	get selection(): readonly number[] {
		return this._selection.ids;
	}

	select(id: number | null): void {
		this.selectAll(id === null ? [] : [id]);
	}

	/** Selects several annotations; the last one is the one whose levels and name are shown. */
	selectAll(ids: readonly number[]): void {
		this._selection.set(ids);
	}

	private selectionChanged(): void {
		this.page.send(view.selectionChanged, { id: this.selected, all: this.selection });
		this._onDidChangeContext.fire();
	}

	/** @param dx CSS pixels */
	moveCrosshair(dx: number, dy: number): void {
		this.page.send(view.moveCrosshair, { dx, dy });
	}

	/** Asks the page for what only it can do. */
	command(command: view.PageCommand): void {
		this.page.send(view.pageCommand, { command });
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

	/** One level coarser (1) or finer (-1); of masks that are alike, more (1) or fewer (-1). */
	stepLevel(step: 1 | -1): void {
		if (this.prompting.isOpen) {
			this.prompting.stepLevel(step);
			return;
		}
		if (this.alike.hasFound) {
			this.alike.stepLikeness(step);
			return;
		}
		const { ladder = [], level } = this.selectedAnnotation ?? {};
		const next = ladder[ladder.findIndex((one) => one.level === level) + step];
		if (next) this.showLevel(next.level);
	}

	/**
	 * Keeps the shown level, or all of them, under names that it asks for; or gives it to the annotation that is being
	 * corrected. Where nothing is open, it opens the selected annotation.
	 */
	keep(which: KeptLevels): void {
		const { selected } = this;
		if (!this.prompting.isOpen && this.alike.hasFound) {
			this.attempt(() => this.alike.keep());
			return;
		}
		if (!this.prompting.isOpen && selected !== null) {
			this.correct(selected);
			return;
		}
		this.keeping.keep(which).catch((error: unknown) => this.showError(error));
	}

	/** Opens an annotation, so that clicks and tools correct its mask. */
	correct(id: number): void {
		this.attempt(() => this.refine(id));
	}

	/** @throws Error where the document cannot be changed */
	private refine(id: number): void {
		const { readOnlyReason, annotations } = this.document.state;
		if (readOnlyReason !== undefined) throw new Error(readOnlyReason);
		const annotation = annotations.find((one) => one.id === id);
		if (!annotation || this.prompting.target === id) return;
		this.keeping.afterSaving(() => {
			this.select(id);
			this.prompting.begin(savedLevels(annotation));
		});
	}

	/** Edits the image where the shown level is, or the selected annotations are. */
	editImage(edit: ImageEdit): void {
		this.attempt(() => this.imageEditing.add(edit));
	}

	private async readBackground(file: string): Promise<view.ImageFile | { readonly problem: string }> {
		try {
			return await this.image.readFile(await findBackground(this.document.uri, file));
		} catch (error) {
			return { problem: messageOf(error) };
		}
	}

	private async chooseBackground(id: number): Promise<void> {
		const file = await askBackground(this.document.uri);
		if (file !== undefined) this.imageEditing.putBehind(id, file);
	}

	/** Pixels, as shown; undefined while it is not known yet. */
	get imageSize(): { readonly width: number; readonly height: number } | undefined {
		return this.image.size;
	}

	/** What an edit would be of now. @throws Error with a sentence where no mask is shown or selected */
	get editTarget(): EditTarget {
		return this.imageEditing.target;
	}

	/** The image as a new file, with edits of it applied. Rejects when it is cancelled. */
	render(...args: Parameters<ImageQuestions['render']>): Promise<RenderResult> {
		return this.questions.render(...args);
	}

	/** Puts a PNG file on the clipboard. Rejects where that is not allowed. */
	async copyPicture(bytes: Uint8Array): Promise<void> {
		this.panel.reveal();
		await this.page.ask(view.copyPicture, { bytes });
	}

	/** Looks for everything in the image that looks like the selected annotations. */
	findAlike(): void {
		const { readOnlyReason } = this.document.state;
		if (readOnlyReason !== undefined) this.showError(new Error(readOnlyReason));
		else if (this.selection.length > 0)
			this.alike.search().catch((error: unknown) => !this.isDisposed && this.showError(error));
	}

	/** One thing at a time: what is being dragged, then the prompts, masks that are alike, then the selection. */
	clear(): void {
		if (this.pageContext.dragging) this.command('cancelDrag');
		else if (this.prompting.isOpen) this.prompting.clear();
		else if (this.alike.isOpen) this.alike.clear();
		else this.select(null);
	}

	/** All masks of the image, or those of one level. Rejects when it is cancelled. */
	async everything(
		level: number | undefined,
		onProgress: (progress: EverythingProgress) => void,
		token: CancellationToken,
	): Promise<EverythingResult> {
		// The view may be closed meanwhile.
		const either = new vscode.CancellationTokenSource();
		const closed = this._register({ dispose: () => either.cancel() });
		const cancelled = token.onCancellationRequested(() => either.cancel());
		try {
			return await this.questions.everything(level, onProgress, either.token);
		} finally {
			cancelled.dispose();
			this._release(closed);
			either.dispose();
		}
	}

	private pageHandlers(): PageHandlers {
		const { document } = this;
		return {
			ready: () => {
				void this.image.open().catch(() => undefined);
				this.shown = document.state.annotations;
				return {
					fileName: document.fileName,
					document: document.state,
					selected: this.selected,
					selection: this.selection,
					image: this.image.state,
					prompting: this.prompting.state,
					alike: this.alike.state,
					closer: this.closer.state,
					settings: this.viewSettings,
					display: this.services.display.last,
					tools: this.services.tools.last,
					strings: pageStrings(),
					language: vscode.env.language,
				};
			},
			readImage: () => this.image.read(),
			readBackground: (file) => this.readBackground(file),
			preview: (prompts) => this.questions.preview(prompts),
			act: (act) => this.attempt(() => this.act(act)),
			contextChanged: (context) => {
				this.pageContext = context;
				this._onDidChangeContext.fire();
			},
			reportInvalid: (error) => this.services.report(error),
		};
	}

	private readonly acts: { readonly [T in view.ViewAct['type']]: (act: ActOf<T>) => void } = {
		prompt: ({ prompt, anew }) => {
			const { readOnlyReason } = this.document.state;
			if (readOnlyReason !== undefined) throw new Error(readOnlyReason);
			this.keeping.afterSaving(() => this.prompting.add(prompt, anew));
		},
		draw: ({ shape, mode, anew }) =>
			this.keeping.afterSaving(() => this.attempt(() => this.drawing.draw(shape, mode, anew))),
		cut: ({ line }) => this.keeping.afterSaving(() => this.attempt(() => this.drawing.cut(line))),
		refine: ({ id }) => this.refine(id),
		addImageEdit: ({ edit }) => this.editImage(edit),
		changeImageEdit: ({ change }) => this.imageEditing.change(change),
		chooseBackground: ({ id }) => {
			this.chooseBackground(id).catch((error: unknown) => this.showError(error));
		},
		tools: ({ tools }) => this.services.tools.remember(tools),
		lookCloser: ({ region }) => {
			this.closer.lookAt(region);
			// What was clicked is looked at again: it is why one looks closer.
			this.prompting.askAgain();
		},
		select: ({ id }) => this.select(id),
		selectSeveral: ({ ids }) => {
			const known = new Set(this.document.state.annotations.map(({ id }) => id));
			this.selectAll(ids.filter((id) => known.has(id)));
		},
		showLevel: ({ level }) => this.showLevel(level),
		stepLevel: ({ step }) => this.stepLevel(step),
		keep: ({ which }) => this.keep(which),
		setMinLikeness: ({ value }) => this.alike.setMinLikeness(value),
		toggleAlike: ({ index }) => this.alike.toggle(index),
		clear: () => this.clear(),
		dismissProblem: () => this.prompting.dismissProblem(),
		display: ({ display }) => this.services.display.remember(display),
		run: ({ command }) => void vscode.commands.executeCommand(command),
	};

	private act<T extends view.ViewAct['type']>(act: ActOf<T>): void {
		this.acts[act.type](act);
	}

	/** What there is to choose in the image file; undefined where there is nothing. */
	async imageChoices(): Promise<ImageChoices | undefined> {
		return (await this.image.open()).choices;
	}

	private documentChanged(): void {
		if (this.image.isOutdated) this.imageChanged();
		const { state } = this.document;
		this.names.changed();
		this.page.send(view.documentChanged, documentChangeOf(this.shown, state));
		this.shown = state.annotations;
		const { target } = this.prompting;
		if (target !== undefined && !state.annotations.some(({ id }) => id === target))
			this.prompting.forgetTarget();
		if (!this.prompting.isOpen) this.prompting.forgetUndone();
		if (!this._selection.keepOnly(state.annotations)) this._onDidChangeContext.fire();
	}

	private get viewSettings(): view.ViewSettings {
		const { uri } = this.document;
		return { ...settings.view(uri), categoryColours: this.services.folders.coloursFor(uri) };
	}

	private promptingChanged(state: view.PromptingState, levelOnly: boolean): void {
		if (levelOnly && state.levels) this.page.send(view.shownLevelChanged, { shown: state.levels.shown });
		else this.page.send(view.promptingChanged, state);
		const shown = this.prompting.levels;
		if (shown) this.names.prepare(shown.candidates[shown.shown]!.segmentation);
		this.attempt(() => this.imageEditing.promptingChanged());
		this._onDidChangeContext.fire();
	}

	private alikeChanged(alike: AlikeState | null, choiceOnly: boolean): void {
		if (choiceOnly && alike?.phase === 'found') {
			const { minLikeness, taken } = alike;
			this.page.send(view.alikeChoiceChanged, { minLikeness, taken });
		} else this.page.send(view.alikeChanged, { alike });
		this._onDidChangeContext.fire();
	}

	private imageStateChanged(state: view.ImageState): void {
		if ('width' in state) this.document.setImageSize({ width: state.width, height: state.height });
		this.page.send(view.imageStateChanged, state);
		this.names.changed();
	}

	/** Another program has replaced the image file, or another part of it is shown. */
	private imageChanged(): void {
		this.page.send(view.pictureChanged, {});
		this.closer.lookAt(null);
		this.modelChanged();
	}

	/** What was known of the image is another model's, or another image's. */
	private modelChanged(): void {
		this.services.prefetch.forget();
		this.alike.clear();
		void this.image.reopen().catch(() => undefined);
		this.closer.renew();
		this.prompting.askAgain();
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
}
