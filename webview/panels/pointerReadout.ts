import { type Size, toImage, type Viewport } from '../viewport';

/** What the readout looks at when the pointer moves. */
interface ReadoutPort {
	readonly viewport: Viewport;
	readonly image: Size | null;
	readonly picture: HTMLImageElement | null;
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
		element.textContent = isOn
			? `${x}, ${y}${picture ? `  ${colourAt(pixel, picture, image, x, y)}` : ''}`
			: '';
	});
	stage.addEventListener('pointerleave', () => {
		element.textContent = '';
	});
}

/** As `#rrggbb`. */
function colourAt(
	pixel: OffscreenCanvasRenderingContext2D,
	picture: HTMLImageElement,
	image: Size,
	x: number,
	y: number,
): string {
	// A very large image is shown smaller than it is.
	const [across, down] = [picture.naturalWidth / image.width, picture.naturalHeight / image.height];
	pixel.clearRect(0, 0, 1, 1);
	pixel.drawImage(picture, Math.floor((x + 0.5) * across), Math.floor((y + 0.5) * down), 1, 1, 0, 0, 1, 1);
	const { data } = pixel.getImageData(0, 0, 1, 1);
	return `#${[data[0]!, data[1]!, data[2]!].map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}
