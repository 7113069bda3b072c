/**
 * The type of an image that every browser shows just as the model sees it, by the file's bytes, whatever it is called.
 *
 * @returns undefined for what is to be converted: other formats, what moves, and what has values that no screen shows
 */
export function mimeTypeInBrowsers(bytes: Uint8Array): string | undefined {
	if (startsWith(bytes, '\xff\xd8\xff')) return isFourColourJpeg(bytes) ? undefined : 'image/jpeg';
	if (startsWith(bytes, 'BM')) return 'image/bmp';
	if (startsWith(bytes, 'ftypavif', 4)) return 'image/avif';
	if (startsWith(bytes, '\x89PNG\r\n\x1a\n')) return isPlainPng(bytes) ? 'image/png' : undefined;
	return undefined;
}

/** CMYK, which each browser turns into colours in its own way. */
function isFourColourJpeg(bytes: Uint8Array): boolean {
	for (let at = 2; at + 9 < bytes.length && bytes[at] === 0xff; ) {
		const marker = bytes[at + 1]!;
		// Fill bytes before a marker.
		if (marker === 0xff) {
			at++;
			continue;
		}
		const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
		if (isFrame) return bytes[at + 9] === 4;
		if (marker === 0xda) return false;
		at += 2 + bytes[at + 2]! * 256 + bytes[at + 3]!;
	}
	return false;
}

/** At most 8 bits a sample, and no animation, which browsers would play. */
function isPlainPng(bytes: Uint8Array): boolean {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	if ((bytes[24] ?? 0) > 8) return false;
	// The chunk that says so stands before the pixels.
	for (let at = 8; at + 8 <= bytes.length; at += 12 + view.getUint32(at)) {
		if (startsWith(bytes, 'acTL', at + 4)) return false;
		if (startsWith(bytes, 'IDAT', at + 4)) return true;
	}
	return true;
}

function startsWith(bytes: Uint8Array, text: string, at = 0): boolean {
	for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
	return true;
}
