import { visibleRegion } from '../closerLook';
import type { Size, Viewport } from '../viewport';
import type { Picture } from './picture';

/** Draws the tiles of a large image over its whole picture, which is seen where there is none yet. */
export class TileLayer {
	private readonly context: CanvasRenderingContext2D;

	constructor(private readonly element: HTMLCanvasElement) {
		this.context = element.getContext('2d')!;
	}

	/** Asks for the tiles that are missing, too. */
	draw({ tiles }: Picture, viewport: Viewport, stage: Size): void {
		const { element, context } = this;
		const region = tiles && visibleRegion(viewport, stage, tiles.image);
		element.hidden = !region;
		if (!region) return;
		const ratio = window.devicePixelRatio;
		element.width = Math.round(stage.width * ratio);
		element.height = Math.round(stage.height * ratio);
		const scale = viewport.scale * ratio;
		context.imageSmoothingEnabled = viewport.scale < 2;
		tiles.want(region, scale);
		// Whole pixels, so that no line is seen between two tiles.
		const across = (x: number) => Math.round(viewport.left * ratio + x * scale);
		const down = (y: number) => Math.round(viewport.top * ratio + y * scale);
		for (const { bitmap, place } of tiles.loadedIn(region, scale)) {
			const [x, y] = [across(place.x), down(place.y)];
			const [right, bottom] = [across(place.x + place.width), down(place.y + place.height)];
			context.drawImage(bitmap, x, y, right - x, bottom - y);
		}
	}
}
