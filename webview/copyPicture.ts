/**
 * Puts a PNG file on the clipboard.
 *
 * @throws DOMException where the browser does not let a page do that, or another window has the focus
 */
export async function copyPicture(bytes: Uint8Array): Promise<null> {
	// The clipboard is for the page that has the keys.
	window.focus();
	const blob = new Blob([new Uint8Array(bytes)], { type: 'image/png' });
	await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })]);
	return null;
}
