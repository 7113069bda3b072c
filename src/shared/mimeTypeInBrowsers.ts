/**
 * The type of an image that every browser shows just as the model sees it, by the file's bytes, whatever it is called.
 *
 * @returns undefined for what is to be converted: other formats, what moves, and what has values that no screen shows
 */
export function mimeTypeInBrowsers(bytes: Uint8Array): string | undefined {
	if (startsWith(bytes, '\xff\xd8\xff')) return 'image/jpeg';
	if (startsWith(bytes, 'BM')) return 'image/bmp';
	if (startsWith(bytes, 'ftypavif', 4)) return 'image/avif';
	if (startsWith(bytes, '\x89PNG\r\n\x1a\n')) return isPlainPng(bytes) ? 'image/png' : undefined;
	return undefined;
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
