import { describe, expect, it } from 'vitest';
import { sidecarView, withSidecarView } from '../../../src/formats/sidecar/sidecarView';
import { viewKey } from '../../../src/shared/imageView';
import { bandsFromText, rangeFromText } from '../../../src/shared/imageViewInput';
import { mimeTypeInBrowsers } from '../../../src/shared/mimeTypeInBrowsers';

describe('what is shown of an image file', () => {
	it.each([
		['4, 3, 2', [4, 3, 2]],
		['4 3 2', [4, 3, 2]],
		[' 1 ', [1]],
		['0', undefined],
		['5', undefined],
		['1, 2', undefined],
		['1.5', undefined],
		['', undefined],
		['one', undefined],
	])('bands written as “%s”', (text, bands) => expect(bandsFromText(text, 4)).toEqual(bands));

	it.each([
		['-160, 240', [-160, 240]],
		['0 4095', [0, 4095]],
		['0.1; 0.9', [0.1, 0.9]],
		['2, 1', undefined],
		['1', undefined],
		['1, 2, 3', undefined],
		['1, Infinity', undefined],
		['', undefined],
	])('values written as “%s”', (text, range) => expect(rangeFromText(text)).toEqual(range));

	it('is remembered in info.strata, beside what others put there', () => {
		const view = { page: 2, bands: [4, 3, 2], range: [0, 9] } as const;
		const info = withSidecarView({ other: 1 }, view);
		expect(info).toEqual({ other: 1, view });
		expect(sidecarView(JSON.parse(JSON.stringify(info)))).toEqual(view);
		expect(withSidecarView(info, {})).toEqual({ other: 1 });
		for (const damaged of [{ page: 0 }, { bands: [1, 2] }, { range: [2, 1] }, 7, null])
			expect(sidecarView({ view: damaged })).toEqual({});
	});

	it('has a key of its own, the plain one an empty one', () => {
		expect(viewKey({})).toBe('');
		const keys = [{ page: 1 }, { page: 2 }, { bands: [1] }, { range: [0, 1] }] as const;
		expect(new Set(keys.map((view) => viewKey(view))).size).toBe(4);
	});
});

describe('mimeTypeInBrowsers', () => {
	const chunk = (name: string) => [0, 0, 0, 0, ...Buffer.from(name), 0, 0, 0, 0];
	const png = (depth: number, ...chunks: string[]) =>
		Uint8Array.from([
			...Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x02\0\0\0\x02', 'latin1'),
			...[depth, 2, 0, 0, 0, 0, 0, 0, 0],
			...chunks.flatMap(chunk),
		]);

	const jpeg = (components: number) =>
		Uint8Array.from([
			...[0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 1, 0xff, 0xff, 0xc4, 0, 3, 4],
			...[0xff, 0xc2, 0, 17, 8, 0, 2, 0, 2, components, 0, 0, 0, 0],
		]);

	it.each([
		['a PNG', png(8, 'tEXt', 'IDAT'), 'image/png'],
		['one that moves', png(8, 'acTL', 'IDAT'), undefined],
		['one of 16 bits', png(16, 'IDAT'), undefined],
		['one that ends early', png(8).subarray(0, 20), 'image/png'],
		['a JPEG, whatever it is called', Buffer.from('\xff\xd8\xff\xe0', 'latin1'), 'image/jpeg'],
		['a JPEG in colours', jpeg(3), 'image/jpeg'],
		['one in CMYK', jpeg(4), undefined],
		['one in CMYK that ends early', jpeg(4).subarray(0, 14), 'image/jpeg'],
		['a TIFF', Buffer.from('II*\0', 'latin1'), undefined],
		['an AVIF', Buffer.from('\0\0\0\x20ftypavif', 'latin1'), 'image/avif'],
		['an AVIF that moves', Buffer.from('\0\0\0\x20ftypavis', 'latin1'), undefined],
		['nothing', new Uint8Array(), undefined],
	])('of %s', (_, bytes, type) => expect(mimeTypeInBrowsers(bytes)).toBe(type));
});
