import './alike/style.css';
import * as alike from '../src/shared/protocol/alikeProtocol';
import './alike/folderFinds';
import type { FolderFinds } from './alike/folderFinds';
import { connectHost } from './host';

/** What `[` and `]` change the likeness by. */
const step = 0.05;

const host = connectHost();
const view = document.querySelector<FolderFinds>('strata-folder-finds')!;
const urls = new Map<number, string>();

function addPictures(pictures: readonly alike.FindPicture[]): void {
	for (const { id, bytes } of pictures)
		urls.set(id, URL.createObjectURL(new Blob([new Uint8Array(bytes)], { type: 'image/webp' })));
}

function show(page: alike.AlikePage): void {
	const shown = new Set(page.finds.map(({ id }) => id));
	for (const [id, url] of urls) {
		if (shown.has(id)) continue;
		URL.revokeObjectURL(url);
		urls.delete(id);
	}
	view.page = page;
	view.pictures = urls;
}

view.act = (act) => void host.sendNotification(alike.alikeAct, act).catch(() => undefined);
host.onNotification(alike.alikePicturesFound, addPictures);
host.onNotification(alike.alikePageChanged, show);
document.addEventListener('keydown', (event) => {
	const { page } = view;
	if (!page || event.ctrlKey || event.metaKey || event.altKey) return;
	const change = { '[': step, ']': -step }[event.key];
	if (change !== undefined) {
		const value = Math.min(1, Math.max(0, Math.round((page.minLikeness + change) / step) * step));
		view.act({ type: 'setMinLikeness', value });
	} else if (event.key === 'Enter' && event.target === document.body) view.act({ type: 'add' });
});
host.listen();

const { page, pictures, strings } = await host.sendRequest(alike.alikeReady);
view.strings = strings;
addPictures(pictures);
show(page);
