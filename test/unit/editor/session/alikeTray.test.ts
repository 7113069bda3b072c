import { beforeEach, describe, expect, it } from 'vitest';
import { AlikeTray, type FoundAlike } from '../../../../src/editor/session/alikeTray';
import type { AlikeMask, AlikeState } from '../../../../src/shared/alike';
import fc from '../../fastCheck';
import { candidate } from './fakeModel';

const mask = (likeness: number): AlikeMask => ({ ...candidate(10), likeness });
const found = (...likenesses: number[]): FoundAlike => ({
	masks: likenesses.map(mask),
	category: { name: 'wheel', kind: 'part' },
	pack: 'a-pack',
});

let kept: (readonly AlikeMask[])[];
let states: (AlikeState | null)[];
let searches: {
	readonly signal: AbortSignal;
	readonly onProgress: (done: number) => void;
	readonly answer: (found: FoundAlike) => void;
	readonly fail: (error: Error) => void;
}[];
let tray: AlikeTray;

beforeEach(() => {
	[kept, states, searches] = [[], [], []];
	tray = new AlikeTray({
		search: (signal, onProgress) =>
			new Promise((answer, fail) => searches.push({ signal, onProgress, answer, fail })),
		changed: (state) => states.push(state),
		keep: (masks) => kept.push(masks),
	});
});

async function open(...likenesses: number[]): Promise<void> {
	const searching = tray.search();
	searches.at(-1)!.answer(found(...likenesses));
	await searching;
}
const taken = () => (tray.state?.phase === 'found' ? tray.state.taken : undefined);

describe('masks that were found to be alike', () => {
	it('are taken from a likeness of a half on, and kept in one step', async () => {
		await open(0.9, 0.5, 0.3);
		expect(taken()).toEqual([true, true, false]);
		tray.keep();
		expect(kept.map((masks) => masks.map(({ likeness }) => likeness))).toEqual([[0.9, 0.5]]);
		expect(tray.state).toBeNull();
		tray.keep();
		expect(kept).toHaveLength(1);
	});

	it('follow the slider and the keys, but for those that the user decided on', async () => {
		await open(0.9, 0.5, 0.3);
		tray.toggle(0);
		tray.setMinLikeness(0.2);
		expect(taken()).toEqual([false, true, true]);
		tray.toggle(2);
		tray.setMinLikeness(1);
		expect(taken()).toEqual([false, false, false]);
		tray.toggle(0);
		tray.setMinLikeness(0.5);
		tray.stepLikeness(-1);
		expect(taken()).toEqual([true, false, false]);
		tray.stepLikeness(1);
		expect(taken()).toEqual([true, true, false]);
		tray.toggle(99);
		expect(taken()).toEqual([true, true, false]);
	});

	it('are more with every step of one key, fewer with the other, and the likeness stays within bounds', async () => {
		await open(0.9, 0.5, 0.3);
		fc.assert(
			fc.property(fc.array(fc.constantFrom(1 as const, -1 as const), { maxLength: 60 }), (steps) => {
				for (const step of steps) {
					const before = taken()!.filter(Boolean).length;
					tray.stepLikeness(step);
					const count = taken()!.filter(Boolean).length;
					expect(step * (count - before)).toBeGreaterThanOrEqual(0);
					const { state } = tray;
					const likeness = state?.phase === 'found' ? state.minLikeness : Number.NaN;
					expect(likeness).toBeGreaterThanOrEqual(0);
					expect(likeness).toBeLessThanOrEqual(1);
				}
			}),
		);
	});

	it('are left with Escape, and nothing is kept', async () => {
		await open(0.9);
		tray.clear();
		expect(tray.isOpen).toBe(false);
		tray.keep();
		expect(kept).toEqual([]);
	});

	it('do not open where there are none', async () => {
		await open();
		expect(tray.isOpen).toBe(false);
		expect(states.at(-1)).toBeNull();
	});
});

describe('a search for masks that are alike', () => {
	it('says how far it is, and can be cancelled, after which nothing of it counts', async () => {
		const searching = tray.search();
		searches[0]!.onProgress(0.4);
		expect(states.at(-1)).toEqual({ phase: 'searching', done: 0.4 });
		tray.clear();
		expect(searches[0]!.signal.aborted).toBe(true);
		searches[0]!.onProgress(0.6);
		searches[0]!.answer(found(0.9));
		await searching;
		expect(tray.state).toBeNull();
		expect(states.at(-1)).toBeNull();
	});

	it('that is cancelled ends in silence; one that fails says why', async () => {
		const cancelled = tray.search();
		tray.clear();
		searches[0]!.fail(new Error('cancelled'));
		await cancelled;
		const failed = tray.search();
		searches[1]!.fail(new Error('no memory'));
		await expect(failed).rejects.toThrow('no memory');
		expect(tray.state).toBeNull();
	});

	it('takes the place of the one before it', async () => {
		const first = tray.search();
		const second = tray.search();
		expect(searches[0]!.signal.aborted).toBe(true);
		searches[1]!.answer(found(0.8));
		await second;
		searches[0]!.answer(found(0.1, 0.1));
		await first;
		expect(taken()).toEqual([true]);
	});
});
