import { boxDrag } from './boxDrag';
import type { Tool, ToolPort } from './tool';

/** Drags are boxes around things; clicks mean nothing, so that none is given by mistake. */
export function boxTool(port: ToolPort): Tool {
	return { cursor: 'crosshair', press: (start) => boxDrag(port, start, () => undefined) };
}
