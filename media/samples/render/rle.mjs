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
