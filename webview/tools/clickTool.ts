import type { ImagePoint, Prompt } from '../../src/shared/prompt';
import type { ViewAct } from '../../src/shared/protocol/editorProtocol';
import { imageSize, type State, type Store } from '../store';
import { clickMeaning } from './clickMeaning';
import type { Gesture, Tool, ToolPointer } from './tool';

/** What the click tool needs of the page. */
interface ClickToolPort {
	readonly store: Store;
	act(one: ViewAct): void;
	/** The pointer rests there, or has left. */
	hover(image: ImagePoint | undefined): void;
}

/** Clicks select masks or ask for masks, drags are boxes around things. */
export function clickTool({ store, act, hover }: ClickToolPort): Tool {
	const click = ({ image, button, shift, ctrl }: ToolPointer) => {
		const negative = shift || button === 'right';
		const meaning = clickMeaning(store.state, image, { negative, anew: ctrl });
		if (meaning.kind === 'nothing') return;
		if (meaning.kind === 'select') act({ type: 'select', id: meaning.id });
		else {
			const prompt = { type: 'point', x: round(image.x), y: round(image.y), positive: !negative } as const;
			act({ type: 'prompt', prompt, anew: meaning.kind === 'begin' });
		}
	};
	const gestureFrom = (start: ToolPointer): Gesture => ({
		drag({ image }) {
			if (start.button !== 'left' || !mayPrompt(store.state)) return;
			store.set({ draggedBox: { from: clamp(start.image, store.state), to: clamp(image, store.state) } });
		},
		release(_, isDrag) {
			if (!isDrag) {
				click(start);
				return;
			}
			const { draggedBox } = store.state;
			store.set({ draggedBox: null });
			const prompt = draggedBox && boxOf(draggedBox.from, draggedBox.to);
			if (prompt) act({ type: 'prompt', prompt, anew: false });
		},
		cancel: () => store.set({ draggedBox: null }),
	});
	return { cursor: 'crosshair', press: gestureFrom, hover: (pointer) => hover(pointer?.image) };
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
function round(value: number): number {
	return Math.round(value * 100) / 100;
}
