import { deflateSync } from 'node:zlib';

export interface TiffContent {
	readonly width: number;
	readonly height: number;
	readonly bits: number;
	readonly format: 'uint' | 'int' | 'float';
	readonly bands?: number;
	readonly photometric?: number;
	readonly extraSamples?: number | undefined;
	readonly orientation?: number;
	readonly predictor?: number;
	/** Numbers have their high bytes first. */
	readonly isBig?: true;
	/** Bands lie one after the other, each in a strip of its own. */
	readonly isPlanar?: true;
	readonly isDeflated?: true;
	/** [height, width, bands], or [bands, height, width] where they are planar; little-endian where not big */
	readonly data: ArrayBufferView;
}

const formats = { uint: 1, int: 2, float: 3 };

/** A TIFF of one strip, or one for each band, written by hand: sharp writes no such samples. */
export function tiff(content: TiffContent): Buffer {
	const { width, height, bits, format, bands = 1, photometric = 1, extraSamples, orientation } = content;
	const { data, isBig = false, isPlanar = false, isDeflated = false, predictor } = content;
	const pixels = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
	const planes = isPlanar ? bands : 1;
	const strips = Array.from({ length: planes }, (_, plane) => {
		const strip = pixels.subarray((plane * pixels.length) / planes, ((plane + 1) * pixels.length) / planes);
		return isDeflated ? deflateSync(strip) : strip;
	});
	const short = (tag: number, ...values: number[]) => ({ tag, type: 3, size: 2, values });
	const long = (tag: number, ...values: number[]) => ({ tag, type: 4, size: 4, values });
	const same = (value: number) => Array<number>(bands).fill(value);
	const entries = [
		long(256, width),
		long(257, height),
		short(258, ...same(bits)),
		short(259, isDeflated ? 8 : 1),
		short(262, photometric),
		long(273, ...strips.map(() => 0)),
		...(orientation === undefined ? [] : [short(274, orientation)]),
		short(277, bands),
		long(278, height),
		long(279, ...strips.map((strip) => strip.length)),
		short(284, isPlanar ? 2 : 1),
		...(predictor === undefined ? [] : [short(317, predictor)]),
		...(extraSamples === undefined ? [] : [short(338, extraSamples)]),
		short(339, ...same(formats[format])),
	];
	const valuesAt = 8 + 2 + 12 * entries.length + 4;
	const pixelsAt = valuesAt + 128;
	const file = Buffer.alloc(pixelsAt);
	const write16 = (value: number, at: number) =>
		isBig ? file.writeUInt16BE(value, at) : file.writeUInt16LE(value, at);
	const write32 = (value: number, at: number) =>
		isBig ? file.writeUInt32BE(value, at) : file.writeUInt32LE(value, at);
	file.write(isBig ? 'MM' : 'II', 0, 'latin1');
	write16(42, 2);
	write32(8, 4);
	write16(entries.length, 8);
	const offsets = strips.map((_, i) => strips.slice(0, i).reduce((at, { length }) => at + length, pixelsAt));
	let next = valuesAt;
	for (const [index, { tag, type, size, values }] of entries.entries()) {
		const entry = 10 + 12 * index;
		write16(tag, entry);
		write16(type, entry + 2);
		write32(values.length, entry + 4);
		const isInside = values.length * size <= 4;
		let at = isInside ? entry + 8 : next;
		if (!isInside) {
			write32(next, entry + 8);
			next += values.length * size;
		}
		for (const value of tag === 273 ? offsets : values) {
			if (size === 2) write16(value, at);
			else write32(value, at);
			at += size;
		}
	}
	return Buffer.concat([file, ...strips]);
}
