import type { MessageConnection } from 'vscode-jsonrpc/browser';
import { isTiled } from '../../src/shared/imageTiles';
import { type ImageFile, readImage, readTile } from '../../src/shared/protocol/editorProtocol';
import type { Region } from '../../src/shared/region';
import type { Size } from '../viewport';
import { PictureTiles } from './pictureTiles';

/** What is to be seen of an image, in pixels of the image. */
export class Picture {
	/**
	 * @param element the whole picture; of an image in tiles, smaller than the image
	 * @param tiles of a large image
	 */
	constructor(
		readonly element: HTMLImageElement,
		readonly tiles?: PictureTiles,
	) {}

	/** Pixels of the image. */
	get size(): Size {
		const { naturalWidth: width, naturalHeight: height } = this.element;
		return this.tiles?.image ?? { width, height };
	}

	/** Draws it with its upper left corner at (0, 0), of a large image what is there by now. @param region that is seen */
	draw(context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D, region: Region): void {
		const { width, height } = this.size;
		context.drawImage(this.element, 0, 0, width, height);
		for (const { bitmap, place } of this.tiles?.loadedIn(region) ?? []) {
			context.drawImage(bitmap, place.x, place.y, place.width, place.height);
		}
	}
}

/**
 * Loads the image's picture.
 *
 * @param loaded called when another tile of a large image is there
 * @throws Error with a sentence where the bytes are no picture that a browser can show
 */
export async function loadPicture(
	element: HTMLImageElement,
	host: MessageConnection,
	loaded: () => void,
): Promise<Picture> {
	const file = await host.sendRequest(readImage, { asTiles: false });
	const isSmall = file.tiled !== undefined || !isTiled(await sizeOf(file));
	// Where there are no tiles, the host says why; a picture that takes much memory is better than none.
	const inTiles = () => host.sendRequest(readImage, { asTiles: true }).catch(() => file);
	const { tiled, ...shown } = isSmall ? file : await inTiles();
	await decodeInto(element, shown);
	const tiles = tiled && new PictureTiles(tiled, (tile) => host.sendRequest(readTile, tile), loaded);
	return new Picture(element, tiles);
}

/** @throws Error with a sentence where the bytes are no picture that a browser can show */
export async function decodeInto(element: HTMLImageElement, file: ImageFile): Promise<void> {
	element.src = addressOf(file);
	await element.decode().catch(refuse);
	// The address is kept: the browser may let go of the pixels and read them again.
}

/** A picture's pixels; it is not decoded. @throws Error as above */
async function sizeOf(file: ImageFile): Promise<Size> {
	const element = new Image();
	const url = addressOf(file);
	try {
		await new Promise((resolve, reject) => {
			element.onload = resolve;
			element.onerror = reject;
			element.src = url;
		}).catch(refuse);
		return { width: element.naturalWidth, height: element.naturalHeight };
	} finally {
		URL.revokeObjectURL(url);
	}
}

const addressOf = ({ bytes, mimeType }: ImageFile) =>
	URL.createObjectURL(new Blob([new Uint8Array(bytes)], { type: mimeType }));

function refuse(): never {
	throw new Error(
		'Expected a picture but this file cannot be shown: it is empty, cut short or of another format.',
	);
}
