import type { Annotation } from '../../src/shared/annotations/annotation';
import type { ColouredCategory } from '../../src/shared/annotations/categoryColour';
import type { Colouring } from '../../src/shared/protocol/display';
import type { Size, Viewport } from '../viewport';
import { annotationColour } from './annotationColour';
import { maskPath } from './maskPaths';
import { onImage, strokeOutline } from './strokes';

/** CSS pixels around the stage that are drawn too, so that a pan only moves what is there. */
const margin = 200;
/** Milliseconds of a frame that drawing may take; what is not done then goes on in the next frame. */
const budgetMs = 12;
/** So many masks are drawn at once, whatever the budget. */
const fewMasks = 500;
/** Milliseconds after which somebody who zooms has stopped, and the masks are drawn anew at the new scale. */
const restMs = 120;
/** Masks smaller than this on screen, in CSS pixels, are drawn as boxes without an outline. */
const minSide = 4;

/** All that the layer's looks depend on, besides the viewport. */
interface Content {
	readonly annotations: readonly Annotation[];
	readonly categories: readonly ColouredCategory[];
	/** Of a mask's fill, 0 to 1. */
	readonly opacity: number;
	readonly colouring: Colouring;
	readonly stage: Size;
	/** Device pixels a CSS pixel. */
	readonly ratio: number;
}

interface Drawing {
	readonly content: Content;
	readonly viewport: Viewport;
	readonly canvas: HTMLCanvasElement;
}

/**
 * The kept masks, drawn once and then only moved while one pans, or scaled until they are drawn anew while one zooms:
 * twenty thousand take longer than a frame. Drawing goes on over several frames, and what was there stays until then.
 */
export class AnnotationLayer {
	private shown: Drawing | undefined;
	private job: { readonly drawing: Drawing; readonly steps: Iterator<void> } | undefined;
	/** The one that is not shown, to draw the next on. */
	private spare: HTMLCanvasElement | undefined;
	private lastScale = 0;
	private lastZoomAt = 0;

	/** @param requestFrame asks for `draw` to be called in the next frame */
	constructor(private readonly requestFrame: () => void) {}

	/** Not all masks are drawn yet as they should be. */
	get isDrawing(): boolean {
		return this.job !== undefined;
	}

	/** Draws the masks as far as they are ready. */
	draw(context: CanvasRenderingContext2D, content: Content, viewport: Viewport): void {
		const { shown } = this;
		if (shown && isSame(shown.content, content) && covers(shown, viewport)) this.job = undefined;
		else if (shown && isSame(shown.content, content) && this.isZooming(content, viewport))
			this.requestFrame();
		else this.prepare(content, viewport);
		// The first time, masks are seen as they come.
		const drawing = this.shown ?? this.job?.drawing;
		if (drawing) blit(context, drawing, viewport);
	}

	/** Whether the scale has just changed, and many masks would have to be drawn for it. */
	private isZooming({ annotations }: Content, { scale }: Viewport): boolean {
		const now = performance.now();
		if (scale !== this.lastScale) this.lastZoomAt = now;
		this.lastScale = scale;
		return annotations.length >= fewMasks && now - this.lastZoomAt < restMs;
	}

	private prepare(content: Content, viewport: Viewport): void {
		const isWanted =
			this.job && isSame(this.job.drawing.content, content) && covers(this.job.drawing, viewport);
		const job = isWanted ? this.job! : this.begin(content, viewport);
		this.job = job;
		// Few masks are there at once, so that none is seen that is gone.
		const hasTime = content.annotations.length < fewMasks ? Number.POSITIVE_INFINITY : budgetMs;
		const end = performance.now() + hasTime;
		while (performance.now() < end) {
			if (!job.steps.next().done) continue;
			this.spare = this.shown?.canvas;
			this.shown = job.drawing;
			this.job = undefined;
			return;
		}
		this.requestFrame();
	}

