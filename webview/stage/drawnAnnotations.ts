import type { Annotation } from '../../src/shared/annotations/annotation';
import { type State, selectedAnnotation } from '../store';

/** The last list with one annotation alone: the same array as long as it is the same annotation. */
let alone: readonly Annotation[] = [];

/** The kept masks that are on the stage, so that they are drawn and can be clicked. */
export function drawnAnnotations(state: State): readonly Annotation[] {
	if (state.masksHidden) return [];
	const selected = state.display.selectedOnly ? selectedAnnotation(state) : undefined;
	if (!selected) return state.document.annotations;
	if (alone[0] !== selected) alone = [selected];
	return alone;
}
