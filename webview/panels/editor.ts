import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-toolbar-button/index.js';
import '@vscode-elements/elements/dist/vscode-progress-bar/index.js';
import type { AlikeState } from '../../src/shared/alike';
import type { Annotation } from '../../src/shared/annotations/annotation';
import type { ImageEdit } from '../../src/shared/imageEdits/imageEdit';
import type { Display } from '../../src/shared/protocol/display';
import type { ButtonCommand, PageCommand, ViewAct } from '../../src/shared/protocol/editorProtocol';
import { fillIn } from '../../src/shared/protocol/pageStrings';
import type { ToolName } from '../../src/shared/protocol/tools';
import { offersCloserLook } from '../closerLook';
import { hint } from '../hint';
import { annotationColour } from '../stage/annotationColour';
import { drawnAnnotations } from '../stage/drawnAnnotations';
import { annotationAt } from '../stage/hitTest';
import { maskFigures } from '../stage/maskPaths';
import {
	colouredCategories,
	imageSize,
	initialState,
	isPrompting,
	levelsOf,
	likelyNameOf,
	type State,
	selectedAnnotation,
	slidableLevels,
} from '../store';
import { isCutOff, type Size } from '../viewport';
import type { MakeCutOut } from './cutOutTile';
import type { DisplayPanel } from './displayPanel';
import { figuresOf } from './maskFigures';
import './alikeTray';
import './displayPanel';
import './editsPanel';
import './levelSlider';
import './levelStrip';
import './minimap';
import './suggestionStrip';
import './toolbar';
import { toolTable } from '../tools/toolTable';
import type { StripLevel } from './levelStrip';

const modifierKey = /Mac/.test(navigator.platform) ? 'Cmd' : 'Ctrl';

/** The whole page: tools, the stage with picture and masks, the strip of levels, and the line that says what to do. */
@customElement('strata-editor')
export class Editor extends LitElement {
	@property({ attribute: false }) state: State = initialState;
	/** What the user does that the host owns the result of. */
	@property({ attribute: false }) act: (one: ViewAct) => void = () => undefined;
	/** CSS pixels. */
	@property({ attribute: false }) stageSize: Size = { width: 1, height: 1 };
	@property({ attribute: false }) show: (display: Display) => void = () => undefined;
	/** Moves the view so that this image point is in its middle. */
	@property({ attribute: false }) go: (x: number, y: number) => void = () => undefined;
	/** Shows on the image which of the masks that are alike the user points at. */
	@property({ attribute: false }) pointAlike: (index: number | null) => void = () => undefined;
	/** Shows one of all masks that were found, by its place among them. */
	@property({ attribute: false }) slide: (place: number) => void = () => undefined;
	/** Shows an edit of the image as it is on its slider. */
	@property({ attribute: false }) draftEdit: (draft: State['editDraft']) => void = () => undefined;
	@property({ attribute: false }) changeEdit: (id: number, edit: ImageEdit) => void = () => undefined;
	@property({ attribute: false }) openEdit: (id: State['openedEdit']) => void = () => undefined;
	/** Shows the image without its edits. */
	@property({ attribute: false }) showOriginal: (shows: boolean) => void = () => undefined;
	@property({ attribute: false }) makeCutOut: MakeCutOut = () => Promise.resolve({ problem: '' });
	@property({ attribute: false }) command: (command: PageCommand) => void = () => undefined;

	protected override createRenderRoot(): this {
		return this;
	}

	protected override render(): TemplateResult {
		const { image, picture, prompting, strings } = this.state;
		// What cannot be segmented can still be looked at.
		const covers = image.phase === 'failed' && !picture;
		const note = prompting.levels?.note;
		return html`
			${this.busy()} ${this.banners()}
			<div id="view">
				<strata-toolbar
					.tools=${this.state.tools}
					.strings=${strings}
					.language=${this.state.language}
					.isEditing=${this.state.editsPanelOpen}
					.onEdit=${() => this.command('toggleEditsPanel')}
					.onTake=${(tool: ToolName) => this.command(`tool.${tool}`)}
					.onResize=${(step: 1 | -1) => this.command(step > 0 ? 'toolLarger' : 'toolSmaller')}
				></strata-toolbar>
				<div id="stage" role="application" tabindex="0" aria-label=${strings.image}>
				<img id="picture" alt="" draggable="false" />
				<canvas id="tiles" hidden></canvas>
				<canvas id="edited" hidden></canvas>
				<canvas id="overlay"></canvas>
				<canvas id="sketch"></canvas>
				<div id="ring" style="display: none"></div>
				${covers ? html`<div class="failed" role="alert">${image.message}</div>` : nothing}
				${note ? html`<div class="note" role="status">${note}</div>` : nothing}
				</div>
				${this.minimap()} ${this.displayPanel()} ${this.editsPanel()}
				<div class="spoken" aria-live="polite"><p>${this.crosshairWords()}</p><p>${this.likelyWords()}</p></div>
			</div>
			${this.strip()} ${this.foot()}
		`;
	}

