import type { ImagePoint } from '../src/shared/prompt';

/** A point in CSS pixels from the top left corner of the stage. */
export interface ScreenPoint {
	readonly left: number;
	readonly top: number;
}

/** Width and height, in CSS pixels for the stage and in image pixels for the image. */
export interface Size {
	readonly width: number;
	readonly height: number;
}

/** Where the image lies on the stage: image pixel (0, 0) at (left, top), `scale` CSS pixels an image pixel. */
export interface Viewport {
	readonly scale: number;
	readonly left: number;
	readonly top: number;
}

const largestScale = 64;
/** So much of the image, in CSS pixels, stays in sight however far it is panned. */
const keptInSight = 48;

export function toImage({ scale, left, top }: Viewport, point: ScreenPoint): ImagePoint {
	return { x: (point.left - left) / scale, y: (point.top - top) / scale };
}

export function toScreen({ scale, left, top }: Viewport, point: ImagePoint): ScreenPoint {
	return { left: point.x * scale + left, top: point.y * scale + top };
}

/** The whole image in the middle of the stage, no larger than its own pixels. */
export function fitImage(stage: Size, image: Size, margin = 16): Viewport {
	const scale = Math.min(
		1,
		Math.max(1, stage.width - 2 * margin) / image.width,
		Math.max(1, stage.height - 2 * margin) / image.height,
	);
	return centred(stage, image, scale);
}

/** Zooms so that the image point under `at` stays there. */
export function zoomAt(
	viewport: Viewport,
	at: ScreenPoint,
	factor: number,
	stage: Size,
	image: Size,
): Viewport {
	const smallest = Math.min(fitImage(stage, image).scale, 1) / 4;
	const scale = Math.min(largestScale, Math.max(smallest, viewport.scale * factor));
	const fixed = toImage(viewport, at);
	return keepInSight({ scale, left: at.left - fixed.x * scale, top: at.top - fixed.y * scale }, stage, image);
}

/** One image pixel to one CSS pixel, about the middle of the stage. */
export function actualSize(viewport: Viewport, stage: Size, image: Size): Viewport {
	const middle = { left: stage.width / 2, top: stage.height / 2 };
	return zoomAt(viewport, middle, 1 / viewport.scale, stage, image);
}

/** The same scale, with that image point in the middle of the stage as far as the image's edges allow. */
export function centreOn({ scale }: Viewport, { x, y }: ImagePoint, stage: Size, image: Size): Viewport {
	const viewport = { scale, left: stage.width / 2 - x * scale, top: stage.height / 2 - y * scale };
	return keepInSight(viewport, stage, image);
}

/** Whether a part of the image lies outside of the stage. */
export function isCutOff({ scale, left, top }: Viewport, stage: Size, image: Size): boolean {
	const isWithin = (start: number, length: number, room: number) => start >= -1 && start + length <= room + 1;
	return !(
		isWithin(left, image.width * scale, stage.width) && isWithin(top, image.height * scale, stage.height)
	);
}

export function pan(viewport: Viewport, dx: number, dy: number, stage: Size, image: Size): Viewport {
	return keepInSight({ ...viewport, left: viewport.left + dx, top: viewport.top + dy }, stage, image);
}

function centred(stage: Size, image: Size, scale: number): Viewport {
	return {
		scale,
		left: (stage.width - image.width * scale) / 2,
		top: (stage.height - image.height * scale) / 2,
	};
}

function keepInSight(viewport: Viewport, stage: Size, image: Size): Viewport {
	const within = (start: number, length: number, room: number) => {
		const kept = Math.min(keptInSight, length);
		return Math.min(room - kept, Math.max(kept - length, start));
	};
	return {
		scale: viewport.scale,
		left: within(viewport.left, image.width * viewport.scale, stage.width),
		top: within(viewport.top, image.height * viewport.scale, stage.height),
	};
}
