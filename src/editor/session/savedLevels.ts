import type { Annotation } from '../../shared/annotations/annotation';
import type { Candidate } from '../../shared/candidate';
import { decodeRle } from '../../shared/mask/cocoRle';
import { area, bbox } from '../../shared/mask/runLengths';
import { drawnCandidate } from './drawnCandidate';
import type { OwnLevels } from './prompting';

/** How many levels there are at most, and keys for them. */
const maxLevels = 6;

/** An annotation as what a correction of it begins with: its own mask is shown, its other levels are within reach. */
export function savedLevels({ id, segmentation, level, ladder, prompts, pack }: Annotation): OwnLevels {
	const saved = (ladder ?? []).map((step): Candidate => {
		const mask = decodeRle(step.segmentation);
		return { ...step, area: area(mask), bbox: bbox(mask) };
	});
	const own = saved.findIndex((step) => step.segmentation.counts === segmentation.counts);
	const base = { prompts: prompts ?? [], target: id };
	const packOf = pack === undefined ? {} : { pack };
	if (own >= 0) return { ...base, levels: { candidates: saved, shown: own, first: -1, ...packOf } };
	const mask = drawnCandidate(decodeRle(segmentation));
	// With six, it takes the place of the level that it was drawn from, or of the one of nearest size.
	const gone = saved.length < maxLevels ? -1 : placeOf(saved, level, mask.area);
	const candidates = [...saved.filter((_, index) => index !== gone), mask]
		.sort((a, b) => a.area - b.area)
		.map((one, index) => (one === mask ? mask : { ...one, level: index + 1 }));
	const shown = candidates.indexOf(mask);
	return {
		...base,
		levels: {
			candidates: candidates.with(shown, { ...mask, level: shown + 1 }),
			shown,
			first: -1,
			...packOf,
		},
	};
}

function placeOf(saved: readonly Candidate[], level: number | undefined, pixels: number): number {
	const drawnFrom = saved.findIndex((step) => step.level === level);
	if (drawnFrom >= 0) return drawnFrom;
	const distances = saved.map((step) => Math.abs(step.area - pixels));
	return distances.indexOf(Math.min(...distances));
}
