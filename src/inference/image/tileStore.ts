import { readdir, readFile, rm } from 'node:fs/promises';
import { LRUCache } from 'lru-cache';
import { makeScratchFolder } from '../../node/scratchFolder';
import { type Tile, tileSide } from '../../shared/imageTiles';
import { InferenceError } from '../../shared/inferenceError';
import { type TileFiles, writeTiles } from './displayImage';
import type { OpenedImage } from './openedImages';

/** So many images at a time: one of 100 megapixels takes about 60 MB of the disk. */
const maxImages = 3;

interface StoredTiles {
	readonly folder: string;
	readonly files: TileFiles;
	/** The number of the folder with the tiles of the image's own size. */
	readonly largest: number;
}

/** The tiles of large images, as files that last as long as this process; those of an image are made all at once. */
export class TileStore {
	private readonly images = new LRUCache<string, Promise<StoredTiles>>({
		max: maxImages,
		dispose: (stored) => {
			void stored.then(({ folder }) => rm(folder, { recursive: true, force: true })).catch(() => undefined);
		},
	});

	/**
	 * @param readBytes of the image's file
	 * @throws InferenceError `image` where it has no such tile, or the pixels cannot be decoded
	 */
	async tile(
		image: OpenedImage,
		{ size, column, row }: Tile,
		readBytes: () => Promise<Uint8Array>,
	): Promise<{ readonly bytes: Uint8Array; readonly mimeType: string }> {
		const { files, largest } = await this.tilesOf(image, readBytes);
		const file = `${files.folder}/${largest - size}/${column}_${row}.${files.extension}`;
		try {
			return { bytes: await readFile(file), mimeType: files.mimeType };
		} catch (error) {
			// The system may have cleared its folder for temporary files.
			this.images.delete(image.hash);
			const text = `A part of ${image.name} cannot be shown at full size. Close the image and open it again.`;
			throw new InferenceError('image', text, error);
		}
	}

	private tilesOf(image: OpenedImage, readBytes: () => Promise<Uint8Array>): Promise<StoredTiles> {
		const known = this.images.get(image.hash);
		if (known) return known;
		const made = makeTiles(image, readBytes);
		this.images.set(image.hash, made);
		made.catch(() => {
			if (this.images.peek(image.hash) === made) this.images.delete(image.hash);
		});
		return made;
	}
}

async function makeTiles(image: OpenedImage, readBytes: () => Promise<Uint8Array>): Promise<StoredTiles> {
	const bytes = await readBytes();
	const folder = await makeScratchFolder();
	try {
		const files = await writeTiles(bytes, image.name, image, folder, tileSide);
		const numbers = (await readdir(files.folder)).map(Number).filter(Number.isInteger);
		return { folder, files, largest: Math.max(...numbers) };
	} catch (error) {
		await rm(folder, { recursive: true, force: true });
		throw error;
	}
}
