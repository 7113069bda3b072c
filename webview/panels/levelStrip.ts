import { html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Bbox } from '../../src/shared/mask/rle';
import { fillIn } from '../../src/shared/protocol/pageStrings';
import type { Picture } from '../stage/picture';
import type { Level } from '../store';
import { drawThumbnail } from './maskThumbnail';

/** One picture of the strip. */
export interface StripLevel extends Level {
	/** Pixels. */
	readonly area: number;
	readonly bbox: Bbox;
}

const thumbnail = { width: 84, height: 63 };
/** Milliseconds. */
const restMs = 120;

/** The levels side by side, finest first, each as the piece of the picture that its mask cuts out. */
@customElement('strata-level-strip')
export class LevelStrip extends LitElement {
	@property({ attribute: false }) levels: readonly StripLevel[] = [];
	@property({ attribute: false }) picture: Picture | null = null;
	/** The part of the picture that every thumbnail shows: the largest level's box. */
	@property({ attribute: false }) frame: Bbox = [0, 0, 1, 1];
	/** Pixels of the whole image, for areas in percent. */
	@property({ attribute: false }) imageArea = 1;
	/** What a picture's tooltip says: {0} is its level, {1} its area. */
	@property({ attribute: false }) tooltip = '';
	/** What the shown level is likely to be called, as it is written; empty: nothing is said. */
	@property({ attribute: false }) likelyName = '';
	/** For numbers. */
	@property({ attribute: false }) language = 'en';
	@property({ attribute: false }) onPick: (level: number) => void = () => undefined;
	/** What each canvas shows. */
	private readonly drawn: (readonly [canvas: unknown, mask: unknown, picture: unknown, frame: string])[] = [];
	private scrolledTo: string | undefined;
	private timer: ReturnType<typeof setTimeout> | undefined;

	protected override createRenderRoot(): this {
		return this;
	}

	protected override render(): TemplateResult {
		return html`${this.levels.map(
			({ level, area, shown, isBetween }) => html`
				<button
					class="level ${shown ? 'shown' : ''} ${isBetween ? 'between' : ''}"
					data-level=${level}
					aria-pressed=${shown}
					title=${this.titleOf(level, area, shown)}
					@click=${() => this.onPick(level)}
				>
					<canvas width=${thumbnail.width * 2} height=${thumbnail.height * 2}></canvas>
					<span class="caption"
						><b>${level}</b> ${
							shown && this.likelyName
								? html`<span class="likely">${this.likelyName}</span>`
								: percent(area / this.imageArea, this.language)
						}</span
					>
				</button>
			`,
		)}`;
	}

	private titleOf(level: number, area: number, shown: boolean): string {
		const figures = fillIn(this.tooltip, level, area.toLocaleString(this.language));
		return shown && this.likelyName ? `${figures} · ${this.likelyName}` : figures;
	}

	protected override updated(changed: PropertyValues<this>): void {
		if (!changed.has('levels') && !changed.has('picture')) return;
		const shown = this.querySelector<HTMLElement>('.shown');
		// It makes the browser lay the page out: not for every mask that is passed.
		if (shown?.dataset.level !== this.scrolledTo)
			shown?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
		this.scrolledTo = shown?.dataset.level;
		// While one goes through many masks, their pictures wait until one rests.
		if (this.levels.some(({ isBetween }) => isBetween)) this.timer ??= setTimeout(() => this.draw(), restMs);
		else this.draw();
	}

	/** Draws the pictures that are not what they should be. */
	private draw(): void {
		clearTimeout(this.timer);
		this.timer = undefined;
		const { picture, frame } = this;
		this.querySelectorAll('canvas').forEach((canvas, index) => {
			const mask = this.levels[index]?.segmentation;
			const [, ofMask, ofPicture, ofFrame] = this.drawn[index] ?? [];
			const isDrawn =
				this.drawn[index]?.[0] === canvas &&
				ofMask === mask &&
				ofPicture === picture &&
				ofFrame === frame.join();
			const context = isDrawn ? null : canvas.getContext('2d');
			if (!context || !picture || !mask) return;
			drawThumbnail(context, picture, mask, frame);
			this.drawn[index] = [canvas, mask, picture, frame.join()];
		});
	}
}

function percent(fraction: number, language: string): string {
	const value = fraction * 100;
	if (value < 0.01) return '< 0.01 %';
	return `${value.toLocaleString(language, { maximumSignificantDigits: 2 })} %`;
}
