import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { LRUCache } from 'lru-cache';
import { readSmallFile } from '../../node/regularFile';
import { type ImageView, plainView, viewKey } from '../../shared/imageView';
import { InferenceError, oneLine } from '../../shared/inferenceError';
import type { Region } from '../../shared/region';
import { type ImageInfo, readImageInfo } from './imageInput';

/** An image that the host has shown: its bytes, or where they are. */
export interface OpenedImage extends ImageInfo {
	/** SHA-256 of the file's bytes, and of what is shown of them, hex. */
	readonly hash: string;
	/** SHA-256 of the file's bytes, hex. */
	readonly contentHash: string;
	/** For messages. */
	readonly name: string;
	readonly source: string | Uint8Array;
}

/** Files are read again when needed; bytes that came from elsewhere are kept, up to this many. */
const maxKeptBytes = 256 * 1024 * 1024;
const maxOpened = 10_000;
/** Larger files hold more than can be shown at once. */
const maxFileBytes = 1024 * 1024 * 1024;
/** What an entry weighs beside its bytes. */
const entryBytes = 256;

const hashOf = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');

/** The images that this process was shown, by content hash. */
export class OpenedImages {
	private readonly images = new LRUCache<string, OpenedImage>({
		max: maxOpened,
		maxSize: maxKeptBytes,
		sizeCalculation: ({ source }) => Math.min(maxKeptBytes, entryBytes + sizeOf(source)),
	});

	/** @throws InferenceError `image` with a sentence */
	async open(
		source: string | Uint8Array,
		view: ImageView = plainView,
		region?: Region,
	): Promise<OpenedImage> {
		const name = typeof source === 'string' ? basename(source) : 'this file';
		const bytes = typeof source === 'string' ? await readImageFile(source, name) : source;
		const whole = await readImageInfo(bytes, name, view);
		const info = region ? regionOf(whole, region, name) : whole;
		const contentHash = hashOf(bytes);
		const key = viewKey(view) + (region ? JSON.stringify(region) : '');
		const hash = key === '' ? contentHash : hashOf(`${contentHash} ${key}`);
		const image = { ...info, hash, contentHash, name, source };
		this.images.set(image.hash, image);
		return image;
	}

	/** @throws InferenceError `unknownImage` */
	get(hash: string): OpenedImage {
		const image = this.images.get(hash);
		if (image) return image;
		throw new InferenceError('unknownImage', 'This image is not open any more. Open it again.');
	}

	/** @throws InferenceError `image` where the file is gone, `unknownImage` where it is another by now */
	async bytesOf({ source, name, hash, contentHash }: OpenedImage): Promise<Uint8Array> {
		if (typeof source !== 'string') return source;
		const bytes = await readImageFile(source, name);
		if (hashOf(bytes) === contentHash) return bytes;
		this.images.delete(hash);
		throw new InferenceError(
			'unknownImage',
			`${name} has changed on disk since it was opened. Open it again.`,
		);
	}
}

/** @throws InferenceError `image` where the image has no such region: it may be another one by now */
function regionOf(image: ImageInfo, region: Region, name: string): ImageInfo {
	const { x, y, width, height } = region;
	const isInside =
		x >= 0 && y >= 0 && width > 0 && height > 0 && x + width <= image.width && y + height <= image.height;
	if (isInside && [x, y, width, height].every(Number.isInteger)) return { ...image, width, height, region };
	throw new InferenceError(
		'image',
		`The part of ${name} to look closer at is not within its ${image.width} × ${image.height} px. Zoom to it again.`,
	);
}

const sizeOf = (source: string | Uint8Array) => source.length;

async function readImageFile(path: string, name: string): Promise<Uint8Array> {
	try {
		return await readSmallFile(path, maxFileBytes);
	} catch (error) {
		throw new InferenceError('image', `${name} cannot be read: ${oneLine(error)}.`, error);
	}
}
