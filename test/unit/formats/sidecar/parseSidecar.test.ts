import { describe, expect, it } from 'vitest';
import { parseSidecar } from '../../../../src/formats/sidecar/parseSidecar';
import { serializeSidecar } from '../../../../src/formats/sidecar/serializeSidecar';
import { SidecarError } from '../../../../src/formats/sidecar/sidecarError';
import fc from '../../fastCheck';
import { changed, dogText, foreign, image, type Json } from './sidecars';

function refusal(text: string, size?: { width: number; height: number }): SidecarError {
	try {
		parseSidecar(text, size && { fileName: image.fileName, ...size });
	} catch (error) {
		if (error instanceof SidecarError) {
			return error;
		}
		throw error;
	}
	throw new Error('Expected a SidecarError but the text was read');
}

describe('a sidecar that cannot be used', () => {
	it.each<[string, readonly (string | number)[], unknown, string]>([
		['no image', ['images'], [], 'images lists 0 images but should list one'],
		[
			'many images',
			['images'],
			[{}, {}],
			'images lists 2 images but should list one: this is the file of a whole data set; import it instead',
		],
		[
			'a size of text',
			['images', 0, 'width'],
			'16',
			'images[0].width is "16" but should be a whole number from 1',
		],
		[
			'a size of nothing',
			['images', 0, 'width'],
			0,
			'images[0].width is 0 but should be a whole number from 1',
		],
		[
			'a giant size',
			['images', 0],
			{ id: 1, file_name: 'x.jpg', width: 1e6, height: 1e6 },
			'images[0] is an object but should be at most 2147483647 pixels',
		],
		[
			'an id twice',
			['annotations', 1, 'id'],
			1,
			'annotations[1].id is 1 again but should be an id of its own',
		],
		[
			'another image',
			['annotations', 1, 'image_id'],
			7,
			'annotations[1].image_id is 7 but should be the id of the image (1)',
		],
		[
			'no such category',
			['annotations', 1, 'category_id'],
			7,
			'annotations[1].category_id is 7 but should be an id in categories',
		],
		[
			'a nameless category',
			['categories', 0, 'name'],
			undefined,
			'categories[0].name is missing but should be a text',
		],
		[
			'counts of another kind',
			['annotations', 1, 'segmentation', 'counts'],
			null,
			'annotations[1].segmentation is an object but should be an RLE of the form { size: [height, width], counts }',
		],
		[
			'counts cut off',
			['annotations', 1, 'segmentation', 'counts'],
			'=2',
			'Expected runs of 192 pixels together for annotations[1].segmentation.counts of 16 × 12 but received 15',
		],
		[
			'an odd polygon',
			['annotations', 1, 'segmentation'],
			[[1, 2, 3]],
			'annotations[1].segmentation[0] is a list of 3 but should be a polygon of the form [x, y, x, y, …]',
		],
		[
			'an unknown prompt',
			['annotations', 1, 'strata', 'prompts', 0, 'type'],
			'scribble',
			'annotations[1].strata.prompts[0].type is "scribble" but should be "point" or "box"',
		],
		[
			'a prompt without y',
			['annotations', 1, 'strata', 'prompts', 0, 'y'],
			undefined,
			'annotations[1].strata.prompts[0].y is missing but should be a number',
		],
		[
			'a step without mask',
			['annotations', 1, 'strata', 'ladder', 0, 'segmentation'],
			undefined,
			'annotations[1].strata.ladder[0].segmentation is missing but should be an RLE of the form { size: [height, width], counts }',
		],
	])('is broken: %s', (_, path, value, message) => {
		const text = changed((json) => {
			let at: Record<string | number, unknown> = json;
			for (const key of path.slice(0, -1)) {
				at = at[key] as Json;
			}
			at[path.at(-1)!] = value;
		});
		expect(refusal(text)).toMatchObject({ kind: 'broken', message });
	});

	it.each([
		[`${dogText}}`, 'Line 15, column 1 is not valid JSON: the file should end here'],
		['', 'Line 1, column 1 is not valid JSON: a value is missing'],
		['[]', 'the sidecar is a list of 0 but should be an object'],
		['{}', 'images is missing but should be a list'],
	])('is broken: no sidecar at all (%#)', (text, message) => {
		expect(refusal(text)).toMatchObject({ kind: 'broken', message });
	});

	it('says line and column where it is not JSON', () => {
		expect(refusal(dogText.replace('"images"', 'images'))).toMatchObject({
			kind: 'broken',
			message: 'Line 3, column 2 is not valid JSON: "images" does not belong here',
		});
	});

	it('is of another size than its image', () => {
		expect(refusal(dogText, { width: 12, height: 16 })).toMatchObject({
			kind: 'size',
			message:
				'the image has 12 × 16 pixels but images[0] says 16 × 12: the masks were made on another version of the image',
		});
	});

	it('has a mask of another size than its image', () => {
		const text = changed(({ annotations }) => {
			annotations![0]!.segmentation = { size: [16, 12], counts: 'P6' };
		});
		expect(refusal(text)).toMatchObject({
			kind: 'size',
			message: 'annotations[0].segmentation.size is [16, 12] but should be [12, 16]',
		});
	});

	it('is newer', () => {
		const newer = changed(({ info }) => {
			info.strata = { schema: 2 };
		});
		const error = refusal(newer);
		expect(error.kind).toBe('newer');
		expect(error.message).toBe(
			'info.strata.schema is 2 but this version of Strata knows schemas up to 1: a newer one wrote this file',
		);
		expect(refusal('{"info":{"strata":{"schema":2}},"masks":[]}')).toMatchObject({ kind: 'newer' });
	});
});

