import { FreeLine } from './freeLine';
import { mayDraw } from './mayDraw';
import type { Tool, ToolPort } from './tool';

/** Draws a line along which the mask is cut. */
export function cutTool(port: ToolPort): Tool {
	const { store } = port;
	return {
		cursor: 'crosshair',
		press(start) {
			if (start.button !== 'left' || !mayDraw(store.state)) return undefined;
			const line = new FreeLine(start.image, 1 / store.state.viewport.scale);
			return {
				move({ image }) {
					if (!line.add(image)) return;
					port.sketch({
						kind: 'line',
						line: line.points,
						isArea: false,
						hasCorners: false,
						mode: 'subtract',
					});
				},
				release() {
					if (line.points.length < 4) return port.sketch(null);
					port.act({ type: 'cut', line: line.points });
				},
				cancel: () => port.sketch(null),
			};
		},
	};
}
