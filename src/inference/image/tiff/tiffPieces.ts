import { setImmediate } from 'node:timers/promises';
import { rowReader, type SampleRow } from './sampleRow';
import { segmentRows } from './segmentRows';
import type { Segment, TiffLayout } from './tiffLayout';

/** A part of a row of an image. */
export interface Piece {
	/** Pixels, of its first pixel. */
	readonly x: number;
	readonly y: number;
	/** Pixels. */
	readonly width: number;
	/** Its first band, from 0, and how many it has. */
	readonly band: number;
	readonly bands: number;
	/** [width or more, bands]; only valid until the next piece. */
	readonly samples: SampleRow;
}

/** Rows after which other work of the process has its turn. */
const rowsInATurn = 256;

/**
 * Reads a page's samples, strip after strip or tile after tile, so that no more than one lies in memory.
 *
 * @param isWanted of rows, from 0: a strip without any is not even decompressed
 * @throws Error with what is not supported, or where the data end too early
 */
export async function readTiffPieces(
	bytes: Uint8Array,
	layout: TiffLayout,
	isWanted: (row: number) => boolean,
	onPiece: (piece: Piece) => void,
): Promise<void> {
	const readers = new Map<Segment['rowBytes'], ReturnType<typeof rowReader>>();
	let turn = 0;
	for (const segment of layout.segments) {
		const { x, y, width, height, band, bands, rowBytes } = segment;
		if (!someRow(segment, isWanted)) continue;
		const read = readers.get(rowBytes) ?? rowReader(layout, rowBytes, bands);
		readers.set(rowBytes, read);
		// A copy where rows are changed in place: these bytes are the file's.
		const packed = bytes.subarray(segment.at, segment.at + segment.length);
		const isChanged = layout.compression === 1 && layout.predictor === 3;
		let row = y;
		for await (const line of segmentRows(isChanged ? packed.slice() : packed, segment, layout.compression)) {
			if (row === y + height) break;
			if (isWanted(row)) onPiece({ x, y: row, width, band, bands, samples: read(line) });
			row++;
			if (++turn % rowsInATurn === 0) await setImmediate();
		}
	}
}

function someRow({ y, height }: Segment, isWanted: (row: number) => boolean): boolean {
	for (let row = y; row < y + height; row++) if (isWanted(row)) return true;
	return false;
}
