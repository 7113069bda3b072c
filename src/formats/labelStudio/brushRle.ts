import { maskWhere } from '../../dataset/labelMap';
import { type RunLengths, toBitmap } from '../../shared/mask/runLengths';

// Label Studio's brush code: the pixels of the image row by row, four bytes each (all 0 or all 255), as one stream of
// bits. 32 bits how many bytes follow, 5 bits how long a value is (less 1), four times 4 bits how long a count is (less
// 1); then runs: 1 bit whether one value is repeated, 2 bits which length of count, the count less 1, and the value, or
// as many values as counted.

const wordBits = 8;
const countBits = [3, 4, 8, 16] as const;
const bytesPerPixel = 4;

class BitWriter {
	private readonly bytes: number[] = [];
	private pending = 0;
	private count = 0;

	write(value: number, bits: number): void {
		for (let bit = bits - 1; bit >= 0; bit--) {
			this.pending = (this.pending << 1) | (Math.floor(value / 2 ** bit) & 1);
			if (++this.count === 8) {
				this.bytes.push(this.pending);
				this.pending = 0;
				this.count = 0;
			}
		}
	}

	end(): number[] {
		if (this.count > 0) this.write(0, 8 - this.count);
		return this.bytes;
	}
}

/** The bytes of the brush code of a mask. */
export function encodeBrush(mask: RunLengths): number[] {
	const bitmap = toBitmap(mask);
	const writer = new BitWriter();
	writer.write(bitmap.length * bytesPerPixel, 32);
	writer.write(wordBits - 1, 5);
	for (const bits of countBits) writer.write(bits - 1, 4);
	const longest = 2 ** countBits[3];
	for (let start = 0; start < bitmap.length; ) {
		const value = bitmap[start]!;
		let end = start + 1;
		while (end < bitmap.length && bitmap[end] === value) end++;
		for (let rest = (end - start) * bytesPerPixel; rest > 0; ) {
			const run = Math.min(rest, longest);
			const size = countBits.findIndex((bits) => run <= 2 ** bits);
			writer.write(1, 1);
			writer.write(size, 2);
			writer.write(run - 1, countBits[size]!);
			writer.write(value * 255, wordBits);
			rest -= run;
		}
		start = end;
	}
	return writer.end();
}

/** The mask of a brush code; undefined where it is not one of an image of that size. */
export function decodeBrush(bytes: readonly number[], width: number, height: number): RunLengths | undefined {
	let at = 0;
	const read = (bits: number): number => {
		let value = 0;
		for (let i = 0; i < bits; i++, at++) {
			value = value * 2 + (((bytes[at >> 3] ?? 0) >> (7 - (at & 7))) & 1);
		}
		return value;
	};
	const total = read(32);
	if (total !== width * height * bytesPerPixel) return undefined;
	const word = read(5) + 1;
	const sizes = [0, 1, 2, 3].map(() => read(4) + 1);
	const values = new Uint8Array(total);
	for (let i = 0; i < total; ) {
		if (at >= bytes.length * 8) return undefined;
		const isRepeated = read(1) === 1;
		const end = i + read(sizes[read(2)]!) + 1;
		if (end > total) return undefined;
		if (isRepeated) values.fill(read(word), i, end);
		else for (let n = i; n < end; n++) values[n] = read(word);
		i = end;
	}
	// The last of a pixel's bytes is its opacity: what the tool itself looks at.
	return maskWhere(width, height, (pixel) => values[pixel * bytesPerPixel + 3]! > 0);
}
