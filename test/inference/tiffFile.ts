interface TiffContent {
	readonly width: number;
	readonly height: number;
	readonly bits: number;
	readonly format: 'uint' | 'int' | 'float';
	readonly bands?: number;
	readonly photometric?: number;
	readonly extraSamples?: number | undefined;
	/** [height, width, bands], little-endian */
	readonly data: ArrayBufferView;
}

const formats = { uint: 1, int: 2, float: 3 };

/** An uncompressed TIFF of one strip, written by hand: sharp writes no such samples. */
export function tiff(content: TiffContent): Buffer {
	const { width, height, bits, format, bands = 1, photometric = 1, extraSamples, data } = content;
	const pixels = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
	const short = (tag: number, ...values: number[]) => ({ tag, type: 3, size: 2, values });
	const long = (tag: number, ...values: number[]) => ({ tag, type: 4, size: 4, values });
	const same = (value: number) => Array<number>(bands).fill(value);
	const entries = [
		long(256, width),
		long(257, height),
		short(258, ...same(bits)),
		short(259, 1),
		short(262, photometric),
		long(273, 0),
		short(277, bands),
		long(278, height),
		long(279, pixels.length),
		...(extraSamples === undefined ? [] : [short(338, extraSamples)]),
		short(339, ...same(formats[format])),
	];
	const valuesAt = 8 + 2 + 12 * entries.length + 4;
	const pixelsAt = valuesAt + 128;
	const file = Buffer.alloc(pixelsAt + pixels.length);
	file.write('II*\0', 0, 'latin1');
	file.writeUInt32LE(8, 4);
	file.writeUInt16LE(entries.length, 8);
	let next = valuesAt;
	for (const [index, { tag, type, size, values }] of entries.entries()) {
		const entry = 10 + 12 * index;
		file.writeUInt16LE(tag, entry);
		file.writeUInt16LE(type, entry + 2);
		file.writeUInt32LE(values.length, entry + 4);
		const isInside = values.length * size <= 4;
		let at = isInside ? entry + 8 : next;
		if (!isInside) {
			file.writeUInt32LE(next, entry + 8);
			next += values.length * size;
		}
		for (const value of tag === 273 ? [pixelsAt] : values) {
			if (size === 2) file.writeUInt16LE(value, at);
			else file.writeUInt32LE(value, at);
			at += size;
		}
	}
	pixels.copy(file, pixelsAt);
	return file;
}
