import type { Tool, ToolPort } from './tool';

/** Moves the image. */
export function panTool({ pan }: Pick<ToolPort, 'pan'>): Tool {
	return {
		cursor: 'grab',
		press({ button, screen }) {
			if (button !== 'left') return undefined;
			let last = screen;
			return {
				move(pointer) {
					pan(pointer.screen.left - last.left, pointer.screen.top - last.top);
					last = pointer.screen;
				},
				release: () => undefined,
			};
		},
	};
}
