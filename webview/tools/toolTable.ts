import { html, type TemplateResult } from 'lit';
import type { PageStrings } from '../../src/shared/protocol/pageStrings';
import type { ToolName } from '../../src/shared/protocol/tools';
import { boxTool } from './boxTool';
import { brushTool, eraserTool } from './brushTool';
import { clickTool } from './clickTool';
import { cutTool } from './cutTool';
import { lassoTool } from './lassoTool';
import { panTool } from './panTool';
import { polygonTool } from './polygonTool';
import type { Tool, ToolPort } from './tool';
import { wandTool } from './wandTool';

interface ToolEntry {
	readonly make: (port: ToolPort) => Tool;
	/** The text of its button's tooltip, with its key. */
	readonly title: keyof PageStrings;
	/** The text of the line of keys while it is in hand; absent where that depends on what is shown. */
	readonly hint?: keyof PageStrings;
	/** A codicon's name, or a drawing of 16 × 16 where there is none. */
	readonly icon: string | TemplateResult;
}

/** Every tool: the next one is a name in `toolNames` and one more line here. */
export const toolTable: Readonly<Record<ToolName, ToolEntry>> = {
	click: { make: clickTool, title: 'toolClick', icon: 'target' },
	box: { make: boxTool, title: 'toolBox', hint: 'boxHint', icon: drawing('M2.5 3.5h11v9h-11z', '2.5 1.5') },
	brush: {
		make: brushTool,
		title: 'toolBrush',
		hint: 'brushHint',
		icon: drawing(
			'M13.5 2.5 7 9M7 9c-2-.6-3.6.6-3.8 2.4-.1 1-.6 1.7-1.7 2.1 2.6.6 6 .2 6.4-2.4C8 10.2 7.7 9.5 7 9z',
		),
	},
	eraser: { make: eraserTool, title: 'toolEraser', hint: 'eraserHint', icon: 'eraser' },
	polygon: {
		make: polygonTool,
		title: 'toolPolygon',
		hint: 'polygonHint',
		icon: drawing('M3 6.5 9 2l5 5-3 7H5z'),
	},
	lasso: {
		make: lassoTool,
		title: 'toolLasso',
		hint: 'lassoHint',
		icon: drawing(
			'M5 10.5C2.5 9.8 1.5 8.3 1.5 6.8 1.5 4.2 4.4 2.5 8 2.5s6.5 1.7 6.5 4.3S11.6 11 8 11H5.5a1.5 1.5 0 1 0 1 2.5',
		),
	},
	wand: { make: wandTool, title: 'toolWand', hint: 'wandHint', icon: 'wand' },
	cut: {
		make: cutTool,
		title: 'toolCut',
		hint: 'cutHint',
		icon: drawing(
			'M4.5 5.8 13.5 13M4.5 10.2 13.5 3M5 4.5a1.7 1.7 0 1 1-3.4 0 1.7 1.7 0 0 1 3.4 0zM5 11.5a1.7 1.7 0 1 1-3.4 0 1.7 1.7 0 0 1 3.4 0z',
		),
	},
	pan: { make: panTool, title: 'toolPan', hint: 'panHint', icon: 'move' },
};

function drawing(path: string, dashes = 'none'): TemplateResult {
	return html`<svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
		<path d=${path} fill="none" stroke="currentColor" stroke-width="1.2" stroke-dasharray=${dashes} />
	</svg>`;
}
