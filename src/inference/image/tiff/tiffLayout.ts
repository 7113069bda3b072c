import { isLittleEndian, readTiffDirectory } from './tiffDirectory';
import { readTiffTags, type TiffTags } from './tiffTags';

/** A strip or a tile of a page: pixels that lie together in the file. */
export interface Segment {
	/** Pixels, of its left upper corner. */
	readonly x: number;
	readonly y: number;
	/** Pixels that are of use: a tile may reach beyond the image. */
	readonly width: number;
	readonly height: number;
	/** Its first band, from 0, and how many it has. */
	readonly band: number;
	readonly bands: number;
	/** Bytes from the file's start, and their count, compressed. */
	readonly at: number;
	readonly length: number;
	/** Bytes of a row, and rows, as they are stored: of tiles that reach beyond the image too. */
	readonly rowBytes: number;
	readonly rows: number;
}

/** Where the samples of a page lie, and in what form. */
export interface TiffLayout extends TiffTags {
	readonly isLittle: boolean;
	/** As TIFF numbers it; 1 is none. */
	readonly compression: number;
	/** 1: none, 2: differences of neighbours, 3: those of fractions, byte by byte. */
	readonly predictor: number;
	readonly segments: readonly Segment[];
}

const tag = {
	compression: 259,
	stripOffsets: 273,
	rowsPerStrip: 278,
	stripByteCounts: 279,
	planar: 284,
	predictor: 317,
	tileWidth: 322,
	tileHeight: 323,
	tileOffsets: 324,
	tileByteCounts: 325,
} as const;

/**
 * @param page from 1
 * @throws Error where the page's tags do not agree, or the file ends before its pixels
 */
export function readTiffLayout(bytes: Uint8Array, page: number): TiffLayout {
	const valuesOf = readTiffDirectory(bytes, page);
	const tags = readTiffTags(bytes, page);
	if (!valuesOf || !tags) throw new Error('its tags cannot be read');
	const { width, height, bands, bits } = tags;
	const one = (of: number, otherwise: number) => valuesOf(of)[0] ?? otherwise;
	const isTiled = valuesOf(tag.tileWidth).length > 0;
	const size = isTiled
		? { width: one(tag.tileWidth, 0), height: one(tag.tileHeight, 0) }
		: { width, height: Math.min(height, one(tag.rowsPerStrip, height)) };
	if (!(width > 0 && height > 0 && bands > 0 && size.width > 0 && size.height > 0)) {
		throw new Error('its tags say no size');
	}
	const planes = one(tag.planar, 1) === 2 ? bands : 1;
	const offsets = valuesOf(isTiled ? tag.tileOffsets : tag.stripOffsets);
	const lengths = valuesOf(isTiled ? tag.tileByteCounts : tag.stripByteCounts);
	const across = Math.ceil(width / size.width);
	const down = Math.ceil(height / size.height);
	if (offsets.length < across * down * planes) throw new Error('a part of its pixels is missing');
	const bandsOfSegment = bands / planes;
	const rowBytes = Math.ceil((size.width * bandsOfSegment * bits) / 8);
	const segments: Segment[] = [];
	for (let index = 0; index < across * down * planes; index++) {
		const place = index % (across * down);
		const x = (place % across) * size.width;
		const y = Math.floor(place / across) * size.height;
		const left = height - y;
		// The last strip has no more rows than are left; the last tiles are whole.
		const rows = isTiled ? size.height : Math.min(size.height, left);
		const at = offsets[index]!;
		const length = lengths[index] ?? rowBytes * rows;
		if (at + length > bytes.length) throw new Error('the file ends before its last pixels');
		const band = Math.floor(index / (across * down)) * bandsOfSegment;
		segments.push({
			...{ x, y, band, at, length, rowBytes, rows },
			width: Math.min(size.width, width - x),
			height: Math.min(rows, left),
			bands: bandsOfSegment,
		});
	}
	const compression = one(tag.compression, 1);
	const predictor = one(tag.predictor, 1);
	return { ...tags, isLittle: isLittleEndian(bytes), compression, predictor, segments };
}
