import * as vscode from 'vscode';
import type { CancellationToken } from 'vscode-jsonrpc';
import type { AlikeState } from '../../shared/alike';
import type { Annotation } from '../../shared/annotations/annotation';
import type { EditTarget } from '../../shared/imageEdits/editTarget';
import type { ImageEdit } from '../../shared/imageEdits/imageEdit';
import type { ImageChoices } from '../../shared/imageView';
import { messageOf } from '../../shared/messageOf';
import * as view from '../../shared/protocol/editorProtocol';
import type {
	EverythingProgress,
	OpenImageResult,
	RenderResult,
} from '../../shared/protocol/inferenceProtocol';
import type { Region } from '../../shared/region';
import { Disposable } from '../disposable';
import type { AnnotationDocument } from '../document/annotationDocument';
import type { ImageNames } from '../naming/imageNames';
import { onSettingsChanged } from '../settings';
import { documentChangeOf } from './documentChangeOf';
import { type EditedImageOptions, renderEditedImage } from './editedImage';
import type { EditorServices } from './editorServices';
import { EitherToken } from './eitherToken';
import { askBackground } from './imageBackgrounds';
import type { EverythingAnswer, EverythingQuestion } from './imageQuestions';
import type { KeptLevels } from './keeping';
import { PageConnection } from './pageConnection';
import { pageHandlersOf, viewSettingsOf } from './pageHandlersOf';
import { sendPrompting } from './promptingChange';
import type { PromptingPart } from './promptingPort';
import { savedLevels } from './savedLevels';
import { type SessionContext, sessionContextOf } from './sessionContext';
import { type SessionParts, sessionPartsOf } from './sessionParts';
import { viewActsOf } from './viewActs';
import { webviewPort } from './webviewPort';

/**
 * One open view of a document. Owns its prompts, their levels and the selection; carries messages between its page,
 * the document and the inference process.
 */
export class EditorSession extends Disposable {
	private readonly parts: SessionParts;
	private readonly act: (act: view.ViewAct) => void;
	private readonly page: PageConnection;
	/** The annotations as the page knows them. */
	private shown: readonly Annotation[] = [];
	private pageContext: view.PageContext = { stageFocused: false, dragging: false, crosshairShown: false };
	private readonly _onDidChangeContext = this._register(new vscode.EventEmitter<void>());
	/** The focus, the prompts or the selection of this view have changed. */
	readonly onDidChangeContext = this._onDidChangeContext.event;

	constructor(
		readonly document: AnnotationDocument,
		readonly panel: vscode.WebviewPanel,
		private readonly services: EditorServices,
	) {
		super();
		this.parts = sessionPartsOf(document, services, {
			select: (id) => this.select(id),
			selectionChanged: () => this.selectionChanged(),
			promptingChanged: (state, only) => this.promptingChanged(state, only),
			alikeChanged: (state, choiceOnly) => this.alikeChanged(state, choiceOnly),
			closerChanged: (closer) => this.page.send(view.closerChanged, { closer }),
			shownNameChanged: (name) => this.page.send(view.shownNameChanged, { name }),
			failed: (error) => this.showError(error),
		});
		this._register(this.parts);
		this.act = viewActsOf(document, this.parts, {
			session: this,
			remembers: services,
			refine: (id) => this.refine(id),
			chooseBackground: (id) => this.chooseBackground(id),
			attempt: (act) => this.attempt(act),
		});
		const handlers = pageHandlersOf(document, this.parts, services, {
			opened: () => {
				this.shown = document.state.annotations;
			},
			act: (act) => this.attempt(() => this.act(act)),
			contextChanged: (context) => {
				this.pageContext = context;
				this._onDidChangeContext.fire();
			},
		});
		this.page = this._register(new PageConnection(webviewPort(panel.webview), handlers));
		this._register(this.parts.image.onDidChangeState((state) => this.imageStateChanged(state)));
		this._register(document.onDidChange(() => this.documentChanged()));
		this._register(document.onDidChangeImage(() => this.imageChanged()));
		this._register(services.inference.onDidRestart(() => this.modelChanged()));
		this._register(
			services.inference.onFirstCandidate((message) => {
				const first = this.parts.questions.firstOf(message);
				if (first) this.parts.prompting.showFirst(first.prompts, first.candidate);
			}),
		);
		const sendSettings = () => this.page.send(view.settingsChanged, viewSettingsOf(document, services));
		this._register(onSettingsChanged('editor', sendSettings));
		this._register(services.folders.onDidChange(sendSettings));
		this.page.listen();
	}

