import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { poolOf, shownPlace } from '../../src/shared/levelPool';
import type { OpenLevels } from '../../src/shared/protocol/editorProtocol';
import { fillIn } from '../../src/shared/protocol/pageStrings';
import { initialState } from '../store';

/** Goes through all masks that were found, from the finest to the coarsest; the levels among them are marked. */
@customElement('strata-level-slider')
export class LevelSlider extends LitElement {
	@property({ attribute: false }) levels: OpenLevels | undefined;
	@property({ attribute: false }) strings = initialState.strings;
	/** For numbers. */
	@property({ attribute: false }) language = 'en';
	@property({ attribute: false }) onSlide: (place: number) => void = () => undefined;
	/** The keys go back to the stage. */
	@property({ attribute: false }) onLeave: () => void = () => undefined;

	protected override createRenderRoot(): this {
		return this;
	}

	protected override render(): TemplateResult | typeof nothing {
		const { levels, strings } = this;
		if (!levels) return nothing;
		const { masks, places } = poolOf(levels);
		const place = Math.max(0, shownPlace(levels));
		const last = masks.length - 1;
		return html`<input
				class="found-slider"
				type="range"
				min="0"
				max=${last}
				step="1"
				aria-label=${strings.foundMasks}
				aria-valuetext=${this.words(levels, place)}
				title=${strings.foundMasksTitle}
				.value=${`${place}`}
				@input=${({ target }: Event) => this.onSlide(Number((target as HTMLInputElement).value))}
				@keydown=${this.leaveOnEscape}
			/>
			<div class="places" aria-hidden="true">
				${places.map((at) => html`<i style="left: ${(100 * at) / last}%"></i>`)}
			</div>
			<small>${fillIn(strings.foundMask, place + 1, masks.length)}</small>`;
	}

	/** Where one is, for those who do not see it. */
	private words(levels: OpenLevels, place: number): string {
		const { masks, places } = poolOf(levels);
		const { strings } = this;
		const area = masks[place]!.area.toLocaleString(this.language);
		const text = places.includes(place) ? strings.foundLevelWords : strings.foundMaskWords;
		return fillIn(text, place + 1, masks.length, area, masks[place]!.level);
	}

	/** VS Code's keys are the stage's only. */
	private leaveOnEscape(event: KeyboardEvent): void {
		if (event.key !== 'Escape') return;
		// On the stage it would clear the clicks.
		event.stopPropagation();
		this.onLeave();
	}
}
