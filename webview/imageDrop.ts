/** Where VS Code's lists of files, and other programs, put the addresses of what is dragged; the first that is there counts. */
const listTypes = ['application/vnd.code.uri-list', 'text/uri-list'];

/**
 * Takes files that are dropped on the page. VS Code itself opens what is dragged from its Explorer into an editor, unless
 * Shift is held: then the page gets it.
 *
 * @param open given the addresses of what was dropped
 */
export function listenToDrops(page: HTMLElement, open: (uris: readonly string[]) => void): void {
	page.addEventListener('dragover', (event) => {
		if (!event.dataTransfer || !listTypeOf(event.dataTransfer)) return;
		event.preventDefault();
		event.dataTransfer.dropEffect = 'copy';
	});
	page.addEventListener('drop', (event) => {
		const type = event.dataTransfer && listTypeOf(event.dataTransfer);
		if (!type) return;
		event.preventDefault();
		open(urisIn(event.dataTransfer.getData(type)));
	});
}

const listTypeOf = ({ types }: DataTransfer) => listTypes.find((type) => types.includes(type));

/** By lines; those that begin with # are comments (RFC 2483). */
function urisIn(text: string): string[] {
	return text.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#'));
}
