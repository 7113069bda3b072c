import type { Bbox, Rle } from '../../src/shared/mask/rle';
import { maskPath } from '../stage/maskPaths';
import type { Picture } from '../stage/picture';

/** Draws the piece of the picture that a mask cuts out. @param frame the part of the picture that is shown */
export function drawThumbnail(
	context: CanvasRenderingContext2D,
	picture: Picture,
	segmentation: Rle,
	[x, y, width, height]: Bbox,
): void {
	const shown = { x, y, width, height };
	const { width: outWidth, height: outHeight } = context.canvas;
	const scale = Math.min(outWidth / width, outHeight / height) * 0.88;
	context.reset();
	context.translate(outWidth / 2 - (x + width / 2) * scale, outHeight / 2 - (y + height / 2) * scale);
	context.scale(scale, scale);
	const path = maskPath(segmentation);
	// Around the mask the picture is kept, faintly, so that one sees where the piece belongs.
	context.globalAlpha = 0.25;
	picture.draw(context, shown);
	context.globalAlpha = 1;
	context.save();
	context.clip(path, 'evenodd');
	picture.draw(context, shown);
	context.restore();
	context.lineWidth = 2.5 / scale;
	context.strokeStyle = 'hsl(190 100% 55%)';
	context.stroke(path);
}
