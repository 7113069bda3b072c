import type { ImageEditStep } from './imageEditStep';

/**
 * The list without the annotations that have gone: an edit that was only of them goes too.
 *
 * @returns the same list where nothing changes; undefined where nothing is left of it
 */
export function withoutTargets(
	steps: readonly ImageEditStep[],
	gone: readonly number[],
): readonly ImageEditStep[] | undefined {
	const missing = new Set(gone);
	const kept = steps.flatMap((step) => {
		const { of } = step;
		if (of === 'all' || !('annotations' in of)) return [step];
		const annotations = of.annotations.filter((id) => !missing.has(id));
		if (annotations.length === of.annotations.length) return [step];
		return annotations.length === 0 ? [] : [{ ...step, of: { annotations } }];
	});
	if (kept.length === steps.length && kept.every((step, i) => step === steps[i])) return steps;
	return kept.length === 0 ? undefined : kept;
}