describe('sidecars as other tools write them', () => {
	const ids = (text: string) => parseSidecar(text).set.annotations.map(({ id }) => id);

	it.each([
		['null for info', (json: Json) => Object.assign(json, { info: null })],
		['no info', (json: Json) => delete json.info],
		[
			'null for strata',
			({ annotations }: Json) => Object.assign((annotations as Json[])[0]!, { strata: null }),
		],
		[
			'null for what strata may leave out',
			({ annotations }: Json) => {
				const keys = ['level', 'parent', 'score', 'prompts', 'pack', 'ladder'];
				(annotations as Json[])[1]!.strata = Object.fromEntries(keys.map((key) => [key, null]));
			},
		],
	])('are read with %s, and can be saved', (_, change) => {
		const read = parseSidecar(changed(change as (json: unknown) => void));
		expect(read.set.annotations.map(({ id }) => id)).toEqual([1, 2]);
		expect(parseSidecar(serializeSidecar(read, image)).set).toEqual(read.set);
	});

	it('are read with null, nothing or an empty list for the mask of a box', () => {
		for (const segmentation of [null, undefined, []]) {
			const text = changed(({ annotations }) => {
				annotations![0]!.segmentation = segmentation as null;
			});
			const [box] = parseSidecar(text).set.annotations;
			expect(box).toMatchObject({ id: 1, area: 0, bbox: [0, 0, 0, 0] });
		}
	});

	it('are read with a byte order mark, CRLF, ids of more than 32 bits and gaps between categories', () => {
		expect(ids(`\uFEFF${dogText.replaceAll('\n', '\r\n')}`)).toEqual([1, 2]);
		const large = 2 ** 40;
		const text = changed(({ annotations, categories }) => {
			annotations![1]!.id = large;
			categories![1]!.id = 4711;
			annotations![1]!.category_id = 4711;
		});
		expect(ids(text)).toEqual([1, large]);
	});

	it('are read with uncompressed run lengths of a crowd, and with polygons', () => {
		const text = changed(({ annotations }) => {
			annotations![0]!.iscrowd = 1;
			annotations![0]!.segmentation = { size: [12, 16], counts: [12, 24, 156] };
			annotations![1]!.segmentation = [[2, 0, 5, 0, 5, 4, 2, 4]];
		});
		const read = parseSidecar(text);
		expect(read.set.annotations.map(({ area, bbox }) => ({ area, bbox }))).toEqual([
			{ area: 24, bbox: [1, 0, 2, 12] },
			{ area: 12, bbox: [2, 0, 3, 4] },
		]);
		const again = parseSidecar(serializeSidecar(read, image));
		expect(again.set.annotations.map(({ area }) => area)).toEqual([24, 12]);
		expect(JSON.parse(serializeSidecar(read, image)).annotations[0].iscrowd).toBe(1);
	});

	it('are refused with the place where an id is a text, or the file is of several images', () => {
		const textId = changed(({ annotations }) => {
			annotations![1]!.id = 'b2' as unknown as Json;
		});
		expect(() => parseSidecar(textId)).toThrow('annotations[1].id');
		const several = changed(({ images }) => images!.push({ ...images![0]!, id: 2 }));
		expect(() => parseSidecar(several)).toThrow('should list one');
	});
});

