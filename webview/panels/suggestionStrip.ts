import { html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Annotation } from '../../src/shared/annotations/annotation';
import { fillIn } from '../../src/shared/protocol/pageStrings';
import type { Picture } from '../stage/picture';
import { initialState } from '../store';
import { drawThumbnail } from './maskThumbnail';

const thumbnail = { width: 84, height: 63 };
/** How many are shown to each side of the selected one: an image can have hundreds. */
const maxBeside = 20;

/** The masks with suggested names, each as the piece of the picture that it cuts out: one is decided on after the other. */
@customElement('strata-suggestion-strip')
export class SuggestionStrip extends LitElement {
	/** All of the image that can be seen, in the order in which they are gone through. */
	@property({ attribute: false }) suggestions: readonly Annotation[] = [];
	/** The id of one of them. */
	@property({ attribute: false }) selected = 0;
	@property({ attribute: false }) picture: Picture | null = null;
	@property({ attribute: false }) strings = initialState.strings;
	@property({ attribute: false }) onPick: (id: number) => void = () => undefined;
	private readonly drawn = new WeakMap<HTMLCanvasElement, readonly [mask: unknown, picture: unknown]>();

	protected override createRenderRoot(): this {
		return this;
	}

	protected override render(): TemplateResult {
		return html`<div class="suggestions" role="group" aria-label=${this.strings.suggestedNames}>
			${repeat(
				this.shown,
				({ id }) => id,
				(one) => this.crop(one),
			)}
		</div>`;
	}

	private get shown(): readonly Annotation[] {
		const at = this.suggestions.findIndex(({ id }) => id === this.selected);
		return this.suggestions.slice(Math.max(0, at - maxBeside), at + maxBeside + 1);
	}

	private crop({ id, suggested }: Annotation): TemplateResult {
		const name = fillIn(this.strings.suggestedName, suggested?.name ?? '');
		const isSelected = id === this.selected;
		return html`<button
			class="level ${isSelected ? 'shown' : ''}"
			data-annotation=${id}
			aria-pressed=${isSelected}
			title=${name}
			@click=${() => this.onPick(id)}
		>
			<canvas width=${thumbnail.width * 2} height=${thumbnail.height * 2}></canvas>
			<span class="caption"><span class="likely">${name}</span></span>
		</button>`;
	}

	protected override updated(): void {
		const { picture } = this;
		const masks = new Map(this.shown.map((one) => [`${one.id}`, one]));
		for (const button of this.querySelectorAll<HTMLElement>('button')) {
			const one = masks.get(button.dataset.annotation!);
			const canvas = button.querySelector('canvas')!;
			const [mask, of] = this.drawn.get(canvas) ?? [];
			if (!one || !picture || (mask === one.segmentation && of === picture)) continue;
			this.drawn.set(canvas, [one.segmentation, picture]);
			const context = canvas.getContext('2d');
			if (context) drawThumbnail(context, picture, one.segmentation, one.bbox);
		}
		this.querySelector('.shown')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
	}
}
