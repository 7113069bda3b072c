import { levelsOf, type State, selectedAnnotation } from './store';

/** What the next click or key does, in one line. */
export function hint(state: State): string {
	const { document, image, ladder, prompts, waiting } = state;
	if (image.phase === 'failed') return '';
	if (document.readOnlyReason) return 'Read-only: masks can be looked at, not changed.';
	if (ladder) {
		const step = ladder.candidates.length > 1 ? '[ ] or Alt+wheel: other levels · ' : '';
		return `${step}Enter: keep · Shift+Enter: keep all · Click: add · Shift+click: take away · Esc: drop`;
	}
	if (prompts.length > 0) return waiting ? 'Looking for masks…' : 'Click: add · Esc: drop the clicks';
	const selected = selectedAnnotation(state);
	if (selected) {
		const levels = levelsOf(state).length > 1 ? '[ and ]: change level · ' : '';
		return `${levels}F2: rename · Delete: remove · Click inside again: its parts · Esc: let go`;
	}
	return 'Click a thing to get its masks · Drag a box around it · Wheel: zoom · Space+drag: pan';
}