describe('a sidecar made to do harm', () => {
	/** How long it takes, and what it says. */
	function refused(text: string): { readonly message: string; readonly seconds: number } {
		const from = performance.now();
		let message = '';
		try {
			parseSidecar(text);
		} catch (error) {
			expect(error).toBeInstanceOf(SidecarError);
			message = (error as Error).message;
		}
		return { message, seconds: (performance.now() - from) / 1000 };
	}

	const withPolygons = (size: { width: number; height: number }, polygons: number[][]) =>
		JSON.stringify({
			images: [{ id: 1, file_name: 'x.png', ...size }],
			categories: [{ id: 1, name: 'x' }],
			annotations: [{ id: 1, image_id: 1, category_id: 1, segmentation: polygons }],
		});

	it('by polygons of many long edges is refused at once', () => {
		const size = { width: 60_000, height: 8000 };
		const zigzag = Array.from({ length: 4000 }, (_, i) => [(i % 2) * 60_000, i]).flat();
		const { message, seconds } = refused(withPolygons(size, [zigzag]));
		expect(message).toContain('annotations[0].segmentation');
		expect(seconds).toBeLessThan(2);
	});

	it('by thousands of small polygons in one mask is read in a moment', () => {
		const squares = Array.from({ length: 20_000 }, (_, i) => {
			const [x, y] = [(i % 200) * 20, Math.floor(i / 200) * 20];
			return [x, y, x + 9, y, x + 9, y + 9, x, y + 9];
		});
		const { message, seconds } = refused(withPolygons({ width: 4000, height: 4000 }, squares));
		expect(message).toBe('');
		expect(seconds).toBeLessThan(5);
	});

	it('by nesting that could not be saved again is refused, with the place', () => {
		const nested = `${'['.repeat(5000)}${']'.repeat(5000)}`;
		const text = dogText.replace('"images"', `"odd": ${nested},\n\t"images"`);
		expect(refused(text).message).toMatch(/^odd\[0\].* is nested deeper than 100 levels/);
	});
});

describe('any mutation of a sidecar', () => {
	const unit = fc.constantFrom(...'{}[],:"0123456789-.e~Poabc \n');
	const pieces = fc.tuple(fc.nat(), fc.nat(8), fc.string({ unit, maxLength: 4 }));
	const texts = fc.tuple(fc.constantFrom(dogText, foreign), fc.array(pieces, { minLength: 1, maxLength: 3 }));
	const byCharacters = texts.map(([start, edits]) =>
		edits.reduce((text, [at, length, inserted]) => {
			const from = at % text.length;
			return text.slice(0, from) + inserted + text.slice(from + length);
		}, start),
	);

	const value = fc.oneof(
		fc.jsonValue({ maxDepth: 1 }),
		fc.integer(),
		fc.constantFrom(0, -1, 1e300, 999999, 2 ** 31),
	);
	const byValues = fc
		.tuple(fc.constantFrom(dogText, foreign), fc.nat(), value)
		.map(([start, n, replacement]) => {
			let count = 0;
			JSON.parse(start, (_, old) => {
				count++;
				return old;
			});
			let i = 0;
			return JSON.stringify(JSON.parse(start, (_, old) => (i++ === n % count ? replacement : old)));
		});

	it('is read and can be saved and read again, or is refused with a SidecarError', () => {
		let readable = 0;
		let refused = 0;
		fc.assert(
			fc.property(fc.oneof(byCharacters, byValues), (text) => {
				let read: ReturnType<typeof parseSidecar>;
				try {
					read = parseSidecar(text);
				} catch (error) {
					expect(error).toBeInstanceOf(SidecarError);
					refused++;
					return;
				}
				readable++;
				const saved = serializeSidecar(read, read.image!);
				expect(serializeSidecar(parseSidecar(saved, read.image), read.image!)).toBe(saved);
			}),
			{ numRuns: 2000 },
		);
		expect(Math.min(readable, refused)).toBeGreaterThan(200);
	});
});
