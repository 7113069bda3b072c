import { type ImageEditStep, imageEditStepShape } from '../../shared/imageEdits/imageEditStep';
import { readRle } from './sidecarMask';

/**
 * Reads `strata.edits`. An entry that this version does not know, whose mask is of another size, or whose id was there
 * before, is kept as it is and not applied.
 */
export function readImageEdits(
	entries: readonly unknown[],
	size: { readonly width: number; readonly height: number },
): { readonly imageEdits: readonly ImageEditStep[]; readonly unreadEdits: readonly unknown[] } {
	const imageEdits: ImageEditStep[] = [];
	const unreadEdits: unknown[] = [];
	for (const entry of entries) {
		const step = imageEditStepShape.safeParse(entry).data;
		if (step && fits(step, size) && !imageEdits.some(({ id }) => id === step.id)) imageEdits.push(step);
		else unreadEdits.push(entry);
	}
	return { imageEdits, unreadEdits };
}

function fits({ of }: ImageEditStep, size: { readonly width: number; readonly height: number }): boolean {
	if (of === 'all' || !('segmentation' in of)) return true;
	try {
		readRle(of.segmentation, 'segmentation', size);
		return true;
	} catch {
		return false;
	}
}
