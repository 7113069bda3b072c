import type { RunLengths } from './runLengths';
import { subtract, union } from './setOperations';

/** The same masks without overlap: what several have in common stays with the uppermost. @param masks lowest first */
export function giveOverlapToUpper(masks: readonly RunLengths[]): RunLengths[] {
	const [uppermost, ...below] = masks.toReversed();
	if (!uppermost) return [];
	let covered = uppermost;
	const given = [uppermost];
	for (const mask of below) {
		given.push(subtract(mask, covered));
		covered = union(covered, mask);
	}
	return given.reverse();
}