	get context(): SessionContext {
		const { document, pageContext: page, selectedAnnotation: selected } = this;
		const { prompting, alike, imageEditing } = this.parts;
		const hasCategoryList = this.services.folders.listFor(document.uri) !== undefined;
		return sessionContextOf({ page, document, prompting, alike, imageEditing, selected, hasCategoryList });
	}

	/** What masks of the image are likely to be called. */
	get names(): ImageNames {
		return this.parts.names;
	}

	/** The id of the annotation that this view has selected. */
	get selected(): number | null {
		return this.parts.selection.last;
	}

	get selectedAnnotation(): Annotation | undefined {
		const { selected } = this;
		return selected === null ? undefined : this.document.state.annotations.find(({ id }) => id === selected);
	}

	/** The ids of all annotations that this view has selected. */
	get selection(): readonly number[] {
		return this.parts.selection.ids;
	}

	select(id: number | null): void {
		this.selectAll(id === null ? [] : [id]);
	}

	/** Selects several annotations; the last one is the one whose levels and name are shown. */
	selectAll(ids: readonly number[]): void {
		this.parts.selection.set(ids);
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
		this.parts.prompting.undo();
	}

	redoPrompt(): void {
		this.parts.prompting.redo();
	}

	/** Shows a level of the prompts' answer, or gives it to the selected annotation. */
	showLevel(level: number): void {
		this.attempt(() => this.parts.levels.show(level));
	}

	/** One level coarser (1) or finer (-1); of masks that are alike, more (1) or fewer (-1). */
	stepLevel(step: 1 | -1): void {
		this.attempt(() => this.parts.levels.step(step));
	}

	/** One mask coarser (1) or finer (-1) of all that were found; where there are only levels, a level. */
	stepFound(step: 1 | -1): void {
		this.attempt(() => this.parts.levels.stepFound(step));
	}

	/**
	 * Keeps the shown level, or all of them, under names that it asks for; or gives it to the annotation that is being
	 * corrected. Where nothing is open, it opens the selected annotation.
	 */
	keep(which: KeptLevels): void {
		const { selected } = this;
		if (!this.parts.prompting.isOpen && this.parts.alike.hasFound) {
			this.attempt(() => this.parts.alike.keep());
			return;
		}
		if (!this.parts.prompting.isOpen && selected !== null) {
			this.correct(selected);
			return;
		}
		this.parts.keeping.keep(which).catch((error: unknown) => this.showError(error));
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
		if (!annotation || this.parts.prompting.target === id) return;
		this.parts.keeping.afterSaving(() => {
			this.select(id);
			this.parts.prompting.begin(savedLevels(annotation));
		});
	}

	/** Whether there is something to edit, and it may be; the view says why not. */
	canEditImage(): boolean {
		try {
			const { readOnlyReason } = this.document.state;
			if (readOnlyReason !== undefined) throw new Error(readOnlyReason);
			return this.editTarget !== undefined;
		} catch (error) {
			this.showError(error);
			return false;
		}
	}

	/** Edits the image where the shown level is, or the selected annotations are. */
	editImage(edit: ImageEdit): void {
		this.attempt(() => this.parts.imageEditing.add(edit));
	}

