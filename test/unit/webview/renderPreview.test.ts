import { describe, expect, it } from 'vitest';
import { applyImageEdit } from '../../../src/imaging/applyImageEdit';
import { defaultImageEdit, imageEditTypes } from '../../../src/shared/imageEdits/defaultImageEdit';
import { type ImageEdit, imageEditShape } from '../../../src/shared/imageEdits/imageEdit';
import { encodeRle } from '../../../src/shared/mask/cocoRle';
import { PreviewRenderer } from '../../../webview/edits/renderPreview';
import { rectangleMask } from '../imaging/rasters';

const size = { width: 240, height: 160 };
const half = { width: 120, height: 80 };
const mask = rectangleMask(size.width, size.height, [60, 40, 180, 120]);

/** A smooth picture with a bright thing in it. */
function picture({ width, height }: typeof size) {
	const rgba = new Uint8ClampedArray(width * height * 4);
	for (let y = 0; y < height; y++) {
		for (let x = 0; x < width; x++) {
			const [u, v] = [x / width, y / height];
			const isThing = u > 0.25 && u < 0.75 && v > 0.25 && v < 0.75;
			rgba.set([isThing ? 220 : 200 * u, 160 * v, 120 * (1 - u), 255], (y * width + x) * 4);
		}
	}
	return { width, height, rgba };
}

const render = (edit: ImageEdit, at = half) =>
	new PreviewRenderer().render(
		picture(at),
		[{ edit, masks: [encodeRle(mask)], inFront: [] }],
		at.width / size.width,
		{},
	);

/** A picture to stand behind. */
function backdrop({ width, height }: typeof size) {
	const rgba = new Uint8ClampedArray(width * height * 4);
	for (let i = 0; i < width * height; i++) rgba.set([(200 * (i % width)) / width, 30, 90, 255], i * 4);
	return { width, height, rgba };
}

/** What is seen: the preview over the picture. */
function seen(preview: Uint8ClampedArray, original: Uint8ClampedArray): number[] {
	return Array.from(preview, (value, i) => {
		const alpha = preview[i - (i % 4) + 3]! / 255;
		return value * alpha + original[i]! * (1 - alpha);
	});
}

describe('the preview of edits', () => {
	it('puts the picture behind that the edit names', async () => {
		const edit = imageEditShape.parse({
			type: 'background',
			background: { kind: 'image', file: 'beach.jpg' },
			softness: 0,
		});
		const step = { edit, masks: [encodeRle(mask)], inFront: [], background: 'beach.jpg' };
		const asked: string[] = [];
		const { rgba, isWhole } = await new PreviewRenderer().render(picture(half), [step], 0.5, {
			background: (name) => {
				asked.push(name);
				return backdrop(half);
			},
		});
		expect(asked).toEqual(['beach.jpg']);
		expect(isWhole).toBe(false);
		const shown = seen(rgba, picture(half).rgba);
		const at = (x: number, y: number) => shown.slice((y * half.width + x) * 4, (y * half.width + x) * 4 + 3);
		const of = ({ rgba: pixels }: { rgba: Uint8ClampedArray }, x: number, y: number) =>
			Array.from(pixels.slice((y * half.width + x) * 4, (y * half.width + x) * 4 + 3));
		expect(at(5, 5)).toEqual(of(backdrop(half), 5, 5));
		expect(at(60, 40)).toEqual(of(picture(half), 60, 40));
	});

	it.each(imageEditTypes.filter((type) => type !== 'fill'))(
		'shows %s at half size as at full size',
		async (type) => {
			const edit = defaultImageEdit(type, size);
			const full = picture(size);
			const raster = { ...size, channels: 4 as const, data: new Uint8Array(full.rgba) };
			const exact = (await applyImageEdit(raster, mask, edit)).data;
			const { rgba, isWhole } = await render(edit);
			const shown = isWhole ? [...rgba] : seen(rgba, picture(half).rgba);
			let sum = 0;
			for (let y = 0; y < half.height; y++) {
				for (let x = 0; x < half.width; x++) {
					for (let c = 0; c < 4; c++) {
						const at = (dx: number, dy: number) => exact[((2 * y + dy) * size.width + 2 * x + dx) * 4 + c]!;
						const mean = (at(0, 0) + at(1, 0) + at(0, 1) + at(1, 1)) / 4;
						// What is transparent may have any colour.
						const alpha = shown[(y * half.width + x) * 4 + 3]! / 255;
						sum += Math.abs(mean - shown[(y * half.width + x) * 4 + c]!) * (c === 3 ? 1 : alpha);
					}
				}
			}
			expect(sum / (half.width * half.height * 4)).toBeLessThan(2);
		},
	);

	it('is transparent where nothing is changed', async () => {
		const { rgba, isWhole } = await render(defaultImageEdit('pixelate', size));
		expect(isWhole).toBe(false);
		expect(rgba[3]).toBe(0);
	});

	it('says that nothing of the picture may be seen below where the background goes', async () => {
		expect((await render(defaultImageEdit('background', size))).isWhole).toBe(true);
	});

	it('says the same where the picture itself is see-through: it would be seen twice', async () => {
		const { rgba, ...rest } = picture(half);
		const glass = { ...rest, rgba: rgba.map((value, i) => (i % 4 === 3 ? 150 : value)) };
		const step = { edit: defaultImageEdit('adjust', size), masks: [encodeRle(mask)], inFront: [] };
		const shown = await new PreviewRenderer().render(glass, [step], 0.5, {});
		expect(shown.isWhole).toBe(true);
		expect(shown.rgba[3]).toBe(150);
	});

	it('does not fill a place anew for a change of an edit after it', async () => {
		const renderer = new PreviewRenderer();
		const fill = { edit: defaultImageEdit('fill', size), masks: [encodeRle(mask)], inFront: [] };
		const blur = (sigma: number) => ({
			edit: { type: 'blur' as const, sigma, softness: 0 },
			masks: [encodeRle(rectangleMask(size.width, size.height, [0, 0, 20, 20]))],
			inFront: [],
		});
		const calls: number[] = [];
		const during = (steps: Parameters<PreviewRenderer['render']>[1]) =>
			renderer.render(picture(half), steps, 0.5, { onProgress: (fraction) => calls.push(fraction) });
		const first = await during([fill, blur(4)]);
		const firstCalls = calls.length;
		calls.length = 0;
		const second = await during([fill, blur(9)]);
		expect(calls.length).toBeLessThan(firstCalls);
		const inHole = (40 * half.width + 60) * 4;
		expect(second.rgba.slice(inHole, inHole + 4)).toEqual(first.rgba.slice(inHole, inHole + 4));
	});
});
