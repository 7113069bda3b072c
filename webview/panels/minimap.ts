import { html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Picture } from '../stage/picture';
import type { Size, Viewport } from '../viewport';

/** The longer side of the small picture, in CSS pixels. */
const longestSide = 140;

/** The whole picture, small, with a frame around what is on the stage; a press or drag in it goes there. */
@customElement('strata-minimap')
export class Minimap extends LitElement {
	@property({ attribute: false }) picture: Picture | null = null;
	@property({ attribute: false }) image: Size = { width: 1, height: 1 };
	@property({ attribute: false }) stage: Size = { width: 1, height: 1 };
	@property({ attribute: false }) viewport: Viewport = { scale: 1, left: 0, top: 0 };
	/** Moves the view so that this image point is in the middle. */
	@property({ attribute: false }) onGo: (x: number, y: number) => void = () => undefined;

	private drawn: Picture | null = null;

	protected override createRenderRoot(): this {
		return this;
	}

	protected override render(): TemplateResult {
		const { image, stage, viewport } = this;
		const scale = this.scale;
		const frame = [
			`left:${(-viewport.left / viewport.scale) * scale}px`,
			`top:${(-viewport.top / viewport.scale) * scale}px`,
			`width:${(stage.width / viewport.scale) * scale}px`,
			`height:${(stage.height / viewport.scale) * scale}px`,
		].join(';');
		return html`<div
			id="minimap"
			aria-hidden="true"
			style="width:${image.width * scale}px;height:${image.height * scale}px"
			@pointerdown=${this.go}
			@pointermove=${this.go}
		>
			<canvas class="minimap-picture"></canvas>
			<div class="frame" style=${frame}></div>
		</div>`;
	}

	protected override updated(_: PropertyValues<this>): void {
		const { picture } = this;
		if (picture === this.drawn || !picture) return;
		this.drawn = picture;
		const canvas = this.querySelector('canvas')!;
		canvas.width = this.image.width * this.scale * window.devicePixelRatio;
		canvas.height = this.image.height * this.scale * window.devicePixelRatio;
		canvas.getContext('2d')?.drawImage(picture.element, 0, 0, canvas.width, canvas.height);
	}

	private get scale(): number {
		return longestSide / Math.max(this.image.width, this.image.height);
	}

	private go(event: PointerEvent): void {
		event.stopPropagation();
		if (event.buttons !== 1) return;
		const element = event.currentTarget as HTMLElement;
		element.setPointerCapture(event.pointerId);
		const { left, top } = element.getBoundingClientRect();
		this.onGo((event.clientX - left) / this.scale, (event.clientY - top) / this.scale);
	}
}
