import { describe, expect, it, vi } from 'vitest';
import { withoutJunk } from '../../../../src/inference/everything/withoutJunk';
import { encodeRle } from '../../../../src/shared/mask/cocoRle';
import { area, bbox, fromBitmap } from '../../../../src/shared/mask/runLengths';
import type { EverythingMask } from '../../../../src/shared/protocol/inferenceProtocol';

const size = 400;
type IsInside = (x: number, y: number) => boolean;

function found(isInside: IsInside, score = 0.9, level = 1, scale = 1): EverythingMask {
	const side = size * scale;
	const bits = Uint8Array.from({ length: side * side }, (_, at) =>
		isInside((at % side) / scale, Math.floor(at / side) / scale) ? 1 : 0,
	);
	const mask = fromBitmap(bits, side, side);
	const shape = { area: area(mask), bbox: bbox(mask), segmentation: encodeRle(mask) };
	return { ...shape, level, levels: [level], score, point: { x: 0, y: 0 } };
}

const kept = (masks: readonly EverythingMask[]) => withoutJunk(masks, () => Promise.resolve());

const disc =
	(radius: number, left = 200): IsInside =>
	(x, y) =>
		Math.hypot(x - left, y - 200) < radius;

describe('what nobody would keep', () => {
	it.each([
		['a speck', disc(2)],
		[
			'a disc with teeth',
			(x: number, y: number) => disc(y % 4 < 2 && Math.abs(y - 200) < 60 ? 100 : 70)(x, y),
		],
		['dust', (x: number, y: number) => disc(100)(x, y) && (x + y) % 2 === 0],
		['five islands', (x: number, y: number) => x >= 10 && (x - 10) % 80 < 40 && Math.abs(y - 200) < 20],
	])('is left out: %s', async (_, isInside) => {
		expect(await kept([found(isInside)])).toEqual([]);
	});

	it('is known in a large image too', async () => {
		const toothed: IsInside = (x, y) => disc(y % 4 < 2 && Math.abs(y - 200) < 60 ? 100 : 70)(x, y);
		expect(await kept([found(toothed, 0.9, 1, 4)])).toEqual([]);
		expect(await kept([found(disc(100), 0.9, 1, 4)])).toHaveLength(1);
	});
});

describe('what somebody may want', () => {
	it.each([
		['a disc', disc(100)],
		['a small square', (x: number, y: number) => x >= 50 && x < 58 && y >= 50 && y < 58],
		['a ring', (x: number, y: number) => disc(100)(x, y) && !disc(60)(x, y)],
		['two pieces', (x: number, y: number) => disc(40, 100)(x, y) || disc(40, 300)(x, y)],
		['a wall with many windows', (x: number, y: number) => !(x % 50 < 20 && y % 50 < 20)],
	])('stays: %s', async (_, isInside) => {
		const masks = [found(isInside)];
		expect(await kept(masks)).toEqual(masks);
	});
});

describe('twins of a parent', () => {
	const [whole, twin, part] = [found(disc(100), 0.9, 3), found(disc(90), 0.8, 1), found(disc(60), 0.7, 1)];

	it('give their levels to it', async () => {
		expect(await kept([whole, twin])).toEqual([{ ...whole, levels: [1, 3] }]);
		expect(await kept([{ ...twin, score: 0.95 }, whole])).toEqual([{ ...whole, levels: [1, 3] }]);
	});

	it('are no parts, and nothing beside it', async () => {
		expect(await kept([whole, part])).toEqual([whole, part]);
		const beside = found(disc(100, 220), 0.8);
		expect((await kept([whole, beside])).map(({ score }) => score)).toEqual([0.9, 0.8]);
	});
});

describe('the work', () => {
	it('pauses after each mask, and ends where the pause says so', async () => {
		const masks = [found(disc(100)), found(disc(2))];
		const pause = vi.fn(() => Promise.resolve());
		await withoutJunk(masks, pause);
		expect(pause).toHaveBeenCalledTimes(2);
		pause.mockRejectedValueOnce(new Error('cancelled'));
		await expect(withoutJunk(masks, pause)).rejects.toThrow('cancelled');
		expect(pause).toHaveBeenCalledTimes(3);
	});
});