	private minimap(): TemplateResult | typeof nothing {
		const { state, stageSize } = this;
		const image = imageSize(state);
		if (!image || !state.picture || !isCutOff(state.viewport, stageSize, image)) return nothing;
		return html`<strata-minimap
			.picture=${state.picture}
			.image=${image}
			.stage=${stageSize}
			.viewport=${state.viewport}
			.onGo=${this.go}
		></strata-minimap>`;
	}

	/** Where the crosshair is and which mask lies there, for those who do not see it. */
	private crosshairWords(): string {
		const { crosshair, document, strings } = this.state;
		if (!crosshair) return '';
		const mask = annotationAt(drawnAnnotations(this.state), crosshair);
		const name = mask && document.categories.find(({ id }) => id === mask.categoryId)?.name;
		return fillIn(strings.crosshairAt, Math.floor(crosshair.x), Math.floor(crosshair.y), name ?? '–');
	}

	/** What the shown level is likely to be, for those who do not see it. */
	private likelyWords(): string {
		const { prompting, strings } = this.state;
		const name = likelyNameOf(this.state);
		const level = prompting.levels?.candidates[prompting.levels.shown]?.level;
		return name === undefined || level === undefined ? '' : fillIn(strings.likelyName, level, name);
	}

	private displayPanel(): TemplateResult | typeof nothing {
		const { display, displayPanelOpen, settings, strings } = this.state;
		if (!displayPanelOpen) return nothing;
		return html`<strata-display-panel
			.display=${display}
			.usualOpacity=${settings.maskOpacity}
			.strings=${strings}
			.onChange=${this.show}
			.onClose=${() => this.command('toggleDisplayPanel')}
		></strata-display-panel>`;
	}

	private editsPanel(): TemplateResult | typeof nothing {
		const { state } = this;
		const image = imageSize(state);
		if (!state.editsPanelOpen || !image) return nothing;
		return html`<strata-edits-panel
			.pageState=${state}
			.image=${image}
			.act=${this.act}
			.onDraft=${this.draftEdit}
			.onChange=${this.changeEdit}
			.onOpen=${this.openEdit}
			.makeCutOut=${this.makeCutOut}
			.onShowOriginal=${this.showOriginal}
			.onClose=${() => this.command('toggleEditsPanel')}
		></strata-edits-panel>`;
	}

	/** The keys go to the panel when it opens, and back to the stage when it closes. */
	protected override updated(changed: PropertyValues<this>): void {
		const before = changed.get('state');
		const { displayPanelOpen, editsPanelOpen } = this.state;
		const isSame = before?.displayPanelOpen === displayPanelOpen && before.editsPanelOpen === editsPanelOpen;
		if (!before || isSame) return;
		if (displayPanelOpen) this.querySelector<DisplayPanel>('strata-display-panel')?.takeFocus();
		else if (!editsPanelOpen) this.focusStage();
	}

	private busy(): TemplateResult | typeof nothing {
		const { closer, image, prompting, strings } = this.state;
		const isPreparing = image.phase === 'opening' || image.phase === 'encoding' || closer?.isReady === false;
		const isBusy = prompting.waiting || isPreparing;
		return isBusy
			? html`<vscode-progress-bar indeterminate aria-label=${strings.working}></vscode-progress-bar>`
			: nothing;
	}

	private banners(): TemplateResult {
		const { image, document, picture, prompting, strings } = this.state;
		const { problem } = prompting;
		const failure = image.phase === 'failed' ? image.message : undefined;
		const asText = html`<vscode-button secondary @click=${this.run('strata.reopenAsText')}>${strings.openAsText}</vscode-button>`;
		const choose = html`<vscode-button secondary @click=${this.run('strata.chooseModel')}>${strings.chooseModel}</vscode-button>`;
		const dismiss = this.button('close', strings.dismiss, () => this.act({ type: 'dismissProblem' }));
		return html`
			${document.readOnlyReason ? banner('lock', document.readOnlyReason, asText) : nothing}
			${failure && picture ? banner('error', html`<span class="failed">${failure}</span>`, choose) : nothing}
			${'notes' in image && image.notes ? this.imageNotes(image.notes, image.isAdjustable ?? false) : nothing}
			${problem && problem !== failure ? banner('warning', problem, dismiss) : nothing}
		`;
	}