	private chooseBackground(edit: number): void {
		askBackground(this.document.uri)
			.then((file) => file !== undefined && this.parts.imageEditing.putBehind(edit, file))
			.catch((error: unknown) => this.showError(error));
	}

	/** Pixels, as shown; undefined while it is not known yet. */
	get imageSize(): { readonly width: number; readonly height: number } | undefined {
		return this.parts.image.size;
	}

	/** What an edit would be of now. @throws Error with a sentence where no mask is shown or selected */
	get editTarget(): EditTarget {
		return this.parts.imageEditing.target;
	}

	/** The image with its edits, as a new file. Rejects when it is cancelled. */
	render(
		options: EditedImageOptions,
		onProgress: (fraction: number) => void,
		token: vscode.CancellationToken,
	): Promise<RenderResult> {
		return renderEditedImage(this.document, this.parts.questions, options, onProgress, token);
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
			this.parts.alike.search().catch((error: unknown) => !this.isDisposed && this.showError(error));
	}

	/** One thing at a time: what is being dragged, then the prompts, masks that are alike, then the selection. */
	clear(): void {
		if (this.pageContext.dragging) this.command('cancelDrag');
		else if (this.parts.prompting.isOpen) this.parts.prompting.clear();
		else if (this.parts.alike.isOpen) this.parts.alike.clear();
		else this.select(null);
	}

	/** The part of the image that the model looks at by itself; null: the whole image. */
	get closerRegion(): Region | null {
		return this.parts.closer.state?.region ?? null;
	}

	/** All masks of the image or of a part of it, or those of one level. Rejects when it is cancelled. */
	async everything(
		question: EverythingQuestion,
		onProgress: (progress: EverythingProgress) => void,
		token: CancellationToken,
	): Promise<EverythingAnswer> {
		// The view may be closed meanwhile.
		const either = this._register(new EitherToken(token));
		try {
			return await this.parts.questions.everything(question, onProgress, either.token);
		} finally {
			this._release(either);
		}
	}

	/** The image as the inference process knows it. */
	openedImage(): Promise<OpenImageResult> {
		return this.parts.image.open();
	}

	/** What there is to choose in the image file; undefined where there is nothing. */
	async imageChoices(): Promise<ImageChoices | undefined> {
		return (await this.parts.image.open()).choices;
	}

	private documentChanged(): void {
		if (this.parts.image.isOutdated) this.imageChanged();
		const { state } = this.document;
		this.parts.names.changed();
		this.parts.levelName.forget();
		this.page.send(view.documentChanged, documentChangeOf(this.shown, state));
		this.shown = state.annotations;
		const { target } = this.parts.prompting;
		if (target !== undefined && !state.annotations.some(({ id }) => id === target))
			this.parts.prompting.forgetTarget();
		if (!this.parts.prompting.isOpen) this.parts.prompting.forgetUndone();
		if (!this.parts.selection.keepOnly(state.annotations)) this._onDidChangeContext.fire();
	}

	private promptingChanged(state: view.PromptingState, only?: PromptingPart): void {
		sendPrompting(this.page, state, only);
		const { levels, target } = this.parts.prompting;
		this.parts.levelName.follow(target === undefined ? levels?.candidates[levels.shown] : undefined);
		this.attempt(() => this.parts.imageEditing.promptingChanged());
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
		this.parts.names.changed();
	}

	/** Another program has replaced the image file, or another part of it is shown. */
	private imageChanged(): void {
		this.page.send(view.pictureChanged, {});
		this.parts.closer.lookAt(null);
		this.modelChanged();
	}

	/** What was known of the image is another model's, or another image's. */
	private modelChanged(): void {
		this.services.prefetch.forget();
		this.parts.questions.forget();
		this.parts.alike.clear();
		void this.parts.image.reopen().catch(() => undefined);
		this.parts.closer.renew();
		this.parts.prompting.askAgain();
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
		this.parts.prompting.showProblem(messageOf(error));
	}
}
