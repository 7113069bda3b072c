/** Pixels in memory, row by row, channels interleaved. Edits change them in place. */
export interface Raster {
	/** Pixels. */
	readonly width: number;
	/** Pixels. */
	readonly height: number;
	/** 3: red, green, blue; 4: with alpha, not premultiplied. */
	readonly channels: 3 | 4;
	/** uint8 or uint16 [height, width, channels]. */
	readonly data: Samples;
}

export type Samples = Uint8Array | Uint16Array;

/** A part of a picture in whole pixels; never empty, and inside the picture. */
export interface Region {
	readonly left: number;
	readonly top: number;
	readonly width: number;
	readonly height: number;
}

/** The sample value of full intensity: 255 or 65535. */
export function maxSample({ data }: Pick<Raster, 'data'>): number {
	return data instanceof Uint16Array ? 65_535 : 255;
}

/** A black raster of the same depth as `like`; with four channels it is transparent. */
export function createRaster(
	width: number,
	height: number,
	channels: 3 | 4,
	like: Pick<Raster, 'data'>,
): Raster {
	const length = width * height * channels;
	const data = like.data instanceof Uint16Array ? new Uint16Array(length) : new Uint8Array(length);
	return { width, height, channels, data };
}

export function wholeRegion({ width, height }: Pick<Raster, 'width' | 'height'>): Region {
	return { left: 0, top: 0, width, height };
}

/** The region with `margin` pixels around it, as far as the picture goes. */
export function growRegion(
	{ left, top, width, height }: Region,
	margin: number,
	picture: Pick<Raster, 'width' | 'height'>,
): Region {
	const x0 = Math.max(0, left - margin);
	const y0 = Math.max(0, top - margin);
	const x1 = Math.min(picture.width, left + width + margin);
	const y1 = Math.min(picture.height, top + height + margin);
	return { left: x0, top: y0, width: x1 - x0, height: y1 - y0 };
}

/** What two regions have in common; undefined where that is nothing. */
export function intersectRegions(a: Region, b: Region): Region | undefined {
	const left = Math.max(a.left, b.left);
	const top = Math.max(a.top, b.top);
	const width = Math.min(a.left + a.width, b.left + b.width) - left;
	const height = Math.min(a.top + a.height, b.top + b.height) - top;
	return width > 0 && height > 0 ? { left, top, width, height } : undefined;
}

/** A copy of a part of the picture. */
export function cropRaster(raster: Raster, { left, top, width, height }: Region): Raster {
	const { channels } = raster;
	const crop = createRaster(width, height, channels, raster);
	for (let y = 0; y < height; y++) {
		const from = ((top + y) * raster.width + left) * channels;
		crop.data.set(raster.data.subarray(from, from + width * channels), y * width * channels);
	}
	return crop;
}

/** The raster with an opaque alpha channel; the same one where it has alpha already. */
export function withAlpha(raster: Raster): Raster {
	if (raster.channels === 4) return raster;
	const { width, height, data } = raster;
	const result = createRaster(width, height, 4, raster);
	const opaque = maxSample(raster);
	for (let i = 0, from = 0, to = 0; i < width * height; i++, from += 3, to += 4) {
		result.data[to] = data[from]!;
		result.data[to + 1] = data[from + 1]!;
		result.data[to + 2] = data[from + 2]!;
		result.data[to + 3] = opaque;
	}
	return result;
}
