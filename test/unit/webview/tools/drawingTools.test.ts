import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { ViewAct } from '../../../../src/shared/protocol/editorProtocol';
import type { ToolName } from '../../../../src/shared/protocol/tools';
import { Picture } from '../../../../webview/stage/picture';
import type { Sketch } from '../../../../webview/stage/sketch';
import { Store } from '../../../../webview/store';
import type { Gesture, Tool, ToolPointer, ToolPort } from '../../../../webview/tools/tool';
import { toolTable } from '../../../../webview/tools/toolTable';

const size = { width: 100, height: 80 };
let store: Store;
let acts: ViewAct[];
let sketches: (Sketch | null)[];
let pans: (readonly [number, number])[];
let port: ToolPort;
let tool: Tool;

beforeEach(() => {
	vi.stubGlobal('requestAnimationFrame', () => 0);
	store = new Store();
	// Two CSS pixels an image pixel.
	const viewport = { scale: 2, left: 0, top: 0 };
	store.set({ picture: new Picture({} as HTMLImageElement), image: { phase: 'ready', ...size }, viewport });
	[acts, sketches, pans] = [[], [], []];
	port = {
		store,
		act: (one) => void acts.push(one),
		hover: () => undefined,
		// The line grows in place: what it is now counts.
		sketch: (sketch) => void sketches.push(structuredClone(sketch)),
		ring: () => undefined,
		pan: (dx, dy) => void pans.push([dx, dy]),
		set: (tools) => store.set({ tools: { ...store.state.tools, ...tools } }),
		pixels: () => ({ rgba: twoColours(), ...size }),
	};
});

const take = (name: ToolName) => {
	tool = toolTable[name].make(port);
};

/** The left half is dark, the right one bright. */
function twoColours(): Uint8ClampedArray {
	const rgba = new Uint8ClampedArray(4 * size.width * size.height);
	for (let i = 0; i < rgba.length; i++) rgba[i] = (i / 4) % size.width < 50 ? 20 : 200;
	return rgba;
}

const pointer = (x: number, y: number, more: Partial<ToolPointer> = {}): ToolPointer => ({
	image: { x, y },
	screen: { left: 2 * x, top: 2 * y },
	...{ button: 'left', shift: false, ctrl: false, alt: false, ...more },
});

/** Presses at the first point, moves over the others and releases at the last. */
function drag(points: readonly (readonly [number, number])[], more: Partial<ToolPointer> = {}): void {
	const [first, ...rest] = points.map(([x, y]) => pointer(x, y, more));
	const gesture = tool.press(first!);
	for (const one of rest) {
		gesture?.move?.(one);
		gesture?.drag?.(one);
	}
	gesture?.release(rest.at(-1) ?? first!, rest.length > 0);
}
const click = (x: number, y: number, more: Partial<ToolPointer> = {}) => drag([[x, y]], more);

describe('the brush', () => {
	beforeEach(() => take('brush'));

	it('shows the stroke as it goes on, and asks once for all of it', () => {
		drag([
			[10, 10],
			[12, 10],
			[20, 15],
		]);
		expect(sketches.map((sketch) => sketch?.line.length)).toEqual([2, 4, 6]);
		expect(acts).toEqual([
			{
				type: 'draw',
				shape: { kind: 'stroke', line: [10, 10, 12, 10, 20, 15], radius: 12 },
				...{ mode: 'add', anew: false },
			},
		]);
	});

	it('erases with Alt or the right button, and begins a new mask with Ctrl', () => {
		click(10, 10, { alt: true });
		click(10, 10, { button: 'right' });
		click(10, 10, { ctrl: true });
		expect(acts).toMatchObject([{ mode: 'subtract' }, { mode: 'subtract' }, { mode: 'add', anew: true }]);
	});

	it('leaves nothing of a stroke that is given up', () => {
		const gesture = tool.press(pointer(10, 10)) as Gesture;
		gesture.move?.(pointer(20, 20));
		gesture.cancel?.();
		expect(sketches.at(-1)).toBeNull();
		expect(acts).toEqual([]);
	});

	it('has sizes from one pixel to the largest, each another one', () => {
		const sizes = new Set<number>();
		const go = (step: 1 | -1) => {
			for (let i = 0; i < 60; i++) {
				tool.resize?.(step);
				sizes.add(store.state.tools.brushRadius);
			}
		};
		go(-1);
		expect(store.state.tools.brushRadius).toBe(0.5);
		go(1);
		expect(store.state.tools.brushRadius).toBe(1000);
		expect(sizes.size).toBeGreaterThan(30);
	});

	it('does nothing in a read-only document', () => {
		store.set({ document: { annotations: [], categories: [], readOnlyReason: 'It is newer.' } });
		expect(tool.press(pointer(10, 10))).toBeUndefined();
	});
});

