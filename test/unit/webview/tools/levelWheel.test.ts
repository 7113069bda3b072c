import { expect, it } from 'vitest';
import { LevelWheel } from '../../../../webview/tools/levelWheel';

/** The steps that wheel events bring: [pixels, milliseconds since the last one]. */
function stepsOf(events: readonly (readonly [number, number])[]): number[] {
	const steps: number[] = [];
	const wheel = new LevelWheel((step) => steps.push(step));
	let time = 1000;
	for (const [pixels, wait] of events) {
		time += wait;
		wheel.turn(pixels, time);
	}
	return steps;
}

it('is one level a notch of a mouse’s wheel, up for coarser', () => {
	expect(
		stepsOf([
			[-100, 0],
			[-100, 80],
			[120, 80],
		]),
	).toEqual([1, 1, -1]);
});

it('is a few levels for a swipe of many small movements', () => {
	expect(stepsOf(Array.from({ length: 30 }, () => [-8, 12] as const))).toEqual([1, 1, 1]);
});

it('begins anew after a pause and in the other direction', () => {
	expect(
		stepsOf([
			[-40, 0],
			[-40, 1000],
			[40, 20],
			[40, 20],
		]),
	).toEqual([-1]);
});