	/** One banner for all: every line of its own would take from the image. */
	private imageNotes(notes: readonly string[], isAdjustable: boolean): TemplateResult {
		const change = html`<vscode-button secondary @click=${this.run('strata.changeImageView')}>${this.state.strings.changeView}</vscode-button>`;
		return banner('info', notes.join(' '), isAdjustable ? change : nothing);
	}

	/** The row of levels is always there, so that the image does not move when levels come. */
	private strip(): TemplateResult {
		const { state } = this;
		const { strings, prompting } = state;
		if (state.alike && !isPrompting(state)) return this.alikeTray(state.alike);
		const levels = stripLevels(state);
		const selected =
			isPrompting(state) && prompting.target === undefined ? undefined : selectedAnnotation(state);
		if (levels.length === 0 && !selected) {
			return html`<div id="levels"><span class="empty">${strings.noLevels}</span></div>`;
		}
		return html`<div id="levels" role="toolbar" aria-label=${strings.levels}>
			${selected ? this.selectionTitle(selected) : nothing}
			${selected?.suggested ? this.suggestionStrip(selected) : this.levelStrip(levels)}
			${this.levelSlider()}
			<div class="actions">${prompting.levels ? this.levelActions(levels.length) : this.selectionActions(selected)}</div>
		</div>`;
	}

	/** One mask with a suggested name after the other. */
	private suggestionStrip({ id }: Annotation): TemplateResult {
		const { document, picture, strings } = this.state;
		return html`<strata-suggestion-strip
			.suggestions=${document.annotations.filter(({ suggested, isHidden }) => suggested && !isHidden)}
			.selected=${id}
			.picture=${picture}
			.strings=${strings}
			.onPick=${(picked: number) => {
				this.act({ type: 'select', id: picked });
				this.focusStage();
			}}
		></strata-suggestion-strip>`;
	}

	private levelStrip(levels: readonly StripLevel[]): TemplateResult {
		const { state } = this;
		const { strings } = state;
		const largest = levels.at(-1);
		const likely = likelyNameOf(state);
		const image = imageSize(state);
		return html`<strata-level-strip
				.levels=${levels}
				.frame=${largest?.bbox ?? [0, 0, 1, 1]}
				.picture=${state.picture}
				.imageArea=${image ? image.width * image.height : 1}
				.tooltip=${strings.levelTitle}
				.likelyName=${likely === undefined ? '' : fillIn(strings.suggestedName, likely)}
				.language=${state.language}
				.onPick=${(level: number) => this.act({ type: 'showLevel', level })}
			></strata-level-strip>`;
	}

	private levelSlider(): TemplateResult | typeof nothing {
		const { state } = this;
		const levels = slidableLevels(state);
		if (!levels) return nothing;
		return html`<strata-level-slider
			.levels=${levels}
			.strings=${state.strings}
			.language=${state.language}
			.onSlide=${this.slide}
			.onLeave=${this.focusStage}
		></strata-level-slider>`;
	}

	private readonly focusStage = () =>
		this.querySelector<HTMLElement>('#stage')?.focus({ preventScroll: true });

	private alikeTray(alike: AlikeState): TemplateResult {
		const { strings, picture, language } = this.state;
		return html`<strata-alike-tray
			id="levels"
			.alike=${alike}
			.picture=${picture}
			.strings=${strings}
			.language=${language}
			.act=${this.act}
			.onPoint=${this.pointAlike}
			.onLeave=${this.focusStage}
		></strata-alike-tray>`;
	}

	private selectionTitle(selected: Annotation): TemplateResult {
		const { strings, document } = this.state;
		const category = document.categories.find(({ id }) => id === selected.categoryId);
		return html`<div class="selection">
			<span class="swatch" style="background:${annotationColour(selected, colouredCategories(this.state), 1, this.state.display.colouring)}"></span>
			${
				selected.suggested
					? html`<b class="suggested">${fillIn(strings.suggestedName, selected.suggested.name)}</b
							><small>${strings.suggested}</small>`
					: html`<b>${category?.name ?? '?'}</b><small>${category ? strings[category.kind] : ''}</small>`
			}
		</div>`;
	}

