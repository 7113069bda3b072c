import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-toolbar-button/index.js';
import '@vscode-elements/elements/dist/vscode-progress-bar/index.js';
import type { Annotation } from '../../src/shared/annotations/annotation';
import type { ViewCommand } from '../../src/shared/protocol/editorProtocol';
import { hint } from '../hint';
import { annotationColour } from '../stage/annotationColour';
import { maskFigures } from '../stage/maskPaths';
import { imageSize, initialState, levelsOf, type State, selectedAnnotation } from '../store';
import './levelStrip';
import type { StripLevel } from './levelStrip';

/** Acts of the page's buttons; keys come from VS Code as the same commands. */
export interface EditorActs {
	command(command: ViewCommand): void;
	pickLevel(level: number): void;
	run(command: 'strata.rename' | 'strata.delete' | 'strata.reopenAsText' | 'strata.chooseModel'): void;
	dismissProblem(): void;
}

/** The whole page: tools, the stage with picture and masks, the strip of levels, and the line that says what to do. */
@customElement('strata-editor')
export class Editor extends LitElement {
	@property({ attribute: false }) state: State = initialState;
	@property({ attribute: false }) acts: EditorActs | undefined;

	protected override createRenderRoot(): this {
		return this;
	}

	protected override render(): TemplateResult {
		const { image, picture, ladder } = this.state;
		// What cannot be segmented can still be looked at.
		const covers = image.phase === 'failed' && !picture;
		return html`
			${this.busy()} ${this.banners()}
			<div id="stage" tabindex="0" aria-label="Image">
				<img id="picture" alt="" draggable="false" />
				<canvas id="overlay"></canvas>
				${covers ? html`<div class="failed" role="alert">${image.message}</div>` : nothing}
				${ladder?.note ? html`<div class="note" role="status">${ladder.note}</div>` : nothing}
			</div>
			${this.strip()} ${this.foot()}
		`;
	}

	private busy(): TemplateResult | typeof nothing {
		const { image, waiting } = this.state;
		const busy = waiting || image.phase === 'opening' || image.phase === 'encoding';
		return busy
			? html`<vscode-progress-bar indeterminate aria-label="Working"></vscode-progress-bar>`
			: nothing;
	}

	private banners(): TemplateResult {
		const { acts } = this;
		const { image, document, picture, problem } = this.state;
		const failure = image.phase === 'failed' ? image.message : undefined;
		const asText = html`<vscode-button secondary @click=${() => acts?.run('strata.reopenAsText')}>Open as Text</vscode-button>`;
		const choose = html`<vscode-button secondary @click=${() => acts?.run('strata.chooseModel')}>Choose Model</vscode-button>`;
		const dismiss = html`<vscode-toolbar-button icon="close" label="Dismiss" @click=${() => acts?.dismissProblem()}></vscode-toolbar-button>`;
		return html`
			${document.readOnlyReason ? banner('lock', document.readOnlyReason, asText) : nothing}
			${failure && picture ? banner('error', html`<span class="failed">${failure}</span>`, choose) : nothing}
			${problem && problem !== failure ? banner('warning', problem, dismiss) : nothing}
		`;
	}

	/** The row of levels is always there, so that the image does not move when a ladder opens. */
	private strip(): TemplateResult {
		const { state, acts } = this;
		const levels = stripLevels(state);
		const selected = state.ladder ? undefined : selectedAnnotation(state);
		if (levels.length === 0 && !selected) {
			return html`<div id="levels"><span class="empty">The levels of what you click appear here.</span></div>`;
		}
		const largest = levels.at(-1);
		const image = imageSize(state);
		const imageArea = image ? image.width * image.height : 1;
		return html`<div id="levels" role="toolbar" aria-label="Levels">
			${selected ? this.selectionTitle(selected) : nothing}
			<strata-level-strip
				.levels=${levels}
				.frame=${largest?.bbox ?? [0, 0, 1, 1]}
				.picture=${state.picture}
				.imageArea=${imageArea}
				.onPick=${(level: number) => acts?.pickLevel(level)}
			></strata-level-strip>
			<div class="actions">${state.ladder ? this.ladderActions(levels.length) : this.selectionActions()}</div>
		</div>`;
	}

