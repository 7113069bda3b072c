import { type CandidatePool, weightOf } from './candidatePool';

/** How sharply a mask stands for those that resemble it: IoU to this power. */
const likeness = 4;
/** How much a mask's score counts: to this power. */
const trust = 2;
/** How much a thing counts less for each that resembles it, so that what many prompts repeat leaves room: to this power. */
const repetition = 0.25;
/** How much a mask that crosses another's outline is held back: nesting to this power. */
const tidiness = 0.1;

/**
 * Goes through the pool, each time to the member that adds most to what the accepted ones stand for: each stands for
 * those like it, and each of the pool counts by its score, less where many say the same.
 *
 * @param accept says whether a member is taken
 * @param most after so many were accepted it ends
 * @param before those that are offered to `accept` before all others, in this order
 */
export function coveringSet(
	{ members, iou, nesting }: CandidatePool,
	accept: (index: number) => boolean,
	most: number,
	before: readonly number[] = [],
): void {
	const count = members.length;
	const alike = iou.map((value) => value ** likeness);
	const scores = members.map((member) => weightOf(member) ** trust);
	const weights = scores.map((score, index) => {
		const row = alike.subarray(index * count, (index + 1) * count);
		const said = row.reduce((sum, value, other) => sum + value * scores[other]!, 0);
		return score / said ** repetition;
	});
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
	const offer = (index: number) => {
		left.delete(index);
		if (!accept(index)) return;
		accepted.push(index);
		for (let other = 0; other < count; other++) {
			stoodFor[other] = Math.max(stoodFor[other]!, alike[index * count + other]!);
		}
	};
	for (const index of before) if (accepted.length < most) offer(index);
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
		offer(best);
	}
}
