import { boxDrag } from './boxDrag';
import { levelDrag } from './levelDrag';
import type { Tool, ToolPort } from './tool';

/** Drags are boxes around things; clicks mean nothing, so that none is given by mistake. */
export function boxTool(port: ToolPort): Tool {
	const click = () => undefined;
	return {
		cursor: 'crosshair',
		press: (start) => levelDrag(port, start, click) ?? boxDrag(port, start, click),
	};
}
