import { masksInFront, masksOfTarget } from '../../src/shared/imageEdits/masksOfTarget';
import { imageSize, type State } from '../store';
import type { Size } from '../viewport';
import type { PreviewReply, PreviewRequest, PreviewStep } from './previewMessages';
import { previewSizes } from './previewSize';

/** The text of previewThread.ts as one file; the build puts it here, since a page may load no other script. */
declare const previewThreadSource: string;

/** How long zooming has to rest before the preview is rendered for it, in milliseconds. */
const restMs = 150;

/**
 * Shows the image's edits over the picture: a canvas that lies on it like the picture itself, transparent where nothing
 * is changed. It is rendered on a thread of its own; the latest request wins.
 */
export class EditPreview {
	private readonly context: ImageBitmapRenderingContext;
	private thread: Worker | undefined;
	private steps: readonly PreviewStep[] = [];
	/** What `steps` was made of. */
	private madeOf: Pick<State, 'document' | 'editDraft' | 'backgrounds'> | undefined;
	private source = '';
	/** The sizes of the picture that the thread has. */
	private readonly sent = new Set<string>();
	private request = 0;
	private asked: { readonly steps: readonly PreviewStep[]; readonly width: number } | undefined;
	/** The pixels across of the last answer for the present steps; 0 where there is none. */
	private shownWidth = 0;
	/** An answer is on the canvas, perhaps for the steps before: it stays until the next one has come. */
	private hasAnswer = false;
	private isWhole = false;
	private timer = 0;

	/** @param changed called when the preview has come or gone, after which `covers` may be another */
	constructor(
		private readonly canvas: HTMLCanvasElement,
		private readonly changed: () => void,
	) {
		this.context = canvas.getContext('bitmaprenderer')!;
	}

	/** The picture must not be seen below the preview. */
	get covers(): boolean {
		return this.isWhole && !this.canvas.hidden;
	}

	/** To be called with every state. */
	update(state: State): void {
		const picture = state.picture?.element;
		const image = imageSize(state);
		if (!picture || !image) return;
		if (picture.src !== this.source) this.forgetPicture(picture.src);
		const { madeOf } = this;
		const { document, editDraft, backgrounds } = state;
		const isSame = madeOf?.document === document && madeOf.editDraft === editDraft;
		if (!isSame || madeOf.backgrounds !== backgrounds) {
			this.madeOf = { document, editDraft, backgrounds };
			this.setSteps(stepsOf(state));
		}
		const isSettled = this.steps.length === 0 || this.render(state, picture, image);
		// For whoever looks at it from outside, as tests do: no further picture of these edits will come.
		this.canvas.dataset.settled = `${isSettled}`;
		this.canvas.hidden = !this.hasAnswer || state.editsHidden;
		this.place(state, image);
	}

	/**
	 * The present steps at the sizes that are not shown yet; while a slider moves, only the quick one.
	 *
	 * @returns whether all is shown
	 */
	private render(state: State, picture: HTMLImageElement, image: Size): boolean {
		const natural = { width: picture.naturalWidth, height: picture.naturalHeight };
		const shown = (state.viewport.scale * devicePixelRatio * image.width) / natural.width;
		const hasFill = this.steps.some(({ edit }) => edit.type === 'fill');
		const [quick, fine] = previewSizes(natural, shown, hasFill);
		clearTimeout(this.timer);
		if (this.shownWidth === 0) this.ask(quick!, picture, image);
		else if (fine && fine.width > this.shownWidth && !state.editDraft) {
			this.timer = window.setTimeout(() => this.ask(fine, picture, image), restMs);
		} else return true;
		return false;
	}

	private ask(size: Size, picture: HTMLImageElement, image: Size): void {
		if (this.asked?.steps === this.steps && this.asked.width === size.width) return;
		this.asked = { steps: this.steps, width: size.width };
		this.request++;
		this.send(size, picture);
		for (const { background } of this.steps)
			if (background !== undefined) this.sendBackground(size, background);
		const { request, steps } = this;
		this.post({ type: 'render', request, ...size, factor: size.width / image.width, steps });
	}

	private send({ width, height }: Size, picture: HTMLImageElement): void {
		const key = `${width} × ${height}`;
		if (this.sent.has(key)) return;
		const rgba = pixelsOf({ width, height }, (context) => context.drawImage(picture, 0, 0, width, height));
		this.post({ type: 'picture', width, height, rgba }, [rgba.buffer]);
		this.sent.add(key);
	}