	private selectionTitle(selected: Annotation): TemplateResult {
		const { categories } = this.state.document;
		const category = categories.find(({ id }) => id === selected.categoryId);
		return html`<div class="selection">
			<span class="swatch" style="background:${annotationColour(selected, categories)}"></span>
			<b>${category?.name ?? '?'}</b><small>${category?.kind ?? ''}</small>
		</div>`;
	}

	private ladderActions(levels: number): TemplateResult {
		const { acts } = this;
		const complete = this.state.ladder?.pack !== undefined;
		return html`
			<vscode-button ?disabled=${!complete} @click=${() => acts?.command('accept')}>Keep</vscode-button>
			${
				levels > 1
					? html`<vscode-button secondary ?disabled=${!complete} @click=${() => acts?.command('acceptAll')}>Keep All</vscode-button>`
					: nothing
			}
			<vscode-toolbar-button icon="close" label="Drop (Escape)" @click=${() => acts?.command('dropLadder')}></vscode-toolbar-button>
		`;
	}

	private selectionActions(): TemplateResult | typeof nothing {
		const { acts } = this;
		if (this.state.document.readOnlyReason) return nothing;
		return html`
			<vscode-toolbar-button icon="edit" label="Rename (F2)" @click=${() => acts?.run('strata.rename')}></vscode-toolbar-button>
			<vscode-toolbar-button icon="trash" label="Remove (Delete)" @click=${() => acts?.run('strata.delete')}></vscode-toolbar-button>
		`;
	}

	private foot(): TemplateResult {
		const { state, acts } = this;
		const { image, masksHidden, viewport } = state;
		const size = 'width' in image ? `${image.width} × ${image.height}` : '';
		return html`<div id="foot">
			<span class="hint">${image.phase === 'encoding' ? 'Preparing the image for clicks… ' : ''}${hint(state)}</span>
			<span class="size">${size}</span>
			<vscode-toolbar-button
				icon=${masksHidden ? 'eye-closed' : 'eye'}
				label=${masksHidden ? 'Show masks (H)' : 'Hide masks (H)'}
				@click=${() => acts?.command('toggleMasks')}
			></vscode-toolbar-button>
			<vscode-toolbar-button icon="screen-full" label="Fit the image (Ctrl+0)" @click=${() => acts?.command('zoomToFit')}></vscode-toolbar-button>
			<button class="zoom" title="100 % (Ctrl+1)" @click=${() => acts?.command('zoomToActualSize')}>
				${formatZoom(viewport.scale)}
			</button>
		</div>`;
	}
}

/** The levels with their figures; the same array while the levels are the same, so that pictures are not redrawn. */
const stripLevels = ((): ((state: State) => readonly StripLevel[]) => {
	let last: readonly StripLevel[] = [];
	return (state) => {
		const levels = levelsOf(state);
		const same =
			levels.length === last.length &&
			levels.every(
				({ segmentation, shown }, i) => segmentation === last[i]?.segmentation && shown === last[i].shown,
			);
		if (!same) last = levels.map((level) => ({ ...level, ...maskFigures(level.segmentation) }));
		return last;
	};
})();

function banner(icon: string, text: string | TemplateResult, action: TemplateResult): TemplateResult {
	return html`<div class="banner" role="status">
		<i class="codicon codicon-${icon}"></i><span>${text}</span>
		${action}
	</div>`;
}

function formatZoom(scale: number): string {
	const percent = scale * 100;
	return `${percent.toLocaleString('en', { maximumFractionDigits: percent < 10 ? 1 : 0 })} %`;
}
