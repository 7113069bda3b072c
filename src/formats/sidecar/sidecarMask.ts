import { decodeRle, decodeUncompressed, encodeRle } from '../../shared/mask/cocoRle';
import { type CrossingBudget, fillPolygons } from '../../shared/mask/polygonFill';
import type { Rle } from '../../shared/mask/rle';
import { emptyMask, type RunLengths } from '../../shared/mask/runLengths';
import { SidecarError } from './sidecarError';
import { describe } from './sidecarShape';

interface ImageSize {
	readonly width: number;
	readonly height: number;
}

/** An annotation's mask as read. */
export interface ReadMask {
	readonly mask: RunLengths;
	readonly segmentation: Rle;
	/** Whether `segmentation` says all that the file said; polygons say more than their mask. */
	readonly isExact: boolean;
}

/**
 * Reads each kind of segmentation that COCO knows: compressed and uncompressed RLE, polygons, or none (an annotation
 * that is only a box; its mask is empty).
 *
 * @param name where it stands, for the sentence: 'annotations[3].segmentation'
 * @param budget what is left for the file's polygons
 * @throws SidecarError
 */
export function readMask(value: unknown, name: string, size: ImageSize, budget: CrossingBudget): ReadMask {
	if (value === undefined || value === null) {
		const mask = emptyMask(size.width, size.height);
		return { mask, segmentation: encodeRle(mask), isExact: false };
	}
	if (Array.isArray(value)) {
		const polygons = value.map((one, i) => readPolygon(one, `${name}[${i}]`));
		const mask = orBroken(() => fillPolygons(polygons, size.width, size.height, budget), name);
		return { mask, segmentation: encodeRle(mask), isExact: false };
	}
	return { ...readRle(value, name, size), isExact: true };
}

/** Reads compressed or uncompressed RLE. A compressed one stays the text that it was. @throws SidecarError */
export function readRle(
	value: unknown,
	name: string,
	{ width, height }: ImageSize,
): { readonly mask: RunLengths; readonly segmentation: Rle } {
	if (!isRle(value)) {
		throw expected('an RLE of the form { size: [height, width], counts }', name, value);
	}
	if (value.size[0] !== height || value.size[1] !== width) {
		const received = describeSize(value.size);
		throw new SidecarError('size', `${name}.size is ${received} but should be [${height}, ${width}]`);
	}
	const size = [height, width] as const;
	const { counts } = value;
	if (typeof counts === 'string') {
		const mask = orBroken(() => decodeRle({ size, counts }, `${name}.counts`));
		return { mask, segmentation: { size, counts } };
	}
	const mask = orBroken(() => decodeUncompressed(size, counts, `${name}.counts`));
	return { mask, segmentation: encodeRle(mask) };
}

/** @param name where it stands, for errors that do not say so themselves */
function orBroken<T>(decode: () => T, name?: string): T {
	try {
		return decode();
	} catch (error) {
		if (!(error instanceof RangeError)) throw error;
		throw new SidecarError('broken', name === undefined ? error.message : `${error.message} in ${name}`);
	}
}

function readPolygon(value: unknown, name: string): readonly number[] {
	if (!isNumbers(value) || value.length % 2 === 1) {
		throw expected('a polygon of the form [x, y, x, y, …]', name, value);
	}
	return value;
}

function isRle(value: unknown): value is { size: [number, number]; counts: string | number[] } {
	if (typeof value !== 'object' || value === null || !('size' in value) || !('counts' in value)) {
		return false;
	}
	const { size, counts } = value;
	return isNumbers(size) && size.length === 2 && (typeof counts === 'string' || isNumbers(counts));
}

function isNumbers(value: unknown): value is number[] {
	return Array.isArray(value) && value.every((one) => Number.isFinite(one));
}

function describeSize(size: readonly [number, number]): string {
	return `[${size[0]}, ${size[1]}]`;
}

function expected(what: string, name: string, value: unknown): SidecarError {
	return new SidecarError('broken', `${name} is ${describe(value)} but should be ${what}`);
}
