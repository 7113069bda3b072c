import { html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-toolbar-button/index.js';
import '@vscode-elements/elements/dist/vscode-progress-bar/index.js';
import type { AlikeState } from '../../src/shared/alike';
import type { ViewAct } from '../../src/shared/protocol/editorProtocol';
import { fillIn } from '../../src/shared/protocol/pageStrings';
import { likenessSlider } from '../likenessSlider';
import type { Picture } from '../stage/picture';
import { initialState } from '../store';
import { drawThumbnail } from './maskThumbnail';

type Found = Extract<AlikeState, { readonly phase: 'found' }>;

const thumbnail = { width: 84, height: 63 };

/** Masks that look like the selected ones, the likest first: which of them are kept is chosen with a slider and by clicks. */
@customElement('strata-alike-tray')
export class AlikeTray extends LitElement {
	@property({ attribute: false }) alike: AlikeState = { phase: 'searching', done: 0 };
	@property({ attribute: false }) picture: Picture | null = null;
	@property({ attribute: false }) strings = initialState.strings;
	/** For numbers. */
	@property({ attribute: false }) language = 'en';
	@property({ attribute: false }) act: (one: ViewAct) => void = () => undefined;
	/** The pointer or the focus is on a mask's picture; null: on none. */
	@property({ attribute: false }) onPoint: (index: number | null) => void = () => undefined;
	/** The keys go back to the stage. */
	@property({ attribute: false }) onLeave: () => void = () => undefined;
	private drawn: readonly [masks: unknown, picture: unknown] | undefined;

	protected override createRenderRoot(): this {
		return this;
	}

	protected override render(): TemplateResult {
		return this.alike.phase === 'searching' ? this.searching(this.alike.done) : this.found(this.alike);
	}

	private searching(done: number): TemplateResult {
		const percent = Math.floor(100 * done);
		return html`<div class="alike-search" role="status">
				<span>${fillIn(this.strings.alikeSearching, percent)}</span>
				<vscode-progress-bar value=${percent}></vscode-progress-bar>
			</div>
			${this.clearButton()}`;
	}

	private found({ category, masks, minLikeness, taken }: Found): TemplateResult {
		const { strings } = this;
		const count = taken.filter(Boolean).length;
		return html`<div class="alike-choice" @keydown=${this.leaveOnEscape}>
				<b class="alike-name" title=${category.name}>${category.name}</b>
				<small class="alike-count" aria-live="polite">${fillIn(strings.alikeTitle, count, masks.length)}</small>
				${likenessSlider(strings.minLikeness, minLikeness, this.act)}
			</div>
			<div class="alike-masks" role="group" aria-label=${strings.alike} @keydown=${this.leaveOnEscape}>
				${masks.map((mask, index) => this.mask(mask, index, taken[index]!))}
			</div>
			<div class="actions">
				<vscode-button @click=${() => this.act({ type: 'keep', which: 'shown' })} ?disabled=${count === 0}>
					${fillIn(strings.addAlike, count)}
				</vscode-button>
				${this.clearButton()}
			</div>`;
	}

	private mask({ likeness, area }: Found['masks'][number], index: number, isTaken: boolean): TemplateResult {
		const percent = Math.round(100 * likeness);
		const point = () => this.onPoint(index);
		const leave = () => this.onPoint(null);
		return html`<button
			class="level ${isTaken ? 'shown' : 'left-out'}"
			aria-pressed=${isTaken}
			title=${fillIn(this.strings.alikeMask, percent, area.toLocaleString(this.language))}
			@click=${() => this.act({ type: 'toggleAlike', index })}
			@pointerenter=${point}
			@pointerleave=${leave}
			@focus=${point}
			@blur=${leave}
		>
			<canvas width=${thumbnail.width * 2} height=${thumbnail.height * 2}></canvas>
			<span class="caption">${percent} %</span>
		</button>`;
	}

	private clearButton(): TemplateResult {
		const clear = () => this.act({ type: 'clear' });
		return html`<vscode-toolbar-button icon="close" label=${this.strings.clear} @click=${clear}></vscode-toolbar-button>`;
	}

	/** VS Code's keys are the stage's only. */
	private leaveOnEscape(event: KeyboardEvent): void {
		if (event.key !== 'Escape') return;
		this.act({ type: 'clear' });
		this.onLeave();
	}

	protected override updated(_changed: PropertyValues<this>): void {
		const { alike, picture } = this;
		if (alike.phase !== 'found' || !picture) return;
		// Which masks are taken changes with every step of the slider; the pictures do not.
		if (this.drawn?.[0] === alike.masks && this.drawn[1] === picture) return;
		this.drawn = [alike.masks, picture];
		const canvases = this.querySelectorAll('canvas');
		for (const [index, { segmentation, bbox }] of alike.masks.entries()) {
			const context = canvases[index]?.getContext('2d');
			if (context) drawThumbnail(context, picture, segmentation, bbox);
		}
	}
}
