import type { ViewAct } from '../../src/shared/protocol/editorProtocol';
import type { PointerActs } from '../stage/pointer';
import { imageSize, type Store } from '../store';
import { pan, type ScreenPoint, type Size, toImage, zoomAt } from '../viewport';
import { clickMeaning } from './clickMeaning';

/** What the pointer does on the stage, as prompts, selection and view. */
export function stageActs(
	store: Store,
	act: (one: ViewAct) => void,
	stageSize: () => Size,
	hover: (at: ScreenPoint | null) => void,
): PointerActs {
	const imagePoint = (at: ScreenPoint) => toImage(store.state.viewport, at);
	const clamped = (at: ScreenPoint) => {
		const { x, y } = imagePoint(at);
		const { width, height } = imageSize(store.state) ?? { width: 0, height: 0 };
		return { x: Math.min(width, Math.max(0, x)), y: Math.min(height, Math.max(0, y)) };
	};
	const mayPrompt = () => store.state.picture !== null && store.state.document.readOnlyReason === undefined;

	return {
		click(at, keys) {
			const point = imagePoint(at);
			const meaning = clickMeaning(store.state, point, keys);
			if (meaning.kind === 'nothing') return;
			if (meaning.kind === 'select') return act({ type: 'select', id: meaning.id });
			const prompt = {
				type: 'point',
				x: round(point.x),
				y: round(point.y),
				positive: !keys.negative,
			} as const;
			act({ type: 'prompt', prompt, anew: meaning.kind === 'begin' });
		},
		boxChanged(from, to) {
			if (mayPrompt()) store.set({ draggedBox: { from: clamped(from), to: clamped(to) } });
		},
		boxDone() {
			const { draggedBox } = store.state;
			store.set({ draggedBox: null });
			if (!draggedBox) return;
			const { from, to } = draggedBox;
			const prompt = {
				type: 'box',
				x0: round(Math.min(from.x, to.x)),
				y0: round(Math.min(from.y, to.y)),
				x1: round(Math.max(from.x, to.x)),
				y1: round(Math.max(from.y, to.y)),
			} as const;
			if (prompt.x1 - prompt.x0 >= 1 && prompt.y1 - prompt.y0 >= 1) {
				act({ type: 'prompt', prompt, anew: false });
			}
		},
		boxDropped: () => store.set({ draggedBox: null }),
		pan(dx, dy) {
			const image = imageSize(store.state);
			if (image) store.set({ viewport: pan(store.state.viewport, dx, dy, stageSize(), image) });
		},
		zoom(at, factor) {
			const image = imageSize(store.state);
			if (image) store.set({ viewport: zoomAt(store.state.viewport, at, factor, stageSize(), image) });
		},
		stepLevel: (step) => act({ type: 'stepLevel', step }),
		hover,
	};
}

/** Prompts are saved: a hundredth of a pixel is all that a click can mean. */
function round(value: number): number {
	return Math.round(value * 100) / 100;
}
