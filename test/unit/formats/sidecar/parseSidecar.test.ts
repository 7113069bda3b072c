import { describe, expect, it } from 'vitest';
import { parseSidecar } from '../../../../src/formats/sidecar/parseSidecar';
import { serializeSidecar } from '../../../../src/formats/sidecar/serializeSidecar';
import { SidecarError } from '../../../../src/formats/sidecar/sidecarError';
import fc from '../../fastCheck';
import { changed, dog, dogText, foreign, image, type Json } from './sidecars';

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
		['no image', ['images'], [], 'Expected one image for images but received 0'],
		[
			'many images',
			['images'],
			[{}, {}],
			'Expected one image for images but received 2: this is the file of a whole data set; import it instead',
		],
		[
			'a size of text',
			['images', 0, 'width'],
			'16',
			'Expected a whole number from 1 for images[0].width but received "16"',
		],
		[
			'a size of nothing',
			['images', 0, 'width'],
			0,
			'Expected a whole number from 1 for images[0].width but received 0',
		],
		[
			'a giant size',
			['images', 0],
			{ id: 1, file_name: 'x.jpg', width: 1e6, height: 1e6 },
			'Expected at most 2147483647 pixels for images[0] but received an object',
		],
		[
			'an id twice',
			['annotations', 1, 'id'],
			1,
			'Expected an id of its own for annotations[1].id but received 1 again',
		],
		[
			'another image',
			['annotations', 1, 'image_id'],
			7,
			'Expected the id of the image (1) for annotations[1].image_id but received 7',
		],
		[
			'no such category',
			['annotations', 1, 'category_id'],
			7,
			'Expected an id in categories for annotations[1].category_id but received 7',
		],
		[
			'a nameless category',
			['categories', 0, 'name'],
			undefined,
			'Expected a text for categories[0].name but received nothing',
		],
		[
			'counts of another kind',
			['annotations', 1, 'segmentation', 'counts'],
			null,
			'Expected an RLE of the form { size: [height, width], counts } for annotations[1].segmentation but received an object',
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
			'Expected a polygon of the form [x, y, x, y, …] for annotations[1].segmentation[0] but received a list of 3',
		],
		[
			'an unknown prompt',
			['annotations', 1, 'strata', 'prompts', 0, 'type'],
			'scribble',
			'Expected "point" or "box" for annotations[1].strata.prompts[0].type but received "scribble"',
		],
		[
			'a prompt without y',
			['annotations', 1, 'strata', 'prompts', 0, 'y'],
			undefined,
			'Expected a number for annotations[1].strata.prompts[0].y but received nothing',
		],
		[
			'a step without mask',
			['annotations', 1, 'strata', 'ladder', 0, 'segmentation'],
			undefined,
			'Expected an RLE of the form { size: [height, width], counts } for annotations[1].strata.ladder[0].segmentation but received nothing',
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
		[`${dogText}}`, 'Expected the end of the file for line 15, column 1 but received "}"'],
		['', 'Expected a value for line 1, column 1 but received the end of the file'],
		['[]', 'Expected an object for the sidecar but received a list of 0'],
		['{}', 'Expected a list for images but received nothing'],
	])('is broken: no sidecar at all (%#)', (text, message) => {
		expect(refusal(text)).toMatchObject({ kind: 'broken', message });
	});

	it('says line and column where it is not JSON', () => {
		expect(refusal(dogText.replace('"images"', 'images'))).toMatchObject({
			kind: 'broken',
			line: 3,
			column: 2,
		});
	});

	it('is of another size than its image', () => {
		expect(refusal(dogText, { width: 12, height: 16 })).toMatchObject({
			kind: 'size',
			message:
				'Expected 12 × 16 for the size in images[0] but received 16 × 12: the masks were made on another version of the image',
		});
	});

	it('has a mask of another size than its image', () => {
		const text = changed(({ annotations }) => {
			annotations![0]!.segmentation = { size: [16, 12], counts: 'P6' };
		});
		expect(refusal(text)).toMatchObject({
			kind: 'size',
			message: 'Expected [12, 16] for annotations[0].segmentation.size but received [16, 12]',
		});
	});

	it('is newer, and shown where it can be read', () => {
		const newer = changed(({ info }) => {
			info.strata = { schema: 2 };
		});
		const error = refusal(newer);
		expect(error.kind).toBe('newer');
		expect(error.message).toBe(
			'Expected schema 1 for info.strata.schema but received 2: a newer Strata wrote this file',
		);
		expect(error.sidecar?.set).toEqual(dog.set);
		expect(refusal('{"info":{"strata":{"schema":2}},"masks":[]}')).toMatchObject({ kind: 'newer' });
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
