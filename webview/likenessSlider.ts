import { html, type TemplateResult } from 'lit';

/**
 * How alike masks have to be: to the right, more of them are taken.
 *
 * @param label for the tooltip and screen readers
 * @param minLikeness 0 to 1
 */
export function likenessSlider(
	label: string,
	minLikeness: number,
	act: (one: { readonly type: 'setMinLikeness'; readonly value: number }) => void,
): TemplateResult {
	return html`<input
		class="alike-slider"
		type="range"
		min="0"
		max="1"
		step="0.01"
		aria-label=${label}
		title=${label}
		.value=${`${1 - minLikeness}`}
		@input=${({ target }: Event) =>
			act({ type: 'setMinLikeness', value: 1 - Number((target as HTMLInputElement).value) })}
	/>`;
}
