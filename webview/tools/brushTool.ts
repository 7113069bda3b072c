import type { DrawMode } from '../../src/shared/drawnShape';
import { toolLimits } from '../../src/shared/protocol/tools';
import { drawModeOf } from './drawMode';
import { FreeLine } from './freeLine';
import { mayDraw } from './mayDraw';
import type { Gesture, Tool, ToolPointer, ToolPort } from './tool';

/** Each step of the size makes it larger by a fifth. */
const step = 1.2;

/** Paints on a mask; with Alt, Shift or the right button it erases. */
export const brushTool = (port: ToolPort): Tool => roundBrush(port, drawModeOf);

/** Erases from a mask. */
export const eraserTool = (port: ToolPort): Tool => roundBrush(port, () => 'subtract');

function roundBrush(port: ToolPort, modeOf: (pointer: ToolPointer) => DrawMode): Tool {
	const { store } = port;
	let at: ToolPointer | undefined;
	const radius = () => store.state.tools.brushRadius;
	const hover = (pointer: ToolPointer | undefined) => {
		at = pointer;
		port.ring(pointer?.image, radius());
	};
	return {
		cursor: 'crosshair',
		usesRightButton: true,
		press(start): Gesture | undefined {
			if (!mayDraw(store.state)) return undefined;
			const mode = modeOf(start);
			const stroke = { radius: radius(), mode };
			// As near as one sees, or as the brush is round.
			const line = new FreeLine(start.image, Math.max(0.5 / store.state.viewport.scale, stroke.radius / 16));
			const show = () => port.sketch({ kind: 'stroke', line: line.points, ...stroke });
			show();
			return {
				move(pointer) {
					hover(pointer);
					if (line.add(pointer.image)) show();
				},
				release() {
					const shape = { kind: 'stroke', line: line.points, radius: stroke.radius } as const;
					port.act({ type: 'draw', shape, mode, anew: start.ctrl });
				},
				cancel: () => port.sketch(null),
			};
		},
		hover,
		resize(direction) {
			const { min, max } = toolLimits.brushRadius;
			const next = radius() * step ** direction;
			// Half pixels: a brush of one pixel is as wide as that.
			port.set({ brushRadius: Math.min(max, Math.max(min, stepped(next, radius(), direction))) });
			port.ring(at?.image, radius());
		},
		putDown: () => hover(undefined),
	};
}

/** On the grid of half pixels, and always another one than before. */
function stepped(next: number, before: number, direction: 1 | -1): number {
	const grid = Math.round(next * 2) / 2;
	return grid === before ? before + direction / 2 : grid;
}
