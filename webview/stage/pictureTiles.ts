import { LRUCache } from 'lru-cache';
import { type Tile, tiledSizes } from '../../src/shared/imageTiles';
import type { ImageFile } from '../../src/shared/protocol/editorProtocol';
import type { Region } from '../../src/shared/region';
import type { Size } from '../viewport';
import { placeOf, sizeFor, tilesIn } from './tileGrid';

/** Of pixels of tiles that are kept; those that were not drawn for longest go first. */
const maxBytes = 128 * 1024 * 1024;
/** Tiles that are drawn at once: more would push one another out. */
const maxDrawn = 96;
/** Tiles that are on their way at once; what is looked at changes meanwhile. */
const maxLoading = 4;

/** A tile that is there. */
export interface LoadedTile {
	readonly bitmap: ImageBitmap;
	/** Where it lies in the image. */
	readonly place: Region;
}

const keyOf = ({ size, column, row }: Tile) => `${size} ${column} ${row}`;

/** The tiles of a large image: those that are seen are read, and kept as far as there is room. */
export class PictureTiles {
	private readonly bitmaps = new LRUCache<string, ImageBitmap>({
		maxSize: maxBytes,
		sizeCalculation: ({ width, height }) => 4 * width * height,
		dispose: (bitmap) => bitmap.close(),
	});
	private readonly loading = new Set<string>();
	/** They are not asked for again. */
	private readonly failed = new Set<string>();
	private wanted: readonly Tile[] = [];

	/** @param loaded called when another tile is there */
	constructor(
		readonly image: Size,
		private readonly read: (tile: Tile) => Promise<ImageFile>,
		private readonly loaded: () => void,
	) {}

	/**
	 * Reads what of a region is not there yet at the size that a scale needs.
	 * @param scale screen pixels for one pixel of the image
	 */
	want(region: Region, scale: number): void {
		const size = sizeFor(this.image, scale, region, maxDrawn);
		const tiles = size === undefined ? [] : tilesIn(this.image, size, region);
		this.wanted = tiles.filter((tile) => {
			const key = keyOf(tile);
			// To get one says that it is in use.
			return !this.bitmaps.get(key) && !this.failed.has(key);
		});
		this.loadWanted();
	}

	/**
	 * The tiles of a region that are there, the coarser ones first.
	 * @param scale screen pixels for one pixel of the image; finer tiles than it needs are left out. Absent: none is
	 */
	*loadedIn(region: Region, scale?: number): Generator<LoadedTile> {
		const finest = scale === undefined ? 0 : (sizeFor(this.image, scale, region, maxDrawn) ?? 0);
		for (let size = tiledSizes(this.image).length - 1; size >= finest; size--) {
			for (const tile of tilesIn(this.image, size, region)) {
				const bitmap = this.bitmaps.peek(keyOf(tile));
				if (bitmap) yield { bitmap, place: placeOf(this.image, tile) };
			}
		}
	}

	/** They are not needed any more. */
	close(): void {
		this.wanted = [];
		this.bitmaps.clear();
	}

	private loadWanted(): void {
		for (const tile of this.wanted) {
			if (this.loading.size >= maxLoading) return;
			if (!this.loading.has(keyOf(tile))) void this.load(tile);
		}
	}

	private async load(tile: Tile): Promise<void> {
		const key = keyOf(tile);
		this.loading.add(key);
		try {
			this.bitmaps.set(key, await this.decoded(tile));
		} catch {
			// The host has it in its log; the whole picture is seen in its place.
			this.failed.add(key);
		}
		this.loading.delete(key);
		this.wanted = this.wanted.filter((one) => one !== tile);
		this.loadWanted();
		this.loaded();
	}

	private async decoded(tile: Tile): Promise<ImageBitmap> {
		const { bytes, mimeType } = await this.read(tile);
		return createImageBitmap(new Blob([new Uint8Array(bytes)], { type: mimeType }));
	}
}
