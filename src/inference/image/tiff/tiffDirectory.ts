/** The values of a tag, as numbers; none where the page does not have it. */
export type TagValues = (tag: number) => readonly number[];

/** Bytes of the types that hold whole numbers: 8, 16 and 32 bits. */
const bytesOfType: Readonly<Record<number, 1 | 2 | 4>> = { 1: 1, 3: 2, 4: 4 };

/** Whether the file says that its numbers have their low byte first. */
export const isLittleEndian = (bytes: Uint8Array): boolean => bytes[0] === 0x49;

/**
 * What a page of a plain TIFF says about itself.
 *
 * @param page from 1
 * @returns undefined for what is no plain TIFF (BigTIFF too), has no such page, or ends before its tags
 */
export function readTiffDirectory(bytes: Uint8Array, page: number): TagValues | undefined {
	const view = viewOf(bytes);
	const isLittle = isLittleEndian(bytes);
	return unlessItEnds<TagValues | undefined>(undefined, () => {
		const at = directoryOf(view, isLittle, page);
		if (at === undefined) return undefined;
		const entries = entriesOf(view, isLittle, at);
		return (tag) => unlessItEnds([], () => valuesOf(view, isLittle, entries.get(tag)));
	});
}

/** How many pages a plain TIFF has, as far as it can be read. */
export function countTiffPages(bytes: Uint8Array): number {
	const seen = new Set<number>();
	unlessItEnds(undefined, () => {
		for (const directory of directories(viewOf(bytes), isLittleEndian(bytes))) {
			// A page that is followed by itself would never end.
			if (seen.has(directory)) break;
			seen.add(directory);
		}
	});
	return Math.max(1, seen.size);
}

interface Entry {
	readonly type: number;
	readonly count: number;
	/** Of the values, in bytes from the file's start. */
	readonly at: number;
}

function entriesOf(view: DataView, isLittle: boolean, directory: number): ReadonlyMap<number, Entry> {
	const count = view.getUint16(directory, isLittle);
	const entries = new Map<number, Entry>();
	for (let i = 0; i < count; i++) {
		const entry = directory + 2 + 12 * i;
		const type = view.getUint16(entry + 2, isLittle);
		const values = view.getUint32(entry + 4, isLittle);
		const isInside = values * (bytesOfType[type] ?? 8) <= 4;
		const at = isInside ? entry + 8 : view.getUint32(entry + 8, isLittle);
		entries.set(view.getUint16(entry, isLittle), { type, count: values, at });
	}
	return entries;
}

/** @throws RangeError where the file ends before them */
function valuesOf(view: DataView, isLittle: boolean, entry: Entry | undefined): number[] {
	const size = entry && bytesOfType[entry.type];
	if (!size) return [];
	const { at, count } = entry;
	// Asked for before an array of a size that only the file claims is made.
	if (at + count * size > view.byteLength) throw new RangeError('the file ends before its tags');
	const valueAt = (offset: number) =>
		size === 1
			? view.getUint8(offset)
			: size === 2
				? view.getUint16(offset, isLittle)
				: view.getUint32(offset, isLittle);
	return Array.from({ length: count }, (_, i) => valueAt(at + i * size));
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

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function unlessItEnds<T>(otherwise: T, read: () => T): T {
	try {
		return read();
	} catch (error) {
		if (error instanceof RangeError) return otherwise;
		throw error;
	}
}
