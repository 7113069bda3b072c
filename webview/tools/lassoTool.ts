import { drawModeOf } from './drawMode';
import { FreeLine } from './freeLine';
import { mayDraw } from './mayDraw';
import type { Tool, ToolPort } from './tool';

/** Draws around an area by hand. */
export function lassoTool(port: ToolPort): Tool {
	const { store } = port;
	return {
		cursor: 'crosshair',
		usesRightButton: true,
		press(start) {
			if (!mayDraw(store.state)) return undefined;
			const mode = drawModeOf(start);
			const line = new FreeLine(start.image, 1 / store.state.viewport.scale);
			return {
				move({ image }) {
					if (!line.add(image)) return;
					port.sketch({ kind: 'line', line: line.points, isArea: true, hasCorners: false, mode });
				},
				release() {
					if (line.points.length < 6) return port.sketch(null);
					const shape = { kind: 'polygon', ring: line.points } as const;
					port.act({ type: 'draw', shape, mode, anew: start.ctrl });
				},
				cancel: () => port.sketch(null),
			};
		},
	};
}
