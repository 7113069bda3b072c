import { type CandidatePool, weightOf } from './candidatePool';

/** How sharply a mask stands for those that resemble it: IoU to this power. */
const likeness = 4;
/** How much a mask that crosses another's outline is held back: nesting to this power. */
const tidiness = 0.1;

/**
 * Goes through the pool, each time to the member that adds most to what the accepted ones stand for: each stands for
 * those like it, and each of the pool counts as much as its score.
 *
 * @param accept says whether a member is taken
 * @param most after so many were accepted it ends
 */
export function coveringSet(
	{ members, iou, nesting }: CandidatePool,
	accept: (index: number) => boolean,
	most: number,
): void {
	const count = members.length;
	const weights = members.map(weightOf);
	const alike = iou.map((value) => value ** likeness);
	const tidy = nesting.map((value) => value ** tidiness);
	const stoodFor = new Float64Array(count);
	const left = new Set(members.keys());
	const accepted: number[] = [];
	const gainOf = (index: number) => {
		let gain = 0;
		for (let other = 0; other < count; other++) {
			const more = alike[index * count + other]! - stoodFor[other]!;
			if (more > 0) gain += more * weights[other]!;
		}
		for (const other of accepted) gain *= tidy[index * count + other]!;
		return gain;
	};
	while (accepted.length < most) {
		let best = -1;
		let highest = 0;
		for (const index of left) {
			const gain = gainOf(index);
			if (gain <= highest) continue;
			highest = gain;
			best = index;
		}
		if (best < 0) return;
		left.delete(best);
		if (!accept(best)) continue;
		accepted.push(best);
		for (let other = 0; other < count; other++) {
			stoodFor[other] = Math.max(stoodFor[other]!, alike[best * count + other]!);
		}
	}
}
