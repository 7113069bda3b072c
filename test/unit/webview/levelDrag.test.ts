import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Candidate } from '../../../src/shared/candidate';
import { levelPool, shownPlace } from '../../../src/shared/levelPool';
import { encodeRle } from '../../../src/shared/mask/cocoRle';
import type { ViewAct } from '../../../src/shared/protocol/editorProtocol';
import { placeShown, slideTo, withBetween } from '../../../webview/prompting/foundMasks';
import { initialState, Store } from '../../../webview/store';
import { levelDrag } from '../../../webview/tools/levelDrag';
import type { ToolPointer } from '../../../webview/tools/tool';

const candidate = (area: number, level = 0): Candidate => ({
	level,
	score: 0.9,
	area,
	bbox: [0, 0, 1, area],
	segmentation: encodeRle({ width: 1, height: 100, counts: Uint32Array.of(0, area, 100 - area) }),
});
const candidates = [candidate(10, 1), candidate(40, 2)];
const between = [20, 30, 50].map((area) => candidate(area));

let store: Store;
let acts: ViewAct[];
const act = (one: ViewAct) => acts.push(one);
const place = () => shownPlace(store.state.prompting.levels!);
const pointer = (left: number, top: number, alt = true): ToolPointer => ({
	screen: { left, top },
	image: { x: left, y: top },
	...{ button: 'left', shift: false, ctrl: false, alt },
});

beforeEach(() => {
	vi.stubGlobal('requestAnimationFrame', () => 0);
	store = new Store();
	acts = [];
	const levels = { candidates, shown: 0, first: 0, pack: 'a-pack' };
	store.set({ prompting: { ...initialState.prompting, levels } });
	store.set(withBetween(store.state, between));
});

describe('going through what was found', () => {
	it('has the same masks in the same order as the host', () => {
		expect(store.state.prompting.levels?.pool).toEqual(levelPool(candidates, 0, between));
	});

	it('is shown at once, and older answers of the host do not bring it back', () => {
		slideTo(store, act, 1);
		slideTo(store, act, 3);
		store.set(placeShown(store.state, 1));
		expect(place()).toBe(3);
		store.set(placeShown(store.state, 3));
		store.set(placeShown(store.state, 0));
		expect(place()).toBe(0);
		expect(acts).toEqual([
			{ type: 'showFound', place: 1 },
			{ type: 'showFound', place: 3 },
		]);
	});

	it('waits while the model is asked', () => {
		store.set({ prompting: { ...store.state.prompting, waiting: true } });
		slideTo(store, act, 1);
		expect([place(), acts]).toEqual([0, []]);
	});
});

describe('Alt+drag', () => {
	it('goes to coarser masks to the right and up, to finer ones back, and no farther than there are', () => {
		const drag = levelDrag({ store, act }, pointer(100, 100), () => undefined)!;
		const seen: number[] = [];
		for (const [left, top] of [
			[110, 100],
			[120, 100],
			[120, 90],
			[500, 100],
			[95, 100],
			[0, 300],
		] as const) {
			drag.drag!(pointer(left, top));
			seen.push(place());
		}
		expect(seen).toEqual([1, 2, 3, 4, 0, 0]);
	});

	it('tells the host once for each mask, and goes back where it is cancelled', () => {
		const drag = levelDrag({ store, act }, pointer(0, 0), () => undefined)!;
		for (const left of [8, 9, 10, 11, 12]) drag.drag!(pointer(left, 0));
		drag.cancel!();
		expect(acts).toEqual([
			{ type: 'showFound', place: 1 },
			{ type: 'showFound', place: 0 },
		]);
	});

	it('without a drag is a click', () => {
		const click = vi.fn();
		levelDrag({ store, act }, pointer(0, 0), click)!.release(pointer(1, 0), false);
		expect(click).toHaveBeenCalledOnce();
	});

	it('means something else without Alt, and where there is one mask', () => {
		expect(levelDrag({ store, act }, pointer(0, 0, false), () => undefined)).toBeUndefined();
		const levels = { candidates: candidates.slice(0, 1), shown: 0, first: 0 };
		store.set({ prompting: { ...initialState.prompting, levels } });
		expect(levelDrag({ store, act }, pointer(0, 0), () => undefined)).toBeUndefined();
	});
});
