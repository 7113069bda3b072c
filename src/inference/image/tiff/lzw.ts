const clearCode = 256;
const endCode = 257;
const firstCode = 258;
const maxCodes = 4096;

/**
 * TIFF's LZW: codes of 9 to 12 bits, the high bit first, whose width grows one code early.
 *
 * @param length bytes that are wanted; what follows is left
 * @throws Error where a code has no meaning, or the data end too early
 */
export function expandLzw(packed: Uint8Array, length: number): Uint8Array {
	const output = new Uint8Array(length);
	// Each code stands for a string that was written before: where, and how long it is.
	const starts = new Uint32Array(maxCodes + 1);
	const lengths = new Uint16Array(maxCodes + 1);
	let next = firstCode;
	let width = 9;
	let bits = 0;
	let held = 0;
	let from = 0;
	let written = 0;
	/** Of the last code: where its string was written. */
	let lastStart = -1;
	let lastLength = 0;
	while (written < length) {
		while (held < width) {
			if (from >= packed.length) throw new Error('its LZW data end too early');
			bits = ((bits << 8) | packed[from++]!) & 0xffffff;
			held += 8;
		}
		held -= width;
		const code = (bits >>> held) & ((1 << width) - 1);
		if (code === endCode) throw new Error('its LZW data end too early');
		if (code === clearCode) {
			next = firstCode;
			width = 9;
			lastStart = -1;
			continue;
		}
		if (code > next || (code === next && lastStart < 0) || (code >= firstCode && lastStart < 0)) {
			throw new Error('its LZW data are damaged');
		}
		const start = written;
		// The code that is only now defined: the last string and its first byte again, which lie one after the other.
		if (lastStart >= 0 && next < maxCodes) {
			starts[next] = lastStart;
			lengths[next] = lastLength + 1;
			next++;
		}
		if (code < 256) output[written++] = code;
		else {
			const at = starts[code]!;
			const end = Math.min(length, written + lengths[code]!);
			// Byte by byte: the string may reach into what is written now.
			for (let i = at; written < end; i++) output[written++] = output[i]!;
		}
		lastStart = start;
		lastLength = written - start;
		if (next + 1 >= 1 << width && width < 12) width++;
	}
	return output;
}
