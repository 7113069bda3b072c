import { html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import { colourings, type Display, defaultDisplay, pictureFactors } from '../../src/shared/protocol/display';
import { initialState } from '../store';

/** How image and masks are shown: a small panel over the stage's corner. */
@customElement('strata-display-panel')
export class DisplayPanel extends LitElement {
	@property({ attribute: false }) display: Display = defaultDisplay;
	/** The opacity of masks where the display has none of its own. */
	@property({ attribute: false }) usualOpacity = 0.35;
	@property({ attribute: false }) strings = initialState.strings;
	@property({ attribute: false }) onChange: (display: Display) => void = () => undefined;
	@property({ attribute: false }) onClose: () => void = () => undefined;

	protected override createRenderRoot(): this {
		return this;
	}

	protected override render(): TemplateResult {
		const { display, strings } = this;
		return html`<form
			id="display"
			aria-label=${strings.display}
			@submit=${(event: Event) => event.preventDefault()}
			@keydown=${this.closeOnEscape}
		>
			${this.slider(strings.maskOpacity, 'maskOpacity', display.maskOpacity ?? this.usualOpacity, 0, 1)}
			${this.slider(strings.brightness, 'brightness', display.brightness, pictureFactors.min, pictureFactors.max)}
			${this.slider(strings.contrast, 'contrast', display.contrast, pictureFactors.min, pictureFactors.max)}
			<label>
				<span>${strings.colourBy}</span>
				<select @change=${(event: Event) => this.change({ colouring: colourings[selectOf(event).selectedIndex]! })}>
					${colourings.map((one) => html`<option ?selected=${one === display.colouring}>${strings[one]}</option>`)}
				</select>
			</label>
			${this.box(strings.outlinesOnly, 'outlinesOnly')} ${this.box(strings.selectedOnly, 'selectedOnly')}
			<div class="buttons">
				<vscode-button secondary @click=${() => this.onChange(defaultDisplay)}>${strings.reset}</vscode-button>
				<vscode-button secondary @click=${() => this.onClose()}>${strings.close}</vscode-button>
			</div>
		</form>`;
	}

	/** Brings the keys to the first slider. */
	takeFocus(): void {
		void this.updateComplete.then(() => this.querySelector('input')?.focus());
	}

	private slider(
		label: string,
		key: 'maskOpacity' | 'brightness' | 'contrast',
		value: number,
		min: number,
		max: number,
	): TemplateResult {
		return html`<label>
			<span>${label}</span>
			<input
				type="range"
				min=${min}
				max=${max}
				step="0.05"
				.value=${`${value}`}
				@input=${(event: Event) => this.change({ [key]: Number(inputOf(event).value) })}
			/>
		</label>`;
	}

	private box(label: string, key: 'outlinesOnly' | 'selectedOnly'): TemplateResult {
		return html`<label>
			<span>${label}</span>
			<input
				type="checkbox"
				.checked=${this.display[key]}
				@change=${(event: Event) => this.change({ [key]: inputOf(event).checked })}
			/>
		</label>`;
	}

	private change(change: Partial<Display>): void {
		this.onChange({ ...this.display, ...change });
	}

	private closeOnEscape(event: KeyboardEvent): void {
		if (event.key !== 'Escape') return;
		event.stopPropagation();
		this.onClose();
	}
}

const inputOf = (event: Event) => event.currentTarget as HTMLInputElement;
const selectOf = (event: Event) => event.currentTarget as HTMLSelectElement;
