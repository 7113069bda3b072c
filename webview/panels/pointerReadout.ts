import type { Picture } from '../stage/picture';
import { type Size, toImage, type Viewport } from '../viewport';

/** What the readout looks at when the pointer moves. */
interface ReadoutPort {
	readonly viewport: Viewport;
	readonly image: Size | null;
	readonly picture: Picture | null;
}

/**
 * Writes where the pointer is and what colour the picture has there, at each of its moves. By itself: to render the
 * whole page for that would take the time that a stroke or a box needs.
 */
export function showPointerReadout(stage: HTMLElement, element: HTMLElement, port: () => ReadoutPort): void {
	const pixel = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })!;
	stage.addEventListener('pointermove', (event) => {
		const { viewport, image, picture } = port();
		const { left, top } = stage.getBoundingClientRect();
		const point = toImage(viewport, { left: event.clientX - left, top: event.clientY - top });
		const [x, y] = [Math.floor(point.x), Math.floor(point.y)];
		const isOn = image && x >= 0 && y >= 0 && x < image.width && y < image.height;
		element.textContent = isOn ? `${x}, ${y}${picture ? `  ${colourAt(pixel, picture, x, y)}` : ''}` : '';
	});
	stage.addEventListener('pointerleave', () => {
		element.textContent = '';
	});
}

/** As `#rrggbb`. */
function colourAt(pixel: OffscreenCanvasRenderingContext2D, picture: Picture, x: number, y: number): string {
	pixel.reset();
	pixel.imageSmoothingEnabled = false;
	pixel.translate(-x, -y);
	picture.draw(pixel, { x, y, width: 1, height: 1 });
	const { data } = pixel.getImageData(0, 0, 1, 1);
	return `#${[data[0]!, data[1]!, data[2]!].map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}
