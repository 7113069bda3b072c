import { describe, expect, it, vi } from 'vitest';
import { CloserLook } from '../../../../src/editor/session/closerLook';
import { encodeRle } from '../../../../src/shared/mask/cocoRle';
import { fullMask } from '../../../../src/shared/mask/runLengths';

const imageSize = { width: 100, height: 80 };
const region = { x: 10, y: 20, width: 30, height: 40 };
const point = (x: number, y: number) => ({ type: 'point', x, y, positive: true }) as const;
const candidate = {
	...{ level: 1, score: 0.9, area: 1200, bbox: [0, 0, 30, 40] as const },
	segmentation: encodeRle(fullMask(30, 40)),
};

function look() {
	const changed = vi.fn();
	const failed = vi.fn();
	const encodings: { resolve(value?: unknown): void; reject(error: unknown): void }[] = [];
	const closer = new CloserLook({
		open: async ({ x, width, height }) => ({ image: `part at ${x}`, width, height }),
		encode: () => new Promise((resolve, reject) => encodings.push({ resolve, reject })),
		...{ imageSize, changed, failed, zoomFirst: 'Zoom in first.' },
	});
	const encoding = () => vi.waitUntil(() => encodings.at(-1));
	return { closer, changed, failed, encoding };
}

describe('a closer look', () => {
	it('asks about the region what lies in it, and answers in pixels of the image', async () => {
		const { closer, changed, encoding } = look();
		expect(await closer.questionOf({ prompts: [point(15, 25)] })).toBeUndefined();
		closer.lookAt(region);
		expect(closer.state).toEqual({ region, isReady: false });
		(await encoding()).resolve();
		await vi.waitUntil(() => closer.state?.isReady);
		expect(changed).toHaveBeenLastCalledWith({ region, isReady: true });

		const asked = await closer.questionOf({ prompts: [point(15, 25)] });
		expect(asked).toMatchObject({ image: 'part at 10', question: { prompts: [point(5, 5)] } });
		expect(asked!.answer(candidate)).toMatchObject({ area: 1200, bbox: [10, 20, 30, 40] });
		expect(asked!.answer(candidate).segmentation.size).toEqual([80, 100]);
		expect(await closer.questionOf({ prompts: [point(5, 25)] })).toBeUndefined();

		closer.lookAt(null);
		expect(changed).toHaveBeenLastCalledWith(null);
		expect(await closer.questionOf({ prompts: [point(15, 25)] })).toBeUndefined();
	});

	it('knows the first mask of a click, also where the pointer has asked for a preview since', async () => {
		const { closer } = look();
		closer.lookAt(region);
		const clicked = await closer.questionOf({ prompts: [point(15, 25)] });
		await closer.questionOf({ prompts: [point(16, 26)] });
		expect(clicked!.firstOfWhole({ prompts: [point(5, 5)], candidate })).toMatchObject({
			prompts: [point(15, 25)],
			candidate: { bbox: [10, 20, 30, 40] },
		});
		expect(clicked!.firstOfWhole({ prompts: [point(6, 6)], candidate })).toBeUndefined();
	});

	it('is refused where nearly all of the image would be looked at, and what was looked at stays', () => {
		const { closer } = look();
		closer.lookAt(region);
		expect(() => closer.lookAt({ x: 0, y: 0, width: 90, height: 75 })).toThrow('Zoom in first.');
		expect(closer.state).toEqual({ region, isReady: false });
	});

	it('that fails is over, and that is said; one that was left meanwhile says nothing', async () => {
		const { closer, changed, failed, encoding } = look();
		closer.lookAt({ ...region, x: 11 });
		const left = await encoding();
		closer.lookAt(region);
		left.reject(new Error('late'));
		const present = await vi.waitUntil(async () => {
			const one = await encoding();
			return one === left ? undefined : one;
		});
		expect(failed).not.toHaveBeenCalled();
		present.reject(new Error('no memory'));
		await vi.waitUntil(() => failed.mock.calls.length > 0);
		expect(failed.mock.calls).toEqual([[new Error('no memory')]]);
		expect(changed).toHaveBeenLastCalledWith(null);
		expect(closer.state).toBeNull();
	});
});
