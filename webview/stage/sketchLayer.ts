import type { DrawMode } from '../../src/shared/drawnShape';
import type { ImagePoint } from '../../src/shared/prompt';
import { toScreen, type Viewport } from '../viewport';
import type { Sketch } from './sketch';

const colours: Readonly<Record<DrawMode, string>> = { add: 'hsl(190 100% 55%)', subtract: 'hsl(0 90% 60%)' };
/** Of what is painted, so that the picture is seen through it. */
const paintOpacity = '0.5';

/**
 * Draws what a tool is drawing on a canvas of its own, at once and only what is new: however many masks there are, a
 * stroke follows the pointer. The brush's ring is an element, which the browser moves by itself.
 */
export class SketchLayer {
	private readonly context: CanvasRenderingContext2D;
	private sketch: Sketch | null = null;
	private viewport: Viewport = { scale: 1, left: 0, top: 0 };
	/** Numbers of the stroke's line that are on the canvas. */
	private drawn = 0;
	private isEmpty = true;
	private around: { readonly at: ImagePoint; readonly radius: number } | undefined;

	constructor(
		private readonly canvas: HTMLCanvasElement,
		private readonly ringElement: HTMLElement,
	) {
		this.context = canvas.getContext('2d')!;
	}

	show(sketch: Sketch | null): void {
		const before = this.sketch;
		this.sketch = sketch;
		const goesOn = sketch?.kind === 'stroke' && before?.kind === 'stroke' && before.line === sketch.line;
		if (goesOn) this.paint(sketch);
		else this.redraw();
	}

	/** The image lies elsewhere on the stage, or the stage has another size. */
	place(viewport: Viewport): void {
		const { clientWidth, clientHeight } = this.canvas;
		const [width, height] = [clientWidth, clientHeight].map((side) =>
			Math.round(side * window.devicePixelRatio),
		);
		const isSame = viewport === this.viewport && width === this.canvas.width && height === this.canvas.height;
		if (isSame) return;
		this.viewport = viewport;
		this.canvas.width = width!;
		this.canvas.height = height!;
		this.redraw();
		if (this.around) this.ring(this.around.at, this.around.radius);
	}

	ring(at: ImagePoint | undefined, radius: number): void {
		this.around = at && { at, radius };
		const { style } = this.ringElement;
		style.display = at ? '' : 'none';
		if (!at) return;
		const { left, top } = toScreen(this.viewport, at);
		const side = Math.max(3, 2 * radius * this.viewport.scale);
		style.width = `${side}px`;
		style.height = `${side}px`;
		style.transform = `translate(${left - side / 2}px, ${top - side / 2}px)`;
	}

	private redraw(): void {
		const { sketch, context, canvas } = this;
		this.drawn = 0;
		if (!this.isEmpty) context.reset();
		this.isEmpty = sketch === null;
		if (!sketch) return;
		canvas.style.opacity = sketch.kind === 'stroke' ? paintOpacity : '1';
		if (sketch.kind === 'stroke') this.paint(sketch);
		else this.drawLine(sketch);
	}

	/** Only what has come since the last time: all of one colour, so that it may overlap. */
	private paint({ line, radius, mode }: Extract<Sketch, { readonly kind: 'stroke' }>): void {
		const { context, drawn } = this;
		this.onImage(() => {
			context.lineWidth = 2 * radius;
			context.lineCap = 'round';
			context.lineJoin = 'round';
			context.strokeStyle = colours[mode];
			const from = Math.max(0, drawn - 2);
			context.beginPath();
			context.moveTo(line[from]!, line[from + 1]!);
			// A line of no length has its round ends.
			for (let i = from; i < line.length; i += 2) context.lineTo(line[i]!, line[i + 1]!);
			context.stroke();
		});
		this.drawn = line.length;
		this.isEmpty = false;
	}

	private drawLine({ line, isArea, hasCorners, mode }: Extract<Sketch, { readonly kind: 'line' }>): void {
		const { context, viewport } = this;
		this.onImage(() => {
			context.beginPath();
			for (let i = 0; i < line.length; i += 2) context.lineTo(line[i]!, line[i + 1]!);
			if (isArea) {
				context.globalAlpha = 0.25;
				context.fillStyle = colours[mode];
				context.fill('evenodd');
				context.globalAlpha = 1;
			}
			context.lineJoin = 'round';
			context.lineWidth = 3 / viewport.scale;
			context.strokeStyle = 'rgb(0 0 0 / 0.6)';
			context.stroke();
			context.lineWidth = 1.5 / viewport.scale;
			context.strokeStyle = colours[mode];
			context.stroke();
			if (!hasCorners) return;
			const side = 7 / viewport.scale;
			context.fillStyle = 'white';
			for (let i = 0; i < line.length; i += 2) {
				const corner = [line[i]! - side / 2, line[i + 1]! - side / 2, side, side] as const;
				context.strokeRect(...corner);
				context.fillRect(...corner);
			}
		});
	}

	private onImage(draw: () => void): void {
		const { context, viewport } = this;
		const ratio = window.devicePixelRatio;
		context.setTransform(
			ratio * viewport.scale,
			0,
			0,
			ratio * viewport.scale,
			ratio * viewport.left,
			ratio * viewport.top,
		);
		draw();
	}
}
