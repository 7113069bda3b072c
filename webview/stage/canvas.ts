import type { Rle } from '../../src/shared/mask/rle';
import {
	colouredCategories,
	imageSize,
	openAlike,
	type State,
	selectedAnnotations,
	shownCandidate,
} from '../store';
import type { Viewport } from '../viewport';
import { AnnotationLayer } from './annotationLayer';
import { drawnAnnotations } from './drawnAnnotations';
import { maskPath } from './maskPaths';
import { drawPixelGrid } from './pixelGrid';
import { drawCloserFrame, drawCrosshair, drawPrompt } from './promptMarks';
import { onImage, strokeOutline } from './strokes';

const candidateColour = (alpha: number) => `hsl(190 100% 55% / ${alpha})`;

/** Draws masks, prompts and what a tool previews over the picture; the picture itself is an element below. */
export class Canvas {
	private readonly context: CanvasRenderingContext2D;
	private readonly annotations: AnnotationLayer;
	private state: State | undefined;

	constructor(private readonly element: HTMLCanvasElement) {
		this.context = element.getContext('2d')!;
		this.annotations = new AnnotationLayer(() =>
			requestAnimationFrame(() => this.state && this.draw(this.state)),
		);
	}

	/** Masks are still being drawn, over several frames. */
	get isDrawing(): boolean {
		return this.annotations.isDrawing;
	}

	draw(state: State): void {
		this.state = state;
		const ratio = window.devicePixelRatio;
		const { clientWidth: width, clientHeight: height } = this.element;
		this.clear(Math.round(width * ratio), Math.round(height * ratio));
		this.context.scale(ratio, ratio);
		if (!state.picture || width === 0 || height === 0) return;
		const { viewport, preview, prompting } = state;
		const stage = { width, height };
		const image = imageSize(state);
		if (image) drawPixelGrid(this.context, viewport, stage, image);
		if (!state.masksHidden) {
			this.annotations.draw(this.context, { ...annotationLooks(state), stage, ratio }, viewport);
			for (const { segmentation } of prompting.levels ? [] : selectedAnnotations(state))
				this.outline(segmentation, viewport, 'white', true);
		}
		const candidate = shownCandidate(state);
		// A fill would hide what an edit does.
		const fill = state.editsPanelOpen ? 0 : 1;
		if (candidate) this.drawCandidate(candidate.segmentation, viewport, false, fill);
		else if (preview) this.drawCandidate(preview.segmentation, viewport, true, fill);
		this.drawAlike(state);
		if (state.closer) drawCloserFrame(this.context, state.closer, viewport);
		for (const prompt of prompting.prompts) drawPrompt(this.context, prompt, viewport);
		if (state.crosshair) drawCrosshair(this.context, state.crosshair, viewport);
		const { draggedBox } = state;
		if (draggedBox) {
			const { from, to } = draggedBox;
			drawPrompt(this.context, { type: 'box', x0: from.x, y0: from.y, x1: to.x, y1: to.y }, viewport);
		}
	}

	/** To a new size costs a new buffer. */
	private clear(width: number, height: number): void {
		const { element, context } = this;
		if (element.width !== width) element.width = width;
		if (element.height !== height) element.height = height;
		context.reset();
	}

	/** The masks that are taken, and the one whose picture is pointed at. */
	private drawAlike(state: State): void {
		const alike = openAlike(state);
		for (const [index, { segmentation }] of alike?.masks.entries() ?? []) {
			const isPointed = index === state.alikePointed;
			if (alike!.taken[index]) this.drawCandidate(segmentation, state.viewport, !isPointed, 1);
			else if (isPointed) this.outline(segmentation, state.viewport, 'white', true);
		}
	}

	private drawCandidate(mask: Rle, viewport: Viewport, isPreview: boolean, fill: number): void {
		const { context } = this;
		onImage(context, viewport, () => {
			context.fillStyle = candidateColour(fill * (isPreview ? 0.18 : 0.32));
			context.fill(maskPath(mask, viewport.scale), 'evenodd');
		});
		this.outline(mask, viewport, isPreview ? candidateColour(0.95) : 'white', !isPreview);
	}

	private outline(mask: Rle, viewport: Viewport, colour: string, isEmphasised: boolean): void {
		strokeOutline(this.context, maskPath(mask, viewport.scale), viewport, colour, isEmphasised);
	}
}

/** What the kept masks look like: while a mask is being chosen, they step back. */
function annotationLooks(state: State) {
	const { display, editsPanelOpen, prompting, settings } = state;
	const opacity = display.outlinesOnly || editsPanelOpen ? 0 : (display.maskOpacity ?? settings.maskOpacity);
	return {
		annotations: drawnAnnotations(state),
		categories: colouredCategories(state),
		opacity: opacity * (prompting.levels ? 0.4 : 1),
		colouring: display.colouring,
	};
}
