import { maskMeasurements, maskPath } from '../stage/maskPaths';
import type { State } from '../store';

/** Milliseconds after which it is time for a mask, busy or not. */
const patience = 500;

/**
 * Works out the outlines of masks that can be gone through while nothing else is to do, so that none has to be waited for
 * when it is shown.
 *
 * @returns is to be called with every state
 */
export function warmMasks(): (state: State) => void {
	let warmed: unknown;
	let todo: (() => void)[] = [];
	const next = () => {
		todo.shift()?.();
		if (todo.length > 0) requestIdleCallback(next, { timeout: patience });
	};
	return ({ prompting, viewport }) => {
		const pool = prompting.levels?.pool;
		if (pool?.masks === warmed) return;
		const isIdle = todo.length === 0;
		warmed = pool?.masks;
		todo = (pool?.masks ?? []).map(({ segmentation }) => () => {
			maskPath(segmentation, viewport.scale);
			maskMeasurements(segmentation);
		});
		if (isIdle && todo.length > 0) requestIdleCallback(next, { timeout: patience });
	};
}
