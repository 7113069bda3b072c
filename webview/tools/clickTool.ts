import { clickableAnnotations } from '../stage/drawnAnnotations';
import { annotationAt } from '../stage/hitTest';
import { isPrompting } from '../store';
import { bandDrag } from './bandDrag';
import { boxDrag, round } from './boxDrag';
import { clickMeaning } from './clickMeaning';
import { levelDrag } from './levelDrag';
import type { Tool, ToolPointer, ToolPort } from './tool';

/**
 * Clicks select masks or ask for masks, drags are boxes around things, with Shift frames around masks; a double-click on a
 * mask reopens it.
 */
export function clickTool(port: Pick<ToolPort, 'store' | 'act' | 'hover'>): Tool {
	const { store, act } = port;
	/** The kept mask that each of the last two clicks met, where no prompts stood: the first of them says what a double-click means. */
	let met: readonly (number | undefined)[] = [];
	const click = ({ image, button, shift, ctrl }: ToolPointer) => {
		const negative = shift || button === 'right';
		const meaning = clickMeaning(store.state, image, { negative, anew: ctrl });
		const isOnMask = !negative && !ctrl && (meaning.kind === 'select' || meaning.kind === 'begin');
		const mask = isOnMask ? annotationAt(clickableAnnotations(store.state), image) : undefined;
		met = [met.at(-1), mask?.id];
		if (meaning.kind === 'nothing') return;
		if (meaning.kind === 'select') act({ type: 'select', id: meaning.id });
		else if (meaning.kind === 'toggleAlike') act({ type: 'toggleAlike', index: meaning.index });
		else {
			const prompt = { type: 'point', x: round(image.x), y: round(image.y), positive: !negative } as const;
			act({ type: 'prompt', prompt, anew: meaning.kind === 'begin' });
		}
	};
	return {
		cursor: 'crosshair',
		press(start) {
			const isBand = start.shift && start.button === 'left' && !isPrompting(store.state);
			const press = () => click(start);
			return levelDrag(port, start, press) ?? (isBand ? bandDrag : boxDrag)(port, start, press);
		},
		doublePress() {
			const [id] = met;
			if (id !== undefined && store.state.document.readOnlyReason === undefined) act({ type: 'refine', id });
		},
		hover: (pointer) => port.hover(pointer?.image),
	};
}
