import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { ImageEditStep } from '../../../../src/shared/imageEdits/imageEditStep';
import { encodeRle } from '../../../../src/shared/mask/cocoRle';
import { EditPreview } from '../../../../webview/edits/editPreview';
import type { PreviewReply, PreviewRequest } from '../../../../webview/edits/previewMessages';
import { Picture } from '../../../../webview/stage/picture';
import { initialState, type State } from '../../../../webview/store';
import { rectangleMask } from '../../imaging/rasters';

/** More than is rendered while a slider moves. */
const size = { width: 1000, height: 1000 };
const { counts } = encodeRle(rectangleMask(size.width, size.height, [5, 5, 10, 10]));
const blur: ImageEditStep = {
	id: 1,
	of: { segmentation: { size: [size.height, size.width], counts } },
	edit: { type: 'blur', sigma: 3, softness: 2 },
};

/** The thread that renders: what it was asked, and a way to answer. */
let asked: Extract<PreviewRequest, { type: 'render' }>[];
let answer: (reply: PreviewReply) => void;

class FakeWorker {
	onmessage: (message: { data: PreviewReply }) => void = () => undefined;
	constructor() {
		answer = (data) => this.onmessage({ data });
	}
	postMessage(message: PreviewRequest): void {
		if (message.type === 'render') asked.push(message);
	}
}

const context = {
	drawImage: () => undefined,
	getImageData: () => ({ data: new Uint8ClampedArray(4) }),
	transferFromImageBitmap: () => undefined,
};

const canvas = () =>
	({
		hidden: true,
		dataset: {},
		style: { setProperty: () => undefined },
		classList: { toggle: () => undefined },
		getContext: () => context,
	}) as unknown as HTMLCanvasElement;

const stateWith = (...imageEdits: readonly ImageEditStep[]): State => ({
	...initialState,
	image: { phase: 'ready', ...size },
	picture: new Picture({
		src: 'a',
		naturalWidth: size.width,
		naturalHeight: size.height,
	} as HTMLImageElement),
	document: { ...initialState.document, imageEdits },
});

const rendered = (request: number): PreviewReply => ({
	type: 'rendered',
	request,
	bitmap: asked.find((one) => one.request === request) as unknown as ImageBitmap,
	isWhole: false,
});

beforeEach(() => {
	asked = [];
	vi.useFakeTimers();
	vi.stubGlobal('previewThreadSource', '');
	vi.stubGlobal('devicePixelRatio', 1);
	vi.stubGlobal('window', globalThis);
	vi.stubGlobal('Worker', FakeWorker);
	vi.stubGlobal(
		'OffscreenCanvas',
		class {
			getContext = () => context;
		},
	);
	return () => {
		vi.unstubAllGlobals();
		vi.useRealTimers();
	};
});

describe('the preview of edits', () => {
	it('is shown when the thread has answered', () => {
		const element = canvas();
		const preview = new EditPreview(element, () => preview.update(stateWith(blur)));
		preview.update(stateWith(blur));
		expect([element.hidden, element.dataset.settled]).toEqual([true, 'false']);
		answer(rendered(asked[0]!.request));
		expect([element.hidden, element.dataset.settled]).toEqual([false, 'false']);
		vi.runAllTimers();
		answer(rendered(asked[1]!.request));
		expect([element.hidden, element.dataset.settled]).toEqual([false, 'true']);
	});

	it('asks for nothing more once the last edit was switched off', () => {
		const element = canvas();
		let state = stateWith(blur);
		const preview = new EditPreview(element, () => preview.update(state));
		preview.update(state);
		answer(rendered(asked[0]!.request));
		state = stateWith({ ...blur, off: true });
		preview.update(state);
		vi.runAllTimers();
		expect([asked.length, element.hidden]).toEqual([1, true]);
	});

	it('stays away when the answer comes after the last edit was switched off, and comes back with it', () => {
		const element = canvas();
		let state = stateWith(blur);
		const preview = new EditPreview(element, () => preview.update(state));
		preview.update(state);
		state = stateWith({ ...blur, off: true });
		preview.update(state);
		answer(rendered(asked[0]!.request));
		expect(element.hidden).toBe(true);
		state = stateWith(blur);
		preview.update(state);
		expect(asked).toHaveLength(2);
		answer(rendered(asked[1]!.request));
		expect(element.hidden).toBe(false);
	});
});
