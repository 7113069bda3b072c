import { vscodeApi } from './host';
import type { State } from './store';

/** What survives when the page is put away behind another tab: the view, and the ladder that is still open. */
type Kept = Pick<State, 'viewport' | 'prompts' | 'ladder' | 'masksHidden'>;

const keys = ['viewport', 'prompts', 'ladder', 'masksHidden'] as const satisfies readonly (keyof Kept)[];

export function keepState(state: State, before: State): void {
	if (!state.picture || keys.every((key) => state[key] === before[key])) return;
	const { viewport, prompts, ladder, masksHidden } = state;
	// A ladder that is not complete would come back without the rest.
	const complete = ladder?.pack !== undefined;
	const kept: Kept = {
		viewport,
		masksHidden,
		ladder: complete ? ladder : null,
		prompts: complete ? prompts : [],
	};
	vscodeApi.setState(kept);
}

export function keptState(): Partial<Kept> {
	// Only `keepState` writes it, and VS Code drops it with the editor.
	return (vscodeApi.getState() as Kept | undefined) ?? {};
}
