import { describe, expect, it } from 'vitest';
import { ImageQuestions } from '../../../../src/editor/session/imageQuestions';
import { decodeRle, encodeRle } from '../../../../src/shared/mask/cocoRle';
import { fillPolygons } from '../../../../src/shared/mask/polygonFill';
import { area, bbox } from '../../../../src/shared/mask/runLengths';
import type {
	EverythingMask,
	EverythingParams,
	EverythingResult,
} from '../../../../src/shared/protocol/inferenceProtocol';
import type { Region } from '../../../../src/shared/region';
import { candidate } from './fakeModel';

const masks = [
	{ ...candidate(30), level: 2, levels: [2, 3], point: { x: 1, y: 1 } },
	{ ...candidate(10), level: 1, levels: [1], point: { x: 2, y: 2 } },
];

function questionsOf() {
	const asked: EverythingParams[] = [];
	let image = 'hash';
	let found: readonly EverythingMask[] = masks;
	const client = {
		everything: async (params: EverythingParams): Promise<EverythingResult> => {
			asked.push(params);
			return { masks: found, levels: 3, points: 9, pack: 'a-pack' };
		},
	};
	const nothing = () => undefined;
	const questions = new ImageQuestions(
		{} as never,
		{
			open: async () => ({ image, width: 1000, height: 800 }),
			openRegion: async ({ x }: { x: number }) => ({ image: `part at ${x}` }),
		} as never,
		{} as never,
		{ client, prefetch: { hold: nothing, after: nothing } } as never,
	);
	const everything = async (level?: number, region: Region | null = null) =>
		(await questions.everything({ ...(level !== undefined && { level }), region }, nothing, {} as never))
			.masks;
	const showOther = () => {
		image = 'other';
	};
	const answer = (next: readonly EverythingMask[]) => {
		found = next;
	};
	return { questions, asked, everything, showOther, answer };
}

describe('all masks of an image', () => {
	it('are asked for once: a level is a part of the answer', async () => {
		const { asked, everything } = questionsOf();
		expect((await everything(1)).map(({ area }) => area)).toEqual([masks[1]!.area]);
		expect((await everything(3)).map(({ area, level }) => [area, level])).toEqual([[masks[0]!.area, 3]]);
		expect(await everything()).toEqual(masks);
		expect(asked).toHaveLength(1);
		expect(asked[0]).not.toHaveProperty('level');
	});

	it('are asked for again of another image, and of another model', async () => {
		const { asked, everything, showOther, questions } = questionsOf();
		await everything();
		showOther();
		await everything(1);
		expect(asked.map(({ image }) => image)).toEqual(['hash', 'other']);
		questions.forget();
		await everything(1);
		expect(asked).toHaveLength(3);
	});
});

describe('all masks of a part of an image', () => {
	const region = { x: 40, y: 100, width: 60, height: 50 };
	/** A mask of the part, in its pixels. */
	const maskIn = (left: number, top: number, side: number) => {
		const mask = fillPolygons(
			[[left, top, left + side, top, left + side, top + side, left, top + side]],
			region.width,
			region.height,
		);
		const shape = { area: area(mask), bbox: bbox(mask), segmentation: encodeRle(mask) };
		return { level: 1, levels: [1], score: 0.9, ...shape, point: { x: left + 1, y: top + 2 } };
	};

	it('are in pixels of the whole image, without what the edge of the part cuts off', async () => {
		const { questions, asked, answer } = questionsOf();
		answer([maskIn(10, 20, 8), maskIn(0, 5, 10), maskIn(30, 40, 10)]);
		const found = await questions.everything({ region }, () => undefined, {} as never);
		expect(asked.map(({ image }) => image)).toEqual(['part at 40']);
		expect(found.cutOff).toBe(2);
		expect(found.masks).toMatchObject([{ bbox: [50, 120, 8, 8], area: 64, point: { x: 51, y: 122 } }]);
		const whole = decodeRle(found.masks[0]!.segmentation);
		expect([whole.width, whole.height, bbox(whole)]).toEqual([1000, 800, [50, 120, 8, 8]]);
	});

	it('are not those of the whole image', async () => {
		const { everything, asked } = questionsOf();
		await everything();
		await everything(undefined, region);
		await everything(undefined, region);
		expect(asked.map(({ image }) => image)).toEqual(['hash', 'part at 40']);
	});
});