	private begin(content: Content, viewport: Viewport) {
		const canvas = this.job?.drawing.canvas ?? this.spare ?? document.createElement('canvas');
		this.spare = undefined;
		// Setting its size clears it.
		canvas.width = Math.round((content.stage.width + 2 * margin) * content.ratio);
		canvas.height = Math.round((content.stage.height + 2 * margin) * content.ratio);
		const drawing = { content, viewport, canvas };
		return { drawing, steps: drawMasks(drawing) };
	}
}

function isSame(one: Content, other: Content): boolean {
	return (
		one.annotations === other.annotations &&
		one.categories === other.categories &&
		one.opacity === other.opacity &&
		one.colouring === other.colouring &&
		one.stage.width === other.stage.width &&
		one.stage.height === other.stage.height &&
		one.ratio === other.ratio
	);
}

/** Whether the drawing has all that the viewport shows, at its scale. */
function covers({ viewport: drawn }: Drawing, viewport: Viewport): boolean {
	return (
		drawn.scale === viewport.scale &&
		Math.abs(drawn.left - viewport.left) <= margin &&
		Math.abs(drawn.top - viewport.top) <= margin
	);
}

function blit(
	context: CanvasRenderingContext2D,
	{ viewport: drawn, canvas, content }: Drawing,
	viewport: Viewport,
): void {
	const zoom = viewport.scale / drawn.scale;
	context.drawImage(
		canvas,
		viewport.left - (drawn.left + margin) * zoom,
		viewport.top - (drawn.top + margin) * zoom,
		(canvas.width / content.ratio) * zoom,
		(canvas.height / content.ratio) * zoom,
	);
}

/** Draws the masks in steps of a few. */
function* drawMasks({ content, viewport, canvas }: Drawing): Generator<void> {
	const { annotations, categories, opacity, colouring, stage, ratio } = content;
	const context = canvas.getContext('2d')!;
	context.scale(ratio, ratio);
	const moved = { ...viewport, left: viewport.left + margin, top: viewport.top + margin };
	const visible = wholesFirst(annotations).filter((one) => isWithin(one, moved, stage));
	yield;
	for (const [index, annotation] of visible.entries()) {
		fillMask(context, annotation, moved, annotationColour(annotation, categories, opacity, colouring));
		if (index % 8 === 7) yield;
	}
	for (const [index, annotation] of visible.entries()) {
		if (isTiny(annotation, viewport)) continue;
		const path = maskPath(annotation.segmentation, viewport.scale);
		const colour = annotationColour(annotation, categories, 0.95, colouring);
		strokeOutline(context, path, moved, colour, false);
		if (index % 8 === 7) yield;
	}
}

const ordered = new WeakMap<readonly Annotation[], readonly Annotation[]>();

/** By area: a part takes its place out of the whole's colour, so that no two colours mix. */
function wholesFirst(annotations: readonly Annotation[]): readonly Annotation[] {
	let sorted = ordered.get(annotations);
	if (!sorted) {
		sorted = annotations.toSorted((a, b) => b.area - a.area || a.id - b.id);
		ordered.set(annotations, sorted);
	}
	return sorted;
}

function isWithin(
	{ bbox: [x, y, width, height] }: Annotation,
	{ scale, left, top }: Viewport,
	stage: Size,
): boolean {
	return (
		(x + width) * scale + left >= 0 &&
		(y + height) * scale + top >= 0 &&
		x * scale + left <= stage.width + 2 * margin &&
		y * scale + top <= stage.height + 2 * margin
	);
}

function fillMask(
	context: CanvasRenderingContext2D,
	annotation: Annotation,
	viewport: Viewport,
	colour: string,
): void {
	onImage(context, viewport, () => {
		context.fillStyle = colour;
		if (isTiny(annotation, viewport)) {
			context.fillRect(...annotation.bbox);
			return;
		}
		const path = maskPath(annotation.segmentation, viewport.scale);
		context.globalCompositeOperation = 'destination-out';
		context.fill(path, 'evenodd');
		context.globalCompositeOperation = 'source-over';
		context.fill(path, 'evenodd');
	});
}

function isTiny({ bbox: [, , width, height] }: Annotation, { scale }: Viewport): boolean {
	return Math.max(width, height) * scale < minSide;
}
