import type { DrawMode } from '../../src/shared/drawnShape';
import type { ImagePoint } from '../../src/shared/prompt';
import { type ScreenPoint, toScreen } from '../viewport';
import { drawModeOf } from './drawMode';
import { mayDraw } from './mayDraw';
import type { Tool, ToolPort } from './tool';

/** CSS pixels around a corner in which a press takes hold of it. */
const reach = 8;

/**
 * Corner by corner: a click sets one, a drag moves one. A double-click, Enter or a click on the first corner closes
 * the polygon.
 */
export function polygonTool(port: ToolPort): Tool {
	const { store } = port;
	let corners: ImagePoint[] = [];
	let mode: DrawMode = 'add';
	let isAnew = false;
	const show = (pointer?: ImagePoint) => {
		const all = pointer ? [...corners, pointer] : corners;
		const line = all.flatMap(({ x, y }) => [x, y]);
		port.sketch(corners.length > 0 ? { kind: 'line', line, isArea: true, hasCorners: true, mode } : null);
	};
	const giveUp = () => {
		const isBegun = corners.length > 0;
		corners = [];
		if (isBegun) port.sketch(null);
	};
	const close = () => {
		if (corners.length < 3) return;
		show();
		const ring = corners.flatMap(({ x, y }) => [x, y]);
		corners = [];
		port.act({ type: 'draw', shape: { kind: 'polygon', ring }, mode, anew: isAnew });
	};
	/** The index of the corner under the pointer, the last one first; -1 where there is none. */
	const cornerAt = (screen: ScreenPoint) =>
		corners.findLastIndex((corner) => {
			const { left, top } = toScreen(store.state.viewport, corner);
			return Math.hypot(left - screen.left, top - screen.top) <= reach;
		});
	return {
		cursor: 'crosshair',
		press(start) {
			if (start.button !== 'left' || !mayDraw(store.state)) return undefined;
			if (corners.length === 0) {
				mode = drawModeOf(start);
				isAnew = start.ctrl;
			} else if (start.alt) mode = 'subtract';
			let held = cornerAt(start.screen);
			const isNew = held < 0;
			if (isNew) held = corners.push(start.image) - 1;
			show();
			return {
				drag({ image }) {
					if (!corners[held]) return;
					corners[held] = image;
					show();
				},
				release(_, isDrag) {
					if (!isNew && !isDrag && held === 0) close();
				},
				cancel() {
					if (isNew) corners.splice(held, 1);
					show();
				},
			};
		},
		doublePress() {
			// The first of the two clicks may have closed the polygon; the second then began another one.
			if (corners.length < 3) giveUp();
			else close();
		},
		hover(pointer) {
			if (corners.length > 0) show(pointer?.image);
		},
		key(key) {
			if (corners.length === 0) return false;
			if (key === 'Enter') close();
			else if (key === 'Escape') giveUp();
			else {
				corners.pop();
				show();
			}
			return true;
		},
		putDown: giveUp,
	};
}
