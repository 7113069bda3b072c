import type { Candidate } from '../../src/shared/candidate';
import { levelPool, withPlaceShown } from '../../src/shared/levelPool';
import type { ViewAct } from '../../src/shared/protocol/editorProtocol';
import { type State, type Store, slidableLevels } from '../store';

/**
 * Shows a mask of all that were found, at once: the host, which owns what is shown, is told. While one slides, its
 * answers to older places are not waited for.
 */
export function slideTo(store: Store, act: (one: ViewAct) => void, place: number): void {
	const levels = slidableLevels(store.state);
	const shown = levels && withPlaceShown(levels, place);
	if (!shown) return;
	store.set({ prompting: { ...store.state.prompting, levels: shown }, slidTo: place });
	act({ type: 'showFound', place });
}

/** The host shows a mask of those that were found. */
export function placeShown({ prompting, slidTo }: State, place: number): Partial<State> {
	if (slidTo !== null && place !== slidTo) return {};
	const shown = prompting.levels && withPlaceShown(prompting.levels, place);
	return { slidTo: null, ...(shown && { prompting: { ...prompting, levels: shown } }) };
}

/** What was found besides the levels has come. */
export function withBetween({ prompting }: State, between: readonly Candidate[]): Partial<State> {
	const { levels } = prompting;
	if (!levels) return {};
	const pool = levelPool(levels.candidates, levels.first, between);
	return { prompting: { ...prompting, levels: { ...levels, pool } } };
}
