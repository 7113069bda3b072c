/** What the first page of a TIFF says about its samples. */
export interface TiffTags {
	/** Bits per sample of the first band. */
	readonly bits: number;
	readonly bands: number;
	readonly sampleFormat: 'uint' | 'int' | 'float' | 'other';
	/** Whether the last band is transparency, which the file must say. */
	readonly hasAlpha: boolean;
	/** Grey, RGB, CMYK, Lab …, as TIFF numbers them; 0 is grey with white at zero. */
	readonly photometric: number;
}

const tag = { bits: 258, photometric: 262, bands: 277, extraSamples: 338, sampleFormat: 339 } as const;
const sampleFormats: Readonly<Record<number, TiffTags['sampleFormat']>> = { 1: 'uint', 2: 'int', 3: 'float' };

/** @returns undefined for what is no plain TIFF (BigTIFF too) or ends before its tags */
export function readTiffTags(bytes: Uint8Array): TiffTags | undefined {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const isLittle = bytes[0] === 0x49;
	try {
		if (view.getUint16(2, isLittle) !== 42) return undefined;
		const directory = view.getUint32(4, isLittle);
		const count = view.getUint16(directory, isLittle);
		const values = new Map<number, number[]>();
		for (let i = 0; i < count; i++) {
			const entry = directory + 2 + 12 * i;
			const length = view.getUint32(entry + 4, isLittle);
			// All tags that matter here are 16-bit numbers, a few of them.
			if (view.getUint16(entry + 2, isLittle) !== 3 || length > 64) continue;
			const at = length > 2 ? view.getUint32(entry + 8, isLittle) : entry + 8;
			values.set(
				view.getUint16(entry, isLittle),
				Array.from({ length }, (_, k) => view.getUint16(at + 2 * k, isLittle)),
			);
		}
		const extraSamples = values.get(tag.extraSamples) ?? [];
		return {
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
