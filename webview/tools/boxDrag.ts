import type { ImagePoint, Prompt } from '../../src/shared/prompt';
import { imageSize, type State } from '../store';
import type { Gesture, ToolPointer, ToolPort } from './tool';

/**
 * Drags a box around a thing, which asks for its masks.
 * @param click what a press without a drag does
 */
export function boxDrag(
	{ store, act }: Pick<ToolPort, 'store' | 'act'>,
	start: ToolPointer,
	click: () => void,
): Gesture {
	return {
		drag({ image }) {
			if (start.button !== 'left' || !mayPrompt(store.state)) return;
			store.set({ draggedBox: { from: clamp(start.image, store.state), to: clamp(image, store.state) } });
		},
		release(_, isDrag) {
			if (!isDrag) {
				click();
				return;
			}
			const { draggedBox } = store.state;
			store.set({ draggedBox: null });
			const prompt = draggedBox && boxOf(draggedBox.from, draggedBox.to);
			if (prompt) act({ type: 'prompt', prompt, anew: start.ctrl });
		},
		cancel: () => store.set({ draggedBox: null }),
	};
}

function mayPrompt({ picture, document }: State): boolean {
	return picture !== null && document.readOnlyReason === undefined;
}

/** The box between two corners; undefined where it has no area. */
function boxOf(from: ImagePoint, to: ImagePoint): Prompt | undefined {
	const box = {
		type: 'box',
		x0: round(Math.min(from.x, to.x)),
		y0: round(Math.min(from.y, to.y)),
		x1: round(Math.max(from.x, to.x)),
		y1: round(Math.max(from.y, to.y)),
	} as const;
	return box.x1 - box.x0 >= 1 && box.y1 - box.y0 >= 1 ? box : undefined;
}

function clamp({ x, y }: ImagePoint, state: State): ImagePoint {
	const { width, height } = imageSize(state) ?? { width: 0, height: 0 };
	return { x: Math.min(width, Math.max(0, x)), y: Math.min(height, Math.max(0, y)) };
}

/** Prompts are saved: a hundredth of a pixel is all that a click can mean. */
export function round(value: number): number {
	return Math.round(value * 100) / 100;
}
