import type { ImagePoint, Prompt } from '../../src/shared/prompt';
import type { CloserState } from '../../src/shared/protocol/editorProtocol';
import { toScreen, type Viewport } from '../viewport';

/** Draws a point as a disc with its sign, a box as a dashed frame. */
export function drawPrompt(context: CanvasRenderingContext2D, prompt: Prompt, viewport: Viewport): void {
	if (prompt.type === 'box') drawBox(context, prompt, viewport);
	else drawPoint(context, prompt, viewport);
}

/** Draws the keyboard's pointer: a cross that leaves its middle free. */
export function drawCrosshair(
	context: CanvasRenderingContext2D,
	point: ImagePoint,
	viewport: Viewport,
): void {
	const { left, top } = toScreen(viewport, point);
	context.beginPath();
	for (const [x, y] of [
		[1, 0],
		[-1, 0],
		[0, 1],
		[0, -1],
	] as const) {
		context.moveTo(left + 4 * x, top + 4 * y);
		context.lineTo(left + 16 * x, top + 16 * y);
	}
	context.lineWidth = 4;
	context.strokeStyle = 'rgb(0 0 0 / 0.7)';
	context.stroke();
	context.lineWidth = 1.5;
	context.strokeStyle = 'white';
	context.stroke();
}

/** CSS pixels: within its part, a frame around all that is visible is seen too. */
const frameWidth = 5;

/** Draws the frame of the part that the model looks at by itself: dashed until it is encoded. */
export function drawCloserFrame(
	context: CanvasRenderingContext2D,
	{ region: { x, y, width, height }, isReady }: CloserState,
	viewport: Viewport,
): void {
	const from = toScreen(viewport, { x, y });
	const to = toScreen(viewport, { x: x + width, y: y + height });
	const inset = frameWidth / 2;
	const box = [
		...[from.left + inset, from.top + inset],
		...[to.left - from.left - frameWidth, to.top - from.top - frameWidth],
	] as const;
	context.lineWidth = frameWidth;
	context.strokeStyle = 'rgb(0 0 0 / 0.5)';
	context.strokeRect(...box);
	context.lineWidth = 2;
	if (!isReady) context.setLineDash([8, 8]);
	context.strokeStyle = 'hsl(48 100% 60%)';
	context.strokeRect(...box);
	context.setLineDash([]);
}

function drawBox(
	context: CanvasRenderingContext2D,
	{ x0, y0, x1, y1 }: Extract<Prompt, { readonly type: 'box' }>,
	viewport: Viewport,
): void {
	const from = toScreen(viewport, { x: x0, y: y0 });
	const to = toScreen(viewport, { x: x1, y: y1 });
	const box = [from.left, from.top, to.left - from.left, to.top - from.top] as const;
	context.lineWidth = 3;
	context.strokeStyle = 'rgb(0 0 0 / 0.6)';
	context.strokeRect(...box);
	context.lineWidth = 1.5;
	context.setLineDash([6, 4]);
	context.strokeStyle = 'white';
	context.strokeRect(...box);
	context.setLineDash([]);
}

function drawPoint(
	context: CanvasRenderingContext2D,
	prompt: Extract<Prompt, { readonly type: 'point' }>,
	viewport: Viewport,
): void {
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
