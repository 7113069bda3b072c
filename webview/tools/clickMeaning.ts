import type { ImagePoint } from '../../src/shared/prompt';
import { clickableAnnotations } from '../stage/drawnAnnotations';
import { annotationAt, smallestAt } from '../stage/hitTest';
import { imageSize, isPrompting, openAlike, type State } from '../store';

/** What a click on the image asks for. */
export type ClickMeaning =
	| { readonly kind: 'select'; readonly id: number | null }
	/** Takes one of the masks that are alike, or leaves it out. */
	| { readonly kind: 'toggleAlike'; readonly index: number }
	| { readonly kind: 'begin' }
	| { readonly kind: 'refine' }
	| { readonly kind: 'nothing' };

/**
 * While prompts stand, a click refines them. Otherwise a click on a kept mask selects it (the smallest under the
 * pointer), and a click inside the selected one asks for masks there, so that parts of a whole can be had.
 * Ctrl (Cmd) always asks anew.
 */
export function clickMeaning(
	state: State,
	point: ImagePoint,
	{ negative, anew }: { readonly negative: boolean; readonly anew: boolean },
): ClickMeaning {
	const size = imageSize(state);
	const onImage = size && point.x >= 0 && point.y >= 0 && point.x < size.width && point.y < size.height;
	const { readOnlyReason } = state.document;
	const isOpen = isPrompting(state);
	if (!onImage) return isOpen ? { kind: 'nothing' } : { kind: 'select', id: null };
	if (anew && !readOnlyReason) return { kind: 'begin' };
	if (isOpen) return { kind: 'refine' };
	const alike = openAlike(state);
	if (alike) {
		const index = smallestAt(alike.masks, point);
		return index === undefined ? { kind: 'nothing' } : { kind: 'toggleAlike', index };
	}
	if (negative) return { kind: 'nothing' };
	const smallest = annotationAt(clickableAnnotations(state), point);
	if (readOnlyReason) return { kind: 'select', id: smallest?.id ?? null };
	// One of several that are selected is not yet the selected one.
	const isAlone = smallest?.id === state.selected && state.selection.length <= 1;
	return smallest && !isAlone ? { kind: 'select', id: smallest.id } : { kind: 'begin' };
}
