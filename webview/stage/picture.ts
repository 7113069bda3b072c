import type { MessageConnection } from 'vscode-jsonrpc/browser';
import { type ImageFile, readImage } from '../../src/shared/protocol/editorProtocol';

/**
 * Loads the picture into its element.
 *
 * @throws Error with a sentence where the bytes are no picture that a browser can show
 */
export async function loadPicture(element: HTMLImageElement, host: MessageConnection): Promise<void> {
	await decodeInto(element, await host.sendRequest(readImage));
}

/** @throws Error with a sentence where the bytes are no picture that a browser can show */
export async function decodeInto(element: HTMLImageElement, { bytes, mimeType }: ImageFile): Promise<void> {
	const url = URL.createObjectURL(new Blob([new Uint8Array(bytes)], { type: mimeType }));
	try {
		element.src = url;
		await element.decode();
	} catch {
		throw new Error(
			'Expected a picture but this file cannot be shown: it is empty, cut short or of another format.',
		);
	}
	// The address is kept: the browser may let go of the pixels and read them again.
}
