import { describe, expect, it } from 'vitest';
import { parsePixelSize } from '../../../src/shared/pixelSize';

describe('the length of a pixel’s side', () => {
	it.each([
		['0.25um', { value: 0.25, unit: 'um' }],
		[' 0.1 mm ', { value: 0.1, unit: 'mm' }],
		['2e-3µm', { value: 0.002, unit: 'µm' }],
	])('is read from “%s”', (text, size) => expect(parsePixelSize(text)).toEqual(size));

	it.each(['', 'mm', '0 mm', '-1 mm', '5', '1 light-year', '1,5 mm'])('is not read from “%s”', (text) =>
		expect(parsePixelSize(text)).toBeUndefined(),
	);
});
