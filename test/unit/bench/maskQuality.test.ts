import { describe, expect, test } from 'vitest';
import { fromBitmap, type RunLengths } from '../../../src/shared/mask/runLengths';
import { boundaryIou, maskQuality } from '../../bench/maskQuality';

const size = 400;

function maskOf(isInside: (x: number, y: number) => boolean): RunLengths {
	const bits = Uint8Array.from({ length: size * size }, (_, at) =>
		isInside(at % size, Math.floor(at / size)) ? 1 : 0,
	);
	return fromBitmap(bits, size, size);
}

const isInDisc = (x: number, y: number, radius = 100, left = 200) => Math.hypot(x - left, y - 200) < radius;

describe('maskQuality', () => {
	test('a disc, and a ring with its hole, are clean', () => {
		expect(maskQuality(maskOf((x, y) => isInDisc(x, y)))).toMatchObject({
			pieces: 1,
			holes: 0,
			isJunk: false,
		});
		const ring = maskOf((x, y) => isInDisc(x, y) && !isInDisc(x, y, 60));
		expect(maskQuality(ring)).toMatchObject({ pieces: 1, holes: 1, isJunk: false });
	});

	test('a checkerboard of dots is frayed', () => {
		const dotted = maskQuality(maskOf((x, y) => isInDisc(x, y) && (x + y) % 2 === 0));
		expect(dotted.smoothIou).toBeLessThan(0.93);
		expect(dotted.isJunk).toBe(true);
	});

	test('a disc with teeth is frayed, by its outline alone', () => {
		const frayed = maskQuality(
			maskOf((x, y) => isInDisc(x, y, y % 4 < 2 && Math.abs(y - 200) < 60 ? 100 : 70)),
		);
		expect(frayed).toMatchObject({ pieces: 1, isJunk: true });
	});

	test('many islands are scattered, and so are many holes', () => {
		const islands = (x: number, y: number) => x >= 10 && (x - 10) % 80 < 40 && Math.abs(y - 200) < 20;
		expect(maskQuality(maskOf(islands))).toMatchObject({ pieces: 5, isJunk: true });
		expect(maskQuality(maskOf((x, y) => !islands(x, y)))).toMatchObject({ holes: 5, isJunk: true });
	});

	test('what is too small to be seen does not count', () => {
		const dusty = maskOf((x, y) => isInDisc(x, y) || (x % 50 === 0 && y === 10));
		expect(maskQuality(dusty)).toMatchObject({ pieces: 1, isJunk: false });
	});
});

describe('boundaryIou', () => {
	test('is 1 for the same mask, and small for outlines that never meet', () => {
		const disc = maskOf((x, y) => isInDisc(x, y));
		expect(boundaryIou(disc, disc)).toBe(1);
		expect(
			boundaryIou(
				disc,
				maskOf((x, y) => isInDisc(x, y, 85)),
			),
		).toBe(0);
	});

	test('sees a shift that the IoU of a large mask hardly does', () => {
		const disc = maskOf((x, y) => isInDisc(x, y));
		const shifted = maskOf((x, y) => isInDisc(x, y, 100, 204));
		expect(boundaryIou(disc, shifted)).toBeLessThan(0.6);
	});
});
