import { clickableAnnotations } from '../stage/drawnAnnotations';
import { annotationsWithin } from '../stage/hitTest';
import type { Gesture, ToolPointer, ToolPort } from './tool';

/**
 * Drags a frame that selects the masks which lie in it, whole; masks that are hidden or locked are not met.
 * @param click what a press without a drag does
 */
export function bandDrag(
	{ store, act }: Pick<ToolPort, 'store' | 'act'>,
	start: ToolPointer,
	click: () => void,
): Gesture {
	return {
		drag: ({ image }) => store.set({ draggedBox: { from: start.image, to: image } }),
		release({ image }, isDrag) {
			store.set({ draggedBox: null });
			if (!isDrag) click();
			else {
				const met = annotationsWithin(clickableAnnotations(store.state), start.image, image);
				act({ type: 'selectSeveral', ids: met.map(({ id }) => id) });
			}
		},
		cancel: () => store.set({ draggedBox: null }),
	};
}
