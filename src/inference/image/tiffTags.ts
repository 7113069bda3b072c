/** What a page of a TIFF says about its samples. */
export interface TiffTags {
	/** Pixels, as stored; 0 where the page does not say. */
	readonly width: number;
	readonly height: number;
	/** Bits per sample of the first band. */
	readonly bits: number;
	readonly bands: number;
	readonly sampleFormat: 'uint' | 'int' | 'float' | 'other';
	/** Whether the last band is transparency, which the file must say. */
	readonly hasAlpha: boolean;
	/** Grey, RGB, CMYK, Lab …, as TIFF numbers them; 0 is grey with white at zero. */
	readonly photometric: number;
}

const tag = {
	width: 256,
	height: 257,
	bits: 258,
	photometric: 262,
	bands: 277,
	extraSamples: 338,
	sampleFormat: 339,
} as const;
const sampleFormats: Readonly<Record<number, TiffTags['sampleFormat']>> = { 1: 'uint', 2: 'int', 3: 'float' };

/** @returns undefined for what is no plain TIFF (BigTIFF too), has no such page, or ends before its tags */
export function readTiffTags(bytes: Uint8Array, page = 1): TiffTags | undefined {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const isLittle = bytes[0] === 0x49;
	try {
		const directory = directoryOf(view, isLittle, page);
		if (directory === undefined) return undefined;
		const count = view.getUint16(directory, isLittle);
		const values = new Map<number, number[]>();
		for (let i = 0; i < count; i++) {
			const entry = directory + 2 + 12 * i;
			const length = view.getUint32(entry + 4, isLittle);
			const name = view.getUint16(entry, isLittle);
			const type = view.getUint16(entry + 2, isLittle);
			// A side may be a 32-bit number.
			if (type === 4 && length === 1) values.set(name, [view.getUint32(entry + 8, isLittle)]);
			// All other tags that matter here are 16-bit numbers, a few of them.
			if (type !== 3 || length > 64) continue;
			const at = length > 2 ? view.getUint32(entry + 8, isLittle) : entry + 8;
			values.set(
				name,
				Array.from({ length }, (_, k) => view.getUint16(at + 2 * k, isLittle)),
			);
		}
		const extraSamples = values.get(tag.extraSamples) ?? [];
		return {
			width: values.get(tag.width)?.[0] ?? 0,
			height: values.get(tag.height)?.[0] ?? 0,
			bits: values.get(tag.bits)?.[0] ?? 1,
			bands: values.get(tag.bands)?.[0] ?? 1,
			sampleFormat: sampleFormats[values.get(tag.sampleFormat)?.[0] ?? 1] ?? 'other',
			// 1 and 2: associated and unassociated alpha; 0 is data of any other kind.
			hasAlpha: extraSamples.some((kind) => kind === 1 || kind === 2),
			photometric: values.get(tag.photometric)?.[0] ?? 1,
		};
	} catch (error) {
		if (error instanceof RangeError) return undefined;
		throw error;
	}
}

/** How many pages a plain TIFF has, as far as it can be read. */
export function countTiffPages(bytes: Uint8Array): number {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const isLittle = bytes[0] === 0x49;
	const seen = new Set<number>();
	try {
		for (const directory of directories(view, isLittle)) {
			// A page that is followed by itself would never end.
			if (seen.has(directory)) break;
			seen.add(directory);
		}
	} catch (error) {
		if (!(error instanceof RangeError)) throw error;
	}
	return Math.max(1, seen.size);
}

function directoryOf(view: DataView, isLittle: boolean, page: number): number | undefined {
	let at = 1;
	for (const directory of directories(view, isLittle)) if (at++ === page) return directory;
	return undefined;
}

/** Where the directory of each page begins, in bytes. */
function* directories(view: DataView, isLittle: boolean): Generator<number> {
	if (view.getUint16(2, isLittle) !== 42) return;
	let at = view.getUint32(4, isLittle);
	while (at !== 0) {
		yield at;
		at = view.getUint32(at + 2 + 12 * view.getUint16(at, isLittle), isLittle);
	}
}
