import type { Annotation } from '../../src/shared/annotations/annotation';
import type { Rle } from '../../src/shared/mask/rle';
import type { Prompt } from '../../src/shared/prompt';
import { type State, shownCandidate } from '../store';
import { toScreen, type Viewport } from '../viewport';
import { annotationColour } from './annotationColour';
import { maskPath } from './maskPaths';

const candidateColour = (alpha: number) => `hsl(190 100% 55% / ${alpha})`;

/** Draws masks, prompts and the dragged box over the picture; the picture itself is an element below. */
export class Canvas {
	private readonly context: CanvasRenderingContext2D;

	constructor(private readonly element: HTMLCanvasElement) {
		this.context = element.getContext('2d')!;
	}

	draw(state: State): void {
		const ratio = window.devicePixelRatio;
		const { clientWidth, clientHeight } = this.element;
		this.element.width = Math.round(clientWidth * ratio);
		this.element.height = Math.round(clientHeight * ratio);
		this.context.scale(ratio, ratio);
		if (!state.picture) return;
		const { document, masksHidden, viewport, preview, prompting } = state;
		if (!masksHidden) {
			// Wholes first: a part takes its place out of the whole's colour, so that no two colours mix.
			const ordered = [...document.annotations].sort((a, b) => b.area - a.area);
			for (const annotation of ordered) this.fillAnnotation(annotation, state);
			for (const annotation of ordered) this.outlineAnnotation(annotation, state);
		}
		const candidate = shownCandidate(state);
		if (candidate) this.drawCandidate(candidate.segmentation, viewport, false);
		else if (preview) this.drawCandidate(preview.segmentation, viewport, true);
		for (const prompt of prompting.prompts) this.drawPrompt(prompt, viewport);
		const { draggedBox } = state;
		if (draggedBox) {
			const { from, to } = draggedBox;
			this.drawPrompt({ type: 'box', x0: from.x, y0: from.y, x1: to.x, y1: to.y }, viewport);
		}
	}

	private fillAnnotation(annotation: Annotation, state: State): void {
		// While a mask is being chosen, what is kept already steps back.
		const opacity = state.settings.maskOpacity * (state.prompting.levels ? 0.4 : 1);
		this.onImage(state.viewport, (context) => {
			const path = maskPath(annotation.segmentation);
			context.globalCompositeOperation = 'destination-out';
			context.fill(path, 'evenodd');
			context.globalCompositeOperation = 'source-over';
			context.fillStyle = annotationColour(annotation, state.document.categories, opacity);
			context.fill(path, 'evenodd');
		});
	}

	private outlineAnnotation(annotation: Annotation, state: State): void {
		const isSelected = annotation.id === state.selected && !state.prompting.levels;
		this.outline(
			annotation.segmentation,
			state.viewport,
			isSelected ? 'white' : annotationColour(annotation, state.document.categories, 0.95),
			isSelected,
		);
	}

	private drawCandidate(mask: Rle, viewport: Viewport, isPreview: boolean): void {
		this.onImage(viewport, (context) => {
			context.fillStyle = candidateColour(isPreview ? 0.18 : 0.32);
			context.fill(maskPath(mask), 'evenodd');
		});
		this.outline(mask, viewport, isPreview ? candidateColour(0.95) : 'white', !isPreview);
	}

	private outline(mask: Rle, viewport: Viewport, colour: string, emphasised: boolean): void {
		this.onImage(viewport, (context) => {
			const path = maskPath(mask);
			context.lineJoin = 'round';
			// A dark line under the bright one is seen on every picture.
			context.lineWidth = (emphasised ? 4 : 2.5) / viewport.scale;
			context.strokeStyle = `rgb(0 0 0 / ${emphasised ? 0.7 : 0.4})`;
			context.stroke(path);
			context.lineWidth = (emphasised ? 2 : 1.25) / viewport.scale;
			context.strokeStyle = colour;
			context.stroke(path);
		});
	}

	/** Draws in image pixels. */
	private onImage({ scale, left, top }: Viewport, draw: (context: CanvasRenderingContext2D) => void): void {
		const { context } = this;
		context.save();
		context.translate(left, top);
		context.scale(scale, scale);
		draw(context);
		context.restore();
	}

	private drawPrompt(prompt: Prompt, viewport: Viewport): void {
		const { context } = this;
		if (prompt.type === 'box') {
			const from = toScreen(viewport, { x: prompt.x0, y: prompt.y0 });
			const to = toScreen(viewport, { x: prompt.x1, y: prompt.y1 });
			const box = [from.left, from.top, to.left - from.left, to.top - from.top] as const;
			context.lineWidth = 3;
			context.strokeStyle = 'rgb(0 0 0 / 0.6)';
			context.strokeRect(...box);
			context.lineWidth = 1.5;
			context.setLineDash([6, 4]);
			context.strokeStyle = 'white';
			context.strokeRect(...box);
			context.setLineDash([]);
			return;
		}
		const { left, top } = toScreen(viewport, prompt);
		context.beginPath();
		context.arc(left, top, 6, 0, 2 * Math.PI);
		context.fillStyle = prompt.positive ? 'hsl(140 75% 40%)' : 'hsl(0 80% 52%)';
		context.fill();
		context.lineWidth = 2;
		context.strokeStyle = 'white';
		context.stroke();
		// A sign besides the colour, for those who do not tell red from green.
		context.beginPath();
		context.moveTo(left - 3, top);
		context.lineTo(left + 3, top);
		if (prompt.positive) {
			context.moveTo(left, top - 3);
			context.lineTo(left, top + 3);
		}
		context.stroke();
	}
}
