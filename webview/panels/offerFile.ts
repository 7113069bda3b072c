/**
 * Has the drag of an image element carry its file and nothing else. The browser itself gives the image's bytes to where
 * they are dropped, which is what Linux takes; Windows and macOS take the address and the name.
 *
 * @param file a PNG; its address is the image's own
 */
export function offerFile(transfer: DataTransfer, { url, name }: { url: string; name: string }): void {
	// They are the page's own address of the image, which no other program can open, but some would rather take.
	transfer.clearData('text/uri-list');
	transfer.clearData('text/html');
	// The type ends at the first colon, the name at the second.
	transfer.setData('DownloadURL', `image/png:${name.replaceAll(':', '_')}:${url}`);
	transfer.effectAllowed = 'copy';
}
