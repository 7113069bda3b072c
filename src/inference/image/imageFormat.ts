/** The formats that Strata opens. What a file holds decides, not what it is called. */
export type ImageFormat = 'png' | 'jpeg' | 'webp' | 'bmp' | 'gif' | 'tiff' | 'avif';

export const formatNames = 'PNG, JPEG, WebP, BMP, GIF, TIFF or AVIF';

const ascii = (bytes: Uint8Array, start: number, end: number) =>
	String.fromCharCode(...bytes.subarray(start, end));

/** Recognises a format by the file's first bytes; nothing else is ever given to a decoder. */
export function imageFormatOf(bytes: Uint8Array): ImageFormat | undefined {
	const head = ascii(bytes, 0, 4);
	if (ascii(bytes, 0, 8) === '\x89PNG\r\n\x1a\n') return 'png';
	if (head.startsWith('\xff\xd8\xff')) return 'jpeg';
	if (head === 'RIFF' && ascii(bytes, 8, 12) === 'WEBP') return 'webp';
	if (head === 'GIF8') return 'gif';
	if (['II*\0', 'MM\0*', 'II+\0', 'MM\0+'].includes(head)) return 'tiff';
	if (ascii(bytes, 4, 8) === 'ftyp' && /avi[fs]/.test(ascii(bytes, 8, 64))) return 'avif';
	// Two letters are little: the header size that follows must be one of those that exist.
	if (head.startsWith('BM') && bytes.length > 18 && [12, 40, 52, 56, 64, 108, 124].includes(bytes[14]!)) {
		return 'bmp';
	}
	return undefined;
}

/** What a file that is no image of ours seems to be, for the error message. */
export function describeBytes(bytes: Uint8Array): string {
	const start = ascii(bytes, 0, 256).trimStart();
	if (/<svg|<\?xml/i.test(start)) return 'an SVG or XML file';
	if (start.startsWith('%PDF')) return 'a PDF file';
	if (ascii(bytes, 4, 8) === 'ftyp' && /hei[cfmsx]|hev[cmsx]|mif1/.test(ascii(bytes, 8, 32))) {
		return 'a HEIC file. Save it as JPEG or PNG: on a Mac with Preview (File, Export), on Windows with Photos (Save as), or on iPhones choose Settings, Camera, Formats, Most Compatible';
	}
	if (ascii(bytes, 4, 8) === 'ftyp') return 'a video or other MP4-like file';
	if (ascii(bytes, 4, 8) === 'jP  ' || ascii(bytes, 0, 4) === '\xff\x4f\xff\x51') {
		return 'a JPEG 2000 file. Convert it to PNG or TIFF first, for example with “opj_decompress -i in.jp2 -o out.png”';
	}
	if (start.startsWith('version https://git-lfs')) return 'a Git LFS pointer (run “git lfs pull”)';
	const hex = Array.from(bytes.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
	return `a file of ${bytes.length} bytes that starts with ${hex}`;
}
