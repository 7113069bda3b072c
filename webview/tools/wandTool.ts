import { encodeRle } from '../../src/shared/mask/cocoRle';
import { colourRegion } from '../../src/shared/mask/colourRegion';
import { scaleMask } from '../../src/shared/mask/scaleMask';
import { toolLimits } from '../../src/shared/protocol/tools';
import { imageSize } from '../store';
import { drawModeOf } from './drawMode';
import { mayDraw } from './mayDraw';
import type { Tool, ToolPort } from './tool';

const step = 4;

/** Takes the region around a click that has nearly one colour. */
export function wandTool(port: ToolPort): Tool {
	const { store } = port;
	return {
		cursor: 'crosshair',
		usesRightButton: true,
		press(start) {
			if (!mayDraw(store.state)) return undefined;
			return {
				release() {
					const pixels = port.pixels();
					const image = imageSize(store.state);
					if (!pixels || !image) return;
					const { rgba, width, height } = pixels;
					const x = Math.floor((start.image.x / image.width) * width);
					const y = Math.floor((start.image.y / image.height) * height);
					if (x < 0 || y < 0 || x >= width || y >= height) return;
					const region = colourRegion(rgba, width, height, { x, y }, store.state.tools.wandTolerance);
					const segmentation = encodeRle(scaleMask(region, image.width, image.height));
					const shape = { kind: 'region', segmentation } as const;
					port.act({ type: 'draw', shape, mode: drawModeOf(start), anew: start.ctrl });
				},
			};
		},
		resize(direction) {
			const { min, max } = toolLimits.wandTolerance;
			const wandTolerance = Math.min(max, Math.max(min, store.state.tools.wandTolerance + direction * step));
			port.set({ wandTolerance });
		},
	};
}
