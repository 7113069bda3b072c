// The thread that renders the preview of edits, so that neither drawing nor clicks wait for it.
import { messageOf } from '../../src/shared/messageOf';
import type { PreviewReply, PreviewRequest } from './previewMessages';
import { type PreviewPicture, PreviewRenderer } from './renderPreview';

/** What TypeScript's types of a page do not say of a worker's global object. */
const thread = self as unknown as {
	onmessage: (event: MessageEvent<PreviewRequest>) => void;
	postMessage(reply: PreviewReply, transfer: Transferable[]): void;
};

const renderer = new PreviewRenderer();
const pictures = new Map<string, PreviewPicture>();
const sizeKey = (width: number, height: number) => `${width} × ${height}`;
const backgrounds = new Map<string, PreviewPicture>();
const backgroundKey = (name: string, width: number, height: number) => `${sizeKey(width, height)} ${name}`;
let running = new AbortController();

thread.onmessage = ({ data }) => {
	if (data.type === 'picture') pictures.set(sizeKey(data.width, data.height), data);
	else if (data.type === 'background')
		backgrounds.set(backgroundKey(data.name, data.width, data.height), data);
	else if (data.type === 'forget') {
		running.abort();
		pictures.clear();
		backgrounds.clear();
		renderer.forget();
	} else void render(data);
};

async function render({
	request,
	width,
	height,
	factor,
	steps,
}: Extract<PreviewRequest, { readonly type: 'render' }>): Promise<void> {
	running.abort();
	running = new AbortController();
	const { signal } = running;
	try {
		const picture = pictures.get(sizeKey(width, height))!;
		const { rgba, isWhole } = await renderer.render(picture, steps, factor, {
			signal,
			background: (name) => backgrounds.get(backgroundKey(name, width, height)),
		});
		const bitmap = await createImageBitmap(new ImageData(rgba, width, height));
		thread.postMessage({ type: 'rendered', request, bitmap, isWhole }, [bitmap]);
	} catch (error) {
		if (!signal.aborted) thread.postMessage({ type: 'failed', request, message: messageOf(error) }, []);
	}
}
