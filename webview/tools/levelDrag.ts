import { poolOf, shownPlace } from '../../src/shared/levelPool';
import { slideTo } from '../prompting/foundMasks';
import { slidableLevels } from '../store';
import type { Gesture, ToolPointer, ToolPort } from './tool';

/** CSS pixels of a drag for one mask. */
const pixelsPerMask = 10;

/**
 * Alt+drag: goes through all masks that were found, to the right or up to coarser ones.
 *
 * @param click what a press without a drag does
 * @returns undefined where something else is pressed, or there is nothing to go through
 */
export function levelDrag(
	{ store, act }: Pick<ToolPort, 'store' | 'act'>,
	start: ToolPointer,
	click: () => void,
): Gesture | undefined {
	const levels = start.alt && start.button === 'left' ? slidableLevels(store.state) : undefined;
	if (!levels) return undefined;
	const last = poolOf(levels).masks.length - 1;
	const from = shownPlace(levels);
	let at = from;
	const go = (place: number) => {
		if (place === at) return;
		at = place;
		slideTo(store, act, place);
	};
	return {
		drag({ screen }) {
			const along = screen.left - start.screen.left - (screen.top - start.screen.top);
			go(Math.min(last, Math.max(0, from + Math.round(along / pixelsPerMask))));
		},
		release(_, isDrag) {
			if (!isDrag) click();
		},
		cancel: () => go(from),
	};
}
