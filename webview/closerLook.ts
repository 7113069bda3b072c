import { isNearlyAll, type Region } from '../src/shared/region';
import { type State, shownCandidate } from './store';
import { type Size, toImage, type Viewport } from './viewport';

/** Pixels that the longer side of an image has for the encoders of SAM's kind. */
const encoderSide = 1024;
/** Pixels of the encoder: smaller things are few of its cells across. */
const smallThing = 40;
/** The whole image is looked at again where the view is this much the same as the part (IoU). */
const sameView = 0.9;

/** The pixels of the image that are on the stage, whole; null where there are none. */
export function visibleRegion(viewport: Viewport, stage: Size, image: Size): Region | null {
	const from = toImage(viewport, { left: 0, top: 0 });
	const to = toImage(viewport, { left: stage.width, top: stage.height });
	const x = Math.max(0, Math.ceil(from.x));
	const y = Math.max(0, Math.ceil(from.y));
	const width = Math.min(image.width, Math.floor(to.x)) - x;
	const height = Math.min(image.height, Math.floor(to.y)) - y;
	return width > 0 && height > 0 ? { x, y, width, height } : null;
}

/** What the key asks for: the visible part, or the whole image again where that part is looked at already. */
export function nextRegion(
	{ closer, viewport }: Pick<State, 'closer' | 'viewport'>,
	stage: Size,
	image: Size,
): Region | null {
	const visible = visibleRegion(viewport, stage, image);
	return closer && (!visible || overlap(closer.region, visible) >= sameView) ? null : visible;
}

/** Whether a closer look may show more of the mask on show: it is small, and the view is zoomed in. */
export function offersCloserLook(state: State, stage: Size, image: Size): boolean {
	const candidate = shownCandidate(state);
	if (!candidate || state.closer) return false;
	const [, , width, height] = candidate.bbox;
	const scale = encoderSide / Math.max(image.width, image.height);
	const visible = visibleRegion(state.viewport, stage, image);
	return visible !== null && !isNearlyAll(visible, image) && Math.max(width, height) * scale < smallThing;
}

/** IoU. */
function overlap(a: Region, b: Region): number {
	const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
	const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
	const shared = Math.max(0, width) * Math.max(0, height);
	return shared / (a.width * a.height + b.width * b.height - shared);
}