	private levelActions(levels: number): TemplateResult {
		const { strings, prompting } = this.state;
		const isCorrection = prompting.target !== undefined;
		return html`
			<vscode-button @click=${() => this.act({ type: 'keep', which: 'shown' })}>${isCorrection ? strings.done : strings.keep}</vscode-button>
			${
				levels > 1 && !isCorrection
					? html`<vscode-button secondary @click=${() => this.act({ type: 'keep', which: 'all' })}>${strings.keepAll}</vscode-button>`
					: nothing
			}
			${this.button('close', strings.clear, () => this.act({ type: 'clear' }))}
		`;
	}

	private selectionActions(selected: Annotation | undefined): TemplateResult | typeof nothing {
		const { document, strings } = this.state;
		if (document.readOnlyReason) return nothing;
		if (selected?.suggested) {
			return html`
				<vscode-button @click=${this.run('strata.acceptSuggestion')}>${strings.acceptName}</vscode-button>
				<vscode-button secondary @click=${this.run('strata.rejectSuggestion')}>${strings.rejectName}</vscode-button>
				${this.button('edit', strings.rename, this.run('strata.rename'))}
			`;
		}
		return html`
			${this.button('target', strings.refine, this.run('strata.refine'))}
			${this.button('edit', strings.rename, this.run('strata.rename'))}
			${this.button('trash', strings.remove, this.run('strata.delete'))}
		`;
	}

	private foot(): TemplateResult {
		const { state } = this;
		const { image, masksHidden, viewport, strings, language } = state;
		const size = 'width' in image ? `${image.width} × ${image.height}` : '';
		const figures = figuresOf(state);
		const known = imageSize(state);
		const mayLookCloser = known !== null && offersCloserLook(state, this.stageSize, known);
		const nextAct = hint(state, modifierKey, toolTable[state.tools.tool].hint, mayLookCloser);
		const line = image.phase === 'encoding' ? `${strings.preparing} ${nextAct}` : nextAct;
		return html`<div id="foot">
			<span class="hint" title=${line}>${line}</span>
			<span class="measures">
				<span></span>
				${figures ? html`<span class="figures" title=${figures.full}>${figures.short}</span>` : nothing}
				<span class="pointer"></span>
			</span>
			<span class="size">${size}</span>
			${this.button('settings', strings.display, () => this.command('toggleDisplayPanel'))}
			${this.button(
				masksHidden ? 'eye-closed' : 'eye',
				masksHidden ? strings.showMasks : strings.hideMasks,
				() => this.command('toggleMasks'),
			)}
			${this.button(
				state.closer ? 'search-stop' : 'search',
				state.closer ? strings.lookAtAll : strings.lookCloser,
				() => this.command('lookCloser'),
			)}
			${this.button('screen-full', strings.fitImage, () => this.command('zoomToFit'))}
			<button class="zoom" title=${strings.actualSize} @click=${() => this.command('zoomToActualSize')}>
				${formatZoom(viewport.scale, language)}
			</button>
		</div>`;
	}

	private button(icon: string, label: string, press: () => void): TemplateResult {
		return html`<vscode-toolbar-button icon=${icon} label=${label} @click=${press}></vscode-toolbar-button>`;
	}

	private run(command: ButtonCommand): () => void {
		return () => this.act({ type: 'run', command });
	}
}

/** The levels with their figures; the same array while the levels are the same, so that pictures are not redrawn. */
const stripLevels = ((): ((state: State) => readonly StripLevel[]) => {
	let last: readonly StripLevel[] = [];
	return (state) => {
		const levels = levelsOf(state);
		const isSame =
			levels.length === last.length &&
			levels.every(
				({ segmentation, shown, isBetween }, i) =>
					segmentation === last[i]?.segmentation &&
					shown === last[i].shown &&
					isBetween === last[i].isBetween,
			);
		if (!isSame) last = levels.map((level) => ({ ...level, ...maskFigures(level.segmentation) }));
		return last;
	};
})();

function banner(
	icon: string,
	text: string | TemplateResult,
	action: TemplateResult | typeof nothing = nothing,
): TemplateResult {
	return html`<div class="banner" role="status">
		<i class="codicon codicon-${icon}"></i><span>${text}</span>
		${action}
	</div>`;
}

function formatZoom(scale: number, language: string): string {
	const percent = scale * 100;
	return `${percent.toLocaleString(language, { maximumFractionDigits: percent < 10 ? 1 : 0 })} %`;
}
