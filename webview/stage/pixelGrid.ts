import type { Size, Viewport } from '../viewport';

/** From this scale on, in CSS pixels an image pixel, pixels are large enough to have lines between them. */
const minScale = 8;

/** Draws the lines between the pixels of the image that are on the stage, where they are large enough. */
export function drawPixelGrid(
	context: CanvasRenderingContext2D,
	{ scale, left, top }: Viewport,
	stage: Size,
	image: Size,
): void {
	if (scale < minScale) return;
	const columns = visibleLines(left, scale, stage.width, image.width);
	const rows = visibleLines(top, scale, stage.height, image.height);
	context.beginPath();
	for (const x of columns) {
		context.moveTo(x, rows[0]!);
		context.lineTo(x, rows.at(-1)!);
	}
	for (const y of rows) {
		context.moveTo(columns[0]!, y);
		context.lineTo(columns.at(-1)!, y);
	}
	context.lineWidth = 1;
	// In between black and white, so that it is seen on both.
	context.strokeStyle = 'rgb(128 128 128 / 0.35)';
	context.stroke();
}

/** Where the lines lie, in CSS pixels: between all pixels of which something is on the stage. */
export function visibleLines(start: number, scale: number, room: number, pixels: number): number[] {
	const first = Math.max(0, Math.floor(-start / scale));
	const last = Math.min(pixels, Math.ceil((room - start) / scale));
	return Array.from({ length: Math.max(0, last - first) + 1 }, (_, i) => start + (first + i) * scale);
}
