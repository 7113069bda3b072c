import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { type PromptedThing, parsePromptFile } from '../../../../src/cli/batch/promptFile';
import fc from '../../fastCheck';

const coordinate = fc
	.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 })
	.map((value) => value + 0);
const word = fc
	.stringMatching(/^[\p{L}\p{N} ",;'_/-]{1,20}$/u)
	.map((text) => text.trim())
	.filter((text) => text !== '');
const point = (positive: fc.Arbitrary<boolean>) =>
	fc.record({ type: fc.constant('point' as const), x: coordinate, y: coordinate, positive });
const box = fc
	.record({
		type: fc.constant('box' as const),
		x0: coordinate,
		y0: coordinate,
		x1: coordinate,
		y1: coordinate,
	})
	.filter(({ x0, y0, x1, y1 }) => x0 !== x1 && y0 !== y1);
const prompts = fc
	.tuple(
		fc.option(box, { nil: undefined }),
		fc.array(point(fc.boolean()), { maxLength: 4 }),
		point(fc.constant(true)),
	)
	.map(([one, points, last]) => [...(one ? [one] : []), ...points, last]);
const thing: fc.Arbitrary<PromptedThing> = fc.record(
	{
		image: word,
		prompts,
		category: word,
		kind: fc.constantFrom('object' as const, 'part' as const),
		level: fc.integer({ min: 1, max: 6 }),
	},
	{ requiredKeys: ['image', 'prompts'] },
);
const things = fc.array(thing, { minLength: 1, maxLength: 8 });

/** As a table: each thing under a name of its own. */
function csvOf(all: readonly PromptedThing[], delimiter: string): string {
	return Papa.unparse(
		all.flatMap(({ image, prompts, category = '', kind = '', level = '' }, i) =>
			prompts.map((prompt) => ({
				image,
				...{ x: '', y: '', positive: '', x0: '', y0: '', x1: '', y1: '' },
				...(prompt.type === 'box'
					? { x0: prompt.x0, y0: prompt.y0, x1: prompt.x1, y1: prompt.y1 }
					: { x: prompt.x, y: prompt.y, positive: prompt.positive ? 1 : 0 }),
				thing: `t${i}`,
				category,
				kind,
				level,
			})),
		),
		{ delimiter },
	);
}

describe('a prompt file', () => {
	it('says as a table what it says as JSON', () => {
		fc.assert(
			fc.property(things, fc.constantFrom(',', ';', '\t'), (all, delimiter) => {
				expect(parsePromptFile(JSON.stringify(all), 'p.json')).toEqual(all);
				expect(parsePromptFile(csvOf(all, delimiter), 'p.csv')).toEqual(all);
			}),
		);
	});

	it('has a thing in each row, where the rows do not say that they belong together', () => {
		const text = 'image,x,y\na.jpg,1,2\na.jpg,3,4\n\nb.jpg,5,6\n';
		expect(parsePromptFile(text, 'p.csv')).toEqual([
			{ image: 'a.jpg', prompts: [{ type: 'point', x: 1, y: 2, positive: true }] },
			{ image: 'a.jpg', prompts: [{ type: 'point', x: 3, y: 4, positive: true }] },
			{ image: 'b.jpg', prompts: [{ type: 'point', x: 5, y: 6, positive: true }] },
		]);
	});

	it.each([
		['p.csv', '', 'there is no column “image”'],
		['p.csv', 'image,x,y\n', 'it names no image'],
		['p.csv', 'image,x,y,catagory\na.jpg,1,2,cat', 'there is a column “catagory”'],
		['p.csv', 'x,y\n1,2', 'there is no column “image”'],
		['p.csv', 'image,x,y\na.jpg,1,', 'row 1: expected x and y, or x0, y0, x1 and y1, but received x'],
		['p.csv', 'image,x,y\n,1,2', 'row 1: image'],
		['p.csv', 'image,x,y\na.jpg,one,2', 'row 1: prompts.0.x'],
		[
			'p.csv',
			'image,x,y,positive\na.jpg,1,2,maybe',
			'row 1: expected 1 or 0 for “positive” but received maybe',
		],
		['p.csv', 'image,x,y,positive\na.jpg,1,2,0', 'a thing needs a positive point or a box'],
		['p.csv', 'image,x0,y0,x1,y1\na.jpg,1,2,1,9', 'a box must be wider and higher than 0 px'],
		['p.csv', 'image,x,y,level\na.jpg,1,2,7', 'row 1: level'],
		[
			'p.csv',
			'image,x,y,thing,category\na.jpg,1,2,t,cat\na.jpg,1,3,t,dog',
			'row 1: its thing has several values for “category”: cat, dog',
		],
		['p.json', '{"image": ', 'p.json cannot be used'],
		['p.json', '{}', 'expected a list of things'],
		['p.json', '[{"image":"a.jpg","prompts":[]}]', 'a thing needs a positive point or a box'],
		['p.json', '[{"image":"a.jpg","prompts":[{"type":"circle"}]}]', 'entry 1: prompts.0'],
		['p.json', '[{"image":"a.jpg","prompts":[{"type":"point","x":1,"y":2}],"label":"cat"}]', 'entry 1: '],
	])('with a fault is refused with a sentence (%s: %j)', (name, text, sentence) => {
		expect(() => parsePromptFile(text, name)).toThrow(sentence);
	});

	it('of any text gives things or a sentence', () => {
		fc.assert(
			fc.property(
				fc.string({ unit: fc.constantFrom(...'image,xy;\t\n\r"{}[]:01.-é\uFEFF') }),
				fc.constantFrom('p.csv', 'p.json'),
				(text, name) => {
					try {
						expect(parsePromptFile(text, name).length).toBeGreaterThan(0);
					} catch (error) {
						expect(String(error)).toContain(`${name} cannot be used: `);
					}
				},
			),
		);
	});
});
