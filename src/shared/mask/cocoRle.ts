import type { Rle } from './rle';
import type { RunLengths } from './runLengths';

/** COCO's code: five bits a character from '0' on, the sixth bit saying that the number goes on. */
const firstCode = 48;
const lastCode = 111;
/** 31-bit counts and their differences end after seven characters. */
const longestNumber = 7;
/** `String.fromCharCode` takes its characters as arguments, and engines limit those. */
const charactersAtOnce = 8192;

/** The mask in COCO's compressed code, byte for byte what pycocotools writes. */
export function encodeRle(mask: RunLengths): Rle {
	const { counts } = mask;
	const codes = new Uint8Array(counts.length * longestNumber);
	let length = 0;
	for (let i = 0; i < counts.length; i++) {
		// From the fourth run on COCO writes the difference to the last run of the same value.
		let rest = i > 2 ? counts[i]! - counts[i - 2]! : counts[i]!;
		let more = true;
		while (more) {
			const bits = rest & 31;
			rest >>= 5;
			more = rest !== ((bits & 16) === 0 ? 0 : -1);
			codes[length++] = firstCode + (more ? bits | 32 : bits);
		}
	}
	let text = '';
	for (let i = 0; i < length; i += charactersAtOnce) {
		text += String.fromCharCode(...codes.subarray(i, Math.min(length, i + charactersAtOnce)));
	}
	return { size: [mask.height, mask.width], counts: text };
}

/**
 * The mask that an RLE stands for.
 * @param name what an error calls the counts, for one that reads a file
 * @throws RangeError with a sentence where the counts are not of COCO's code or not a mask of that size
 */
export function decodeRle(rle: Rle, name = 'counts'): RunLengths {
	const [height, width] = rle.size;
	const text = rle.counts;
	const runs = new Int32Array(text.length);
	let runCount = 0;
	for (let at = 0; at < text.length; ) {
		let value = 0;
		let code = 32;
		let shift = 0;
		while ((code & 32) !== 0) {
			code = text.charCodeAt(at) - firstCode;
			if (!(code >= 0 && code <= lastCode - firstCode)) {
				throw new RangeError(wrongCharacter(text, at, name));
			}
			if (shift === longestNumber * 5) {
				throw new RangeError(
					`Expected at most ${longestNumber} characters a number for ${name} but received more at character ${at}`,
				);
			}
			value |= (code & 31) << shift;
			shift += 5;
			at++;
		}
		if ((code & 16) !== 0 && shift < 32) {
			value |= -1 << shift;
		}
		runs[runCount] = runCount > 2 ? value + runs[runCount - 2]! : value;
		runCount++;
	}
	return canonical(runs.subarray(0, runCount), width, height, name);
}

/**
 * The mask of COCO's uncompressed RLE, a plain list of runs, as other tools write it.
 * @param size [height, width] in pixels
 * @param name what an error calls the counts
 * @throws RangeError with a sentence where the runs are not a mask of that size
 */
export function decodeUncompressed(
	size: readonly [number, number],
	counts: readonly number[],
	name = 'counts',
): RunLengths {
	return canonical(counts, size[1], size[0], name);
}

function wrongCharacter(text: string, at: number, name: string): string {
	const received = at < text.length ? JSON.stringify(text[at]) : 'the end';
	return `Expected a character from "0" to "o" for ${name} but received ${received} at character ${at}`;
}

/** Drops runs of no pixels, joining their neighbours, and checks that the rest fills the image. */
function canonical(runs: ArrayLike<number>, width: number, height: number, name: string): RunLengths {
	const counts = new Uint32Array(runs.length + 1);
	let last = 0;
	let sum = 0;
	for (let i = 0; i < runs.length; i++) {
		const run = runs[i]!;
		if (!(run >= 0 && Number.isInteger(run))) {
			throw new RangeError(`Expected runs of 0 or more pixels for ${name} but received ${run} at run ${i}`);
		}
		sum += run;
		if (run > 0) {
			// Runs of one value lie at indices of one parity, in and out alike.
			if ((last & 1) !== (i & 1)) {
				last++;
			}
			counts[last]! += run;
		}
	}
	if (sum !== width * height) {
		throw new RangeError(
			`Expected runs of ${width * height} pixels together for ${name} of ${width} × ${height} but received ${sum}`,
		);
	}
	return { width, height, counts: counts.slice(0, last + 1) };
}