	private sendBackground(size: Size, name: string): void {
		const background = this.madeOf?.backgrounds[name];
		const key = `${size.width} × ${size.height} ${name}`;
		if (!background || 'problem' in background || this.sent.has(key)) return;
		const rgba = pixelsOf(size, (context) => drawCovering(context, background.picture, size));
		this.post({ type: 'background', name, ...size, rgba }, [rgba.buffer]);
		this.sent.add(key);
	}

	private post(message: PreviewRequest, transfer: Transferable[] = []): void {
		this.thread ??= this.startThread();
		this.thread.postMessage(message, transfer);
	}

	private startThread(): Worker {
		const url = URL.createObjectURL(new Blob([previewThreadSource], { type: 'text/javascript' }));
		const thread = new Worker(url);
		thread.onmessage = ({ data }: MessageEvent<PreviewReply>) => this.answered(data);
		return thread;
	}

	private answered(reply: PreviewReply): void {
		// The export says what is wrong with an edit; without a preview the picture is seen as it is.
		if (reply.request !== this.request || reply.type === 'failed') return;
		this.shownWidth = reply.bitmap.width;
		this.canvas.width = reply.bitmap.width;
		this.canvas.height = reply.bitmap.height;
		this.hasAnswer = true;
		this.isWhole = reply.isWhole;
		this.context.transferFromImageBitmap(reply.bitmap);
		this.canvas.dataset.rendered = `${reply.request}`;
		this.changed();
	}

	private setSteps(steps: readonly PreviewStep[]): void {
		if (JSON.stringify(steps) === JSON.stringify(this.steps)) return;
		this.steps = steps;
		this.shownWidth = 0;
		if (steps.length > 0) return;
		this.hasAnswer = false;
		// An answer that is on its way, or a question that waits, is about steps that there are no more.
		clearTimeout(this.timer);
		this.request++;
		this.asked = undefined;
	}

	private forgetPicture(source: string): void {
		this.source = source;
		this.sent.clear();
		this.shownWidth = 0;
		this.hasAnswer = false;
		this.asked = undefined;
		this.thread?.postMessage({ type: 'forget' } satisfies PreviewRequest);
	}

	private place({ viewport }: State, { width, height }: Size): void {
		const { style, classList } = this.canvas;
		style.width = `${width}px`;
		style.height = `${height}px`;
		style.transform = `translate(${viewport.left}px, ${viewport.top}px) scale(${viewport.scale})`;
		style.setProperty('--check', `${16 / viewport.scale}px`);
		classList.toggle('sharp', viewport.scale >= 2);
		classList.toggle('see-through', this.isWhole);
	}
}

function pixelsOf(
	{ width, height }: Size,
	draw: (context: OffscreenCanvasRenderingContext2D) => void,
): Uint8ClampedArray<ArrayBuffer> {
	const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })!;
	context.imageSmoothingQuality = 'high';
	draw(context);
	return context.getImageData(0, 0, width, height).data;
}

/** As an export has it: in its own proportions, its middle in the middle, on black where it is transparent. */
function drawCovering(
	context: OffscreenCanvasRenderingContext2D,
	picture: HTMLImageElement,
	{ width, height }: Size,
): void {
	const scale = Math.max(width / picture.naturalWidth, height / picture.naturalHeight);
	const shown = { width: picture.naturalWidth * scale, height: picture.naturalHeight * scale };
	context.fillRect(0, 0, width, height);
	context.drawImage(
		picture,
		(width - shown.width) / 2,
		(height - shown.height) / 2,
		shown.width,
		shown.height,
	);
}

/** The edits that are on and have masks; the one that is being changed as it is on its slider. */
function stepsOf({ document, editDraft, backgrounds }: State): PreviewStep[] {
	return (document.imageEdits ?? []).flatMap(({ id, of, edit: saved, off }) => {
		const masks = off ? [] : masksOfTarget(of, document);
		const edit = editDraft?.id === id ? editDraft.edit : saved;
		if (masks.length === 0) return [];
		if (edit.type !== 'background' || edit.background.kind !== 'image')
			return [{ edit, masks, inFront: masksInFront({ of, edit }, document) }];
		const { file } = edit.background;
		const known = backgrounds[file];
		// Until it is there, the picture is shown without that edit.
		return known && 'picture' in known ? [{ edit, masks, inFront: [], background: file }] : [];
	});
}
