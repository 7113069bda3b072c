import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { createRaster, type Raster, type Region } from '../raster';
import type { PictureRows } from '../rows/pictureRows';

const tags = { width: 256, height: 257, bits: 258, compression: 259, offsets: 273, channels: 277 } as const;
const bytesOfType: Readonly<Record<number, number>> = { 3: 2, 4: 4 };

/**
 * The pixels of an uncompressed TIFF file as sharp writes it: read and changed in place, a part at a time. So a picture
 * need not be in memory, and the changed file is one that sharp reads again.
 */
export class TiffRows implements PictureRows {
	readonly width: number;
	readonly height: number;
	readonly channels: 3 | 4;
	private readonly isDeep: boolean;
	private readonly start: number;
	private readonly file: number;

	/** @throws Error of the file system, or where the file is of another form */
	constructor(readonly path: string) {
		this.file = openSync(path, 'r+');
		try {
			const valuesOf = this.readTags();
			const [bits = 0] = valuesOf(tags.bits);
			const [channels = 0] = valuesOf(tags.channels);
			if (valuesOf(tags.compression)[0] !== 1 || (channels !== 3 && channels !== 4)) {
				throw new Error(`Expected an uncompressed TIFF of 3 or 4 channels but received one of ${channels}`);
			}
			this.width = valuesOf(tags.width)[0]!;
			this.height = valuesOf(tags.height)[0]!;
			this.channels = channels;
			this.isDeep = bits === 16;
			// libvips writes strip after strip.
			this.start = valuesOf(tags.offsets)[0]!;
		} catch (error) {
			this.close();
			throw error;
		}
	}

	read(region: Region): Raster {
		const like = { data: this.isDeep ? new Uint16Array(0) : new Uint8Array(0) };
		const raster = createRaster(region.width, region.height, this.channels, like);
		this.transfer(region, raster, readSync);
		return raster;
	}

	write({ left, top }: Pick<Region, 'left' | 'top'>, part: Raster): void {
		this.transfer({ left, top, width: part.width, height: part.height }, part, writeSync);
	}

	close(): void {
		closeSync(this.file);
	}

	private transfer(
		{ left, top, width, height }: Region,
		{ data }: Raster,
		move: (file: number, buffer: Uint8Array, offset: number, length: number, position: number) => number,
	): void {
		const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
		const pixel = this.channels * (this.isDeep ? 2 : 1);
		// Whole rows lie in the file one after the other.
		const rows = width === this.width ? height : 1;
		const length = rows * width * pixel;
		for (let row = 0; row < height; row += rows) {
			const position = this.start + ((top + row) * this.width + left) * pixel;
			for (let done = 0; done < length; ) {
				const moved = move(this.file, bytes, row * width * pixel + done, length - done, position + done);
				if (moved === 0) throw new Error(`${this.path} ends too early.`);
				done += moved;
			}
		}
	}

	/** The values of the first directory's entries, by tag. */
	private readTags(): (tag: number) => number[] {
		const read = (position: number, length: number) => {
			const bytes = Buffer.alloc(length);
			readSync(this.file, bytes, 0, length, position);
			return bytes;
		};
		const header = read(0, 8);
		if (header.toString('latin1', 0, 4) !== 'II*\0') throw new Error('Expected a little-endian TIFF');
		const at = header.readUInt32LE(4);
		const count = read(at, 2).readUInt16LE(0);
		const entries = read(at + 2, 12 * count);
		const values = new Map<number, number[]>();
		for (let i = 0; i < count; i++) {
			const entry = entries.subarray(12 * i, 12 * i + 12);
			const size = bytesOfType[entry.readUInt16LE(2)];
			if (size === undefined) continue;
			const length = entry.readUInt32LE(4);
			const bytes = size * length <= 4 ? entry.subarray(8) : read(entry.readUInt32LE(8), size * length);
			values.set(
				entry.readUInt16LE(0),
				Array.from({ length }, (_, n) => bytes.readUIntLE(n * size, size)),
			);
		}
		return (tag) => values.get(tag) ?? [];
	}
}
