import type { ImageEditStep } from './imageEditStep';

/** @returns the same target where nothing changes; null where nothing is left of it */
function without<T>(target: T, missing: ReadonlySet<number>): T | { readonly annotations: number[] } | null {
	if (typeof target !== 'object' || target === null || !('annotations' in target)) return target;
	const ids = target.annotations as readonly number[];
	const annotations = ids.filter((id) => !missing.has(id));
	if (annotations.length === ids.length) return target;
	return annotations.length === 0 ? null : { annotations };
}

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
		const of = without(step.of, missing);
		const behind = step.edit.type === 'place' ? without(step.edit.behind, missing) : undefined;
		if (of === null) return [];
		if (step.edit.type !== 'place' || behind === step.edit.behind)
			return [of === step.of ? step : { ...step, of }];
		const { behind: _, ...edit } = step.edit;
		return [{ ...step, of, edit: behind ? { ...edit, behind } : edit }];
	});
	if (kept.length === steps.length && kept.every((step, i) => step === steps[i])) return steps;
	return kept.length === 0 ? undefined : kept;
}
