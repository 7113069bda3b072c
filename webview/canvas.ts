import type { Annotation } from '../src/shared/annotation';
import type { Rle } from '../src/shared/mask/rle';
import type { Prompt } from '../src/shared/prompt';
import { categoryColour } from './categoryColour';
import { maskPath } from './maskPaths';
import type { State } from './store';
import { toScreen, type Viewport } from './viewport';

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
		const { ladder, document, masksHidden, viewport, preview } = state;
		if (!masksHidden) {
			// Wholes first, so that their parts lie on top of them.
			const ordered = [...document.annotations].sort((a, b) => b.area - a.area);
			for (const annotation of ordered) this.drawAnnotation(annotation, state);
		}
		const candidate = ladder?.candidates[ladder.shown];
		if (candidate) this.drawMask(candidate.segmentation, viewport, candidateColour, 0.32, true);
		else if (preview) this.drawMask(preview.segmentation, viewport, candidateColour, 0.18, false);
		for (const prompt of state.prompts) this.drawPrompt(prompt, viewport);
		const { draggedBox } = state;
		if (draggedBox) {
			const { from, to } = draggedBox;
			this.drawPrompt({ type: 'box', x0: from.x, y0: from.y, x1: to.x, y1: to.y }, viewport);
		}
	}

	private drawAnnotation(annotation: Annotation, { selected, ladder, settings, viewport }: State): void {
		const isSelected = annotation.id === selected && !ladder;
		// While a ladder is open, what is kept already steps back.
		const opacity = settings.maskOpacity * (ladder ? 0.4 : 1);
		const colour = (alpha: number) => categoryColour(annotation.categoryId, alpha);
		this.drawMask(annotation.segmentation, viewport, colour, opacity, isSelected);
	}

	private drawMask(
		mask: Rle,
		{ scale, left, top }: Viewport,
		colour: (alpha: number) => string,
		opacity: number,
		emphasised: boolean,
	): void {
		const { context } = this;
		const path = maskPath(mask);
		context.save();
		context.translate(left, top);
		context.scale(scale, scale);
		context.fillStyle = colour(opacity);
		context.fill(path, 'evenodd');
		context.lineJoin = 'round';
		// A dark line under the bright one is seen on every picture.
		context.lineWidth = (emphasised ? 4 : 2.5) / scale;
		context.strokeStyle = `rgb(0 0 0 / ${emphasised ? 0.7 : 0.4})`;
		context.stroke(path);
		context.lineWidth = (emphasised ? 2 : 1.25) / scale;
		context.strokeStyle = emphasised ? 'white' : colour(0.95);
		context.stroke(path);
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