it('the eraser takes away', () => {
	take('eraser');
	click(10, 10);
	expect(acts).toMatchObject([{ type: 'draw', mode: 'subtract' }]);
});

describe('the polygon', () => {
	beforeEach(() => {
		take('polygon');
		click(10, 10);
		click(40, 10);
		click(40, 40);
	});
	const ring = () => {
		const [one] = acts;
		return one?.type === 'draw' && one.shape.kind === 'polygon' ? one.shape.ring : undefined;
	};

	it('is closed by Enter', () => {
		expect(tool.key?.('Enter')).toBe(true);
		expect(ring()).toEqual([10, 10, 40, 10, 40, 40]);
		// The key means what it means elsewhere again.
		expect(tool.key?.('Enter')).toBe(false);
	});

	it('is closed by a double-click, whose two clicks are one corner', () => {
		click(10, 40);
		click(10, 40);
		tool.doublePress?.(pointer(10, 40));
		expect(ring()).toEqual([10, 10, 40, 10, 40, 40, 10, 40]);
	});

	it('is closed by a click on its first corner, and a double-click there begins no other one', () => {
		click(11, 11);
		expect(ring()).toHaveLength(6);
		click(11, 11);
		tool.doublePress?.(pointer(11, 11));
		expect(tool.key?.('Backspace')).toBe(false);
		expect(acts).toHaveLength(1);
	});

	it('has corners that can be dragged', () => {
		drag([
			[40, 11],
			[45, 20],
			[60, 5],
		]);
		tool.key?.('Enter');
		expect(ring()).toEqual([10, 10, 60, 5, 40, 40]);
	});

	it('loses its last corner with Backspace, and all with Escape', () => {
		tool.key?.('Backspace');
		tool.key?.('Enter');
		expect(acts).toEqual([]);
		expect(tool.key?.('Escape')).toBe(true);
		expect(sketches.at(-1)).toBeNull();
		expect(tool.key?.('Escape')).toBe(false);
	});

	it('takes away where Alt was held, and is gone with the tool', () => {
		click(20, 50, { alt: true });
		tool.key?.('Enter');
		expect(acts).toMatchObject([{ mode: 'subtract' }]);
		click(10, 10);
		tool.putDown?.();
		expect(sketches.at(-1)).toBeNull();
	});
});

it('the lasso gives the area that was drawn around', () => {
	take('lasso');
	drag([
		[10, 10],
		[50, 10],
		[50, 50],
	]);
	click(10, 10);
	expect(acts).toEqual([
		{
			type: 'draw',
			shape: { kind: 'polygon', ring: [10, 10, 50, 10, 50, 50] },
			...{ mode: 'add', anew: false },
		},
	]);
});

it('the wand takes the region of one colour, as far as its tolerance goes', () => {
	take('wand');
	click(10, 10);
	click(-5, 10);
	for (let i = 0; i < 60; i++) tool.resize?.(1);
	click(10, 10);
	const counts = acts.map((one) =>
		one.type === 'draw' && one.shape.kind === 'region' ? one.shape.segmentation : undefined,
	);
	expect(acts).toHaveLength(2);
	// Half of the image from its left edge, then all of it.
	expect(counts.map((rle) => rle && [...rle.size])).toEqual([
		[80, 100],
		[80, 100],
	]);
	expect(counts[0]).not.toEqual(counts[1]);
});

it('the cut gives its line', () => {
	take('cut');
	drag([
		[10, 10],
		[50, 10],
	]);
	click(10, 10);
	expect(acts).toEqual([{ type: 'cut', line: [10, 10, 50, 10] }]);
});

it('the box asks for masks, and its clicks mean nothing', () => {
	take('box');
	click(10, 10);
	drag([
		[50, 60],
		[10, 20],
	]);
	expect(acts).toEqual([
		{ type: 'prompt', prompt: { type: 'box', x0: 10, y0: 20, x1: 50, y1: 60 }, anew: false },
	]);
});

it('pan moves the image with the pointer', () => {
	take('pan');
	drag([
		[10, 10],
		[20, 15],
		[25, 15],
	]);
	expect(pans).toEqual([
		[20, 10],
		[10, 0],
	]);
});
