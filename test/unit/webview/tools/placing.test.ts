import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { EditOf } from '../../../../src/shared/imageEdits/imageEdit';
import { encodeRle } from '../../../../src/shared/mask/cocoRle';
import { bbox } from '../../../../src/shared/mask/runLengths';
import { initialState, type State } from '../../../../webview/store';
import { Placing } from '../../../../webview/tools/placing';
import type { Tool, ToolPointer } from '../../../../webview/tools/tool';
import { rectangleMask } from '../../imaging/rasters';

const image = { width: 100, height: 80 };
const mask = rectangleMask(image.width, image.height, [10, 10, 30, 20]);
const place = { type: 'place', softness: 0, dx: 40, dy: 30, scale: 1, flip: false } as const;

let state: State;
let changes: { id: number; edit: EditOf<'place'> }[];
let overs: boolean[];
let pressed: ToolPointer[];
let released: ToolPointer[];
let placing: Placing;

const tool: Tool = {
	cursor: 'crosshair',
	press: (pointer) => {
		pressed.push(pointer);
		return { release: (end) => void released.push(end) };
	},
};
const at = (x: number, y: number, button: 'left' | 'right' = 'left'): ToolPointer => ({
	screen: { left: x, top: y },
	image: { x, y },
	button,
	shift: false,
	ctrl: false,
	alt: false,
});

beforeEach(() => {
	vi.useFakeTimers();
	const annotation = {
		id: 1,
		categoryId: 1,
		segmentation: encodeRle(mask),
		area: 200,
		bbox: bbox(mask),
	};
	state = {
		...initialState,
		editsPanelOpen: true,
		document: {
			annotations: [annotation],
			categories: [],
			imageEdits: [{ id: 7, of: { annotations: [1] }, edit: { ...place } }],
		},
	};
	[changes, overs, pressed, released] = [[], [], [], []];
	placing = new Placing({
		get state() {
			return state;
		},
		draft: (editDraft) => {
			state = { ...state, editDraft };
		},
		change: (id, edit) => changes.push({ id, edit }),
		over: (isOver) => overs.push(isOver),
	});
	return () => vi.useRealTimers();
});

describe('a placed copy', () => {
	it('is moved by a drag of it: seen meanwhile, one edit in the end', () => {
		const gesture = placing.around(tool).press(at(55, 45))!;
		gesture.drag!(at(58, 41));
		expect(state.editDraft).toMatchObject({ id: 7, edit: { dx: 43, dy: 26 } });
		expect(changes).toEqual([]);
		gesture.drag!(at(60, 50));
		gesture.release(at(60, 50), true);
		expect(changes).toEqual([{ id: 7, edit: { ...place, dx: 45, dy: 35 } }]);
		expect(pressed).toEqual([]);
	});

	it('stays where it was when the drag is cancelled', () => {
		const gesture = placing.around(tool).press(at(55, 45))!;
		gesture.drag!(at(60, 50));
		gesture.cancel!();
		expect(state.editDraft).toBeNull();
		expect(changes).toEqual([]);
	});

	it('leaves clicks on it, the right button and all beside it to the tool', () => {
		placing.around(tool).press(at(55, 45))!.release(at(55, 45), false);
		expect([pressed.length, released.length]).toEqual([1, 1]);
		placing.around(tool).press(at(55, 45, 'right'));
		// The original, and just beside the copy.
		placing.around(tool).press(at(15, 15));
		placing.around(tool).press(at(49, 45));
		expect(pressed).toHaveLength(4);
		expect(changes).toEqual([]);
	});

	it.each([
		['its edit is off', (step: object) => ({ imageEdits: [{ ...step, off: true }] })],
		['the document cannot be changed', () => ({ readOnlyReason: 'Because.' })],
		['its mask is gone', () => ({ annotations: [] })],
	] as const)('is not taken where %s', (_, change) => {
		const { document } = state;
		state = {
			...state,
			document: { ...document, ...change(document.imageEdits![0]!) } as State['document'],
		};
		placing.around(tool).press(at(55, 45));
		expect(pressed).toHaveLength(1);
	});

	it('gets another size by the wheel with Ctrl around its middle, as one edit', () => {
		expect(placing.around(tool).resize).toBeUndefined();
		placing.around(tool).hover!(at(55, 45));
		expect(overs).toEqual([true]);
		placing.around(tool).resize!(1);
		placing.around(tool).resize!(1);
		placing.around(tool).resize!(1);
		expect(changes).toEqual([]);
		vi.runAllTimers();
		expect(changes).toHaveLength(1);
		const { edit } = changes[0]!;
		const { scale, dx, dy } = edit as EditOf<'place'>;
		expect(scale).toBeCloseTo(1.158, 2);
		// From 10 to 30 and from 10 to 20, moved by 40 and 30.
		expect(10 + dx + (20 * scale) / 2).toBeCloseTo(60, -0.5);
		expect(10 + dy + (10 * scale) / 2).toBeCloseTo(45, -0.5);
		placing.around(tool).hover!(at(5, 5));
		expect(overs).toEqual([true, false]);
		expect(placing.around(tool).resize).toBeUndefined();
	});
});
