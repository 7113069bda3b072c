// COCO's compressed run lengths, as pycocotools writes them: runs down the columns, the first of them empty pixels.

/** @param {Uint8Array} mask row by row, not 0 where it is set @param {number} width @param {number} height */
export function encodeRle(mask, width, height) {
	/** @type {number[]} */
	const runs = [];
	let run = 0;
	let inside = 0;
	for (let x = 0; x < width; x++) {
		for (let y = 0; y < height; y++) {
			const value = mask[y * width + x] ? 1 : 0;
			if (value !== inside) {
				runs.push(run);
				run = 0;
				inside = value;
			}
			run++;
		}
	}
	runs.push(run);
	return runs.map((length, i) => encodeNumber(i > 2 ? length - runs[i - 2] : length)).join('');
}

/** Six bits a character: five of the number, low ones first, and whether more follow. @param {number} value */
function encodeNumber(value) {
	let text = '';
	for (let rest = value, more = true; more; ) {
		const bits = rest & 31;
		rest >>= 5;
		more = bits & 16 ? rest !== -1 : rest !== 0;
		text += String.fromCharCode((more ? bits | 32 : bits) + 48);
	}
	return text;
}

/** @param {string} counts @param {number} width @param {number} height */
export function decodeRle(counts, width, height) {
	const mask = new Uint8Array(width * height);
	const runs = decodeNumbers(counts);
	let at = 0;
	for (let i = 0; i < runs.length; i++) {
		if (i > 2) runs[i] += runs[i - 2];
		for (const end = at + runs[i]; at < end; at++) {
			if (i % 2) mask[(at % height) * width + Math.floor(at / height)] = 1;
		}
	}
	return mask;
}

/** @param {string} text */
function decodeNumbers(text) {
	const numbers = [];
	let value = 0;
	let shift = 0;
	for (const character of text) {
		const bits = character.charCodeAt(0) - 48;
		value |= (bits & 31) << shift;
		shift += 5;
		if (bits & 32) continue;
		numbers.push(bits & 16 ? value | (-1 << shift) : value);
		value = 0;
		shift = 0;
	}
	return numbers;
}
