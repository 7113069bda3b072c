import { crc32 } from 'node:zlib';
import type { ImageFormat } from './imageFormat';

/**
 * How a JPEG or PNG file is damaged that can be read all the same, as far as it goes, as a sentence; undefined for all
 * other files.
 */
export function damageOf(bytes: Uint8Array, format: ImageFormat): string | undefined {
	if (format === 'jpeg' && !endsAsJpeg(bytes))
		return 'The file ends early, so a part of the image is missing.';
	if (format === 'png') return pngDamage(bytes);
	return undefined;
}

/** Whether there is an end marker after the last scan; cameras append data after it. */
function endsAsJpeg(bytes: Uint8Array): boolean {
	const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	return (
		buffer.lastIndexOf('\xff\xd9', undefined, 'latin1') > buffer.lastIndexOf('\xff\xda', undefined, 'latin1')
	);
}

function pngDamage(bytes: Uint8Array): string | undefined {
	const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	for (let at = 8; at + 12 <= buffer.length; ) {
		const length = buffer.readUInt32BE(at);
		const end = at + 12 + length;
		if (end > buffer.length) break;
		const body = buffer.subarray(at + 4, end - 4);
		if (crc32(body) !== buffer.readUInt32BE(end - 4)) {
			return 'A checksum in the file is wrong, so a part of the image may be damaged.';
		}
		if (body.toString('latin1', 0, 4) === 'IEND') return undefined;
		at = end;
	}
	// What ends early cannot be decoded at all.
	return undefined;
}
