import { describe, expect, it } from 'vitest';
import { ImageQuestions } from '../../../../src/editor/session/imageQuestions';
import type { EverythingParams, EverythingResult } from '../../../../src/shared/protocol/inferenceProtocol';
import { candidate } from './fakeModel';

const masks = [
	{ ...candidate(30), level: 2, levels: [2, 3], point: { x: 1, y: 1 } },
	{ ...candidate(10), level: 1, levels: [1], point: { x: 2, y: 2 } },
];

function questionsOf() {
	const asked: EverythingParams[] = [];
	let image = 'hash';
	const client = {
		everything: async (params: EverythingParams): Promise<EverythingResult> => {
			asked.push(params);
			return { masks, levels: 3, points: 9, pack: 'a-pack' };
		},
	};
	const nothing = () => undefined;
	const questions = new ImageQuestions(
		{} as never,
		{ open: async () => ({ image }) } as never,
		{} as never,
		{ client, prefetch: { hold: nothing, after: nothing } } as never,
	);
	const everything = async (level?: number) =>
		(await questions.everything(level, nothing, {} as never)).masks;
	const showOther = () => {
		image = 'other';
	};
	return { questions, asked, everything, showOther };
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
