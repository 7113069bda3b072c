import sharp, { type Sharp } from 'sharp';

const svg = (width: number, height: number, body: string) =>
	Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${body}</svg>`);

/** A red disc on grey, at (0.3, 0.4) of the picture: where it lies tells which way up the picture is. */
export function disc(width: number, height: number): Sharp {
	const radius = Math.min(width, height) * 0.2;
	const body = `<rect width="100%" height="100%" fill="#ccc"/><circle cx="${0.3 * width}" cy="${0.4 * height}" r="${radius}" fill="#b02018"/>`;
	return sharp(svg(width, height, body)).removeAlpha();
}

/** A 3 × 2 bitmap file of some bits a pixel: red, green, blue on top, black, white, grey below. */
export function bmp(bits: 4 | 8 | 16 | 24 | 32, options: { topDown?: boolean; rle?: boolean } = {}): Buffer {
	const colours = [
		[255, 0, 0],
		[0, 255, 0],
		[0, 0, 255],
		[0, 0, 0],
		[255, 255, 255],
		[128, 128, 128],
	] as const;
	const palette = bits <= 8 ? colours.length : 0;
	const rows = options.topDown ? [0, 1] : [1, 0];
	const stride = Math.ceil((3 * bits) / 32) * 4;
	let pixels = Buffer.alloc(stride * 2);
	rows.forEach((row, line) => {
		for (let x = 0; x < 3; x++) {
			const index = row * 3 + x;
			const [r, g, b] = colours[index]!;
			const at = line * stride;
			if (bits === 4) pixels[at + (x >> 1)]! |= x % 2 === 0 ? index << 4 : index;
			if (bits === 8) pixels[at + x] = index;
			if (bits === 16) pixels.writeUInt16LE(((r >> 3) << 10) | ((g >> 3) << 5) | (b >> 3), at + x * 2);
			if (bits >= 24) pixels.set([b, g, r], at + (x * bits) / 8);
		}
	});
	// Row 1 as one literal run, row 0 as runs of one: both kinds of RLE8.
	if (options.rle) pixels = Buffer.from([0, 3, 3, 4, 5, 0, 0, 0, 1, 0, 1, 1, 1, 2, 0, 0, 0, 1]);
	const header = Buffer.alloc(54 + palette * 4);
	header.write('BM');
	header.writeUInt32LE(header.length + pixels.length, 2);
	header.writeUInt32LE(header.length, 10);
	header.writeUInt32LE(40, 14);
	header.writeInt32LE(3, 18);
	header.writeInt32LE(options.topDown ? -2 : 2, 22);
	header.writeUInt16LE(1, 26);
	header.writeUInt16LE(bits, 28);
	header.writeUInt32LE(options.rle ? 1 : 0, 30);
	header.writeUInt32LE(palette, 46);
	for (let i = 0; i < palette; i++) header.set([colours[i]![2], colours[i]![1], colours[i]![0]], 54 + i * 4);
	return Buffer.concat([header, pixels]);
}
