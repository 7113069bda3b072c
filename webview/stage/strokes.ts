import type { Viewport } from '../viewport';

/** Draws in image pixels. */
export function onImage(
	context: CanvasRenderingContext2D,
	{ scale, left, top }: Viewport,
	draw: () => void,
): void {
	context.save();
	context.translate(left, top);
	context.scale(scale, scale);
	draw();
	context.restore();
}

/** Strokes a mask's outline; a dark line under the bright one is seen on every picture. */
export function strokeOutline(
	context: CanvasRenderingContext2D,
	path: Path2D,
	viewport: Viewport,
	colour: string,
	isEmphasised: boolean,
): void {
	onImage(context, viewport, () => {
		context.lineJoin = 'round';
		context.lineWidth = (isEmphasised ? 4 : 2.5) / viewport.scale;
		context.strokeStyle = `rgb(0 0 0 / ${isEmphasised ? 0.7 : 0.4})`;
		context.stroke(path);
		context.lineWidth = (isEmphasised ? 2 : 1.25) / viewport.scale;
		context.strokeStyle = colour;
		context.stroke(path);
	});
}
