import { renderInWorker } from '../imaging/worker/renderInWorker';
import { findPack } from '../packs/manifest/packManifest';
import type { CategoryName } from '../shared/annotations/annotationEdits';
import type { Candidate } from '../shared/candidate';
import type { Tile } from '../shared/imageTiles';
import type { ImageView } from '../shared/imageView';
import type { ImageSource, Inference } from '../shared/inference';
import { InferenceError, oneLine } from '../shared/inferenceError';
import { decodeRle } from '../shared/mask/cocoRle';
import type {
	BetweenLevelsParams,
	DescribeParams,
	DescribeResult,
	DisplayImageResult,
	EncodeResult,
	EverythingParams,
	EverythingProgress,
	EverythingResult,
	FirstCandidate,
	ListedName,
	MaskPicturesParams,
	NameFromListParams,
	NamePartsParams,
	ObjectName,
	OpenImageResult,
	PartName,
	PreviewParams,
	RenderParams,
	RenderResult,
	SegmentParams,
	SegmentResult,
	StartParams,
	StartResult,
} from '../shared/protocol/inferenceProtocol';
import type { Region } from '../shared/region';
import { BetweenMasks } from './betweenMasks';
import { describeMasks } from './describeMasks';
import { displayImage } from './image/displayImage';
import { maskPictures } from './image/maskPictures';
import { OpenedImages } from './image/openedImages';
import { TileStore } from './image/tileStore';
import { Inpainter } from './model/inpaint/inpainter';
import { ModelSession } from './modelSession';
import { nameFromList } from './nameFromList';
import { nameObjects } from './nameObjects';
import { nameParts } from './nameParts';
import { onnxRuntime } from './runtime/onnxRuntime';
import type { Interruptible } from './scheduling/betweenClicks';
import { LatestWins } from './scheduling/latestWins';
import { yieldToEventLoop } from './scheduling/yieldToEventLoop';
import { segmentEverything } from './segmentEverything';
import { checkPrompts, segmentPrompts } from './segmentPrompts';

export interface InferenceEvents {
	onFirstCandidate(first: FirstCandidate): void;
	onLog(level: 'info' | 'warn' | 'error', text: string): void;
}

const never = new AbortController().signal;

/**
 * The inference process without the process: the extension host reaches it over IPC (main.ts), the command line calls
 * it directly. All methods reject with an InferenceError, or with the reason of their signal.
 */
export class InferenceService implements Inference<AbortSignal> {
	private session: Promise<ModelSession> | undefined;
	private packFolders: readonly string[] = [];
	private readonly images = new OpenedImages();
	private readonly tiles = new TileStore();
	private readonly segmenting = new LatestWins();
	private readonly between = new BetweenMasks();

	constructor(private readonly events: InferenceEvents) {}

	/** Loads a model; one that was loaded before is closed first. */
	async start(params: StartParams): Promise<StartResult> {
		this.packFolders = params.packFolders;
		const previous = this.session;
		this.session = this.replace(previous, params);
		return (await this.session).description;
	}

	async openImage(
		source: ImageSource,
		_signal?: AbortSignal,
		view?: ImageView,
		region?: Region,
	): Promise<OpenImageResult> {
		const { hash, width, height, isCostly, notes, choices } = await this.images.open(
			typeof source === 'function' ? await source() : source,
			view,
			region,
		);
		return {
			image: hash,
			width,
			height,
			...(isCostly && { isCostly }),
			...(notes && { notes }),
			...(choices && { choices }),
		};
	}

	async displayImage(image: string): Promise<DisplayImageResult> {
		const opened = this.images.get(image);
		return displayImage(await this.images.bytesOf(opened), opened.name, opened);
	}

	/** A piece of an image that is tiled (`isTiled`); the first one takes as long as all do. */
	async imageTile(image: string, tile: Tile): Promise<DisplayImageResult> {
		const opened = this.images.get(image);
		return this.tiles.tile(opened, tile, () => this.images.bytesOf(opened));
	}

	/** Of each mask a small picture of what it cuts out, as a WebP file; empty for a mask without a pixel. */
	async maskPictures({ image, masks, size }: MaskPicturesParams): Promise<Uint8Array[]> {
		const opened = this.images.get(image);
		const decoded = masks.map((rle) => decodeRle(rle));
		return maskPictures(await this.images.bytesOf(opened), opened.name, opened, decoded, size);
	}

	/** Decodes an image's pixels, so that `encode` need not wait for them; one or two are kept until then. */
	async prepare(image: string): Promise<void> {
		const session = await this.started();
		await session.during(() => session.prepare(this.images.get(image)));
	}

	async encode(image: string, signal: AbortSignal = never): Promise<EncodeResult> {
		const start = performance.now();
		const session = await this.started();
		const { from } = await session.during(() => session.featuresOf(this.images.get(image), signal));
		return { milliseconds: performance.now() - start, from };
	}

	/** A newer call of the same asker replaces one that is still running. */
	async segment(params: SegmentParams, callerSignal: AbortSignal = never): Promise<SegmentResult> {
		const { image, prompts, asker } = params;
		return this.segmenting.run(asker ?? Symbol('nobody'), callerSignal, async (signal) => {
			checkPrompts(prompts);
			const session = await this.started();
			const onFirst =
				asker === undefined
					? undefined
					: (candidate: Candidate) => this.events.onFirstCandidate({ asker, prompts, candidate });
			const onBetween = asker === undefined ? undefined : this.between.keepFor(asker);
			return session.during(() =>
				segmentPrompts(session, this.images.get(image), params, signal, onFirst, onBetween),
			);
		});
	}

	/**
	 * What the last `segment` of an asker found besides its levels, once; the model is not asked again. Nothing where
	 * another one was answered since. The user's clicks, on any image, go first.
	 */
	async betweenLevels(
		{ asker }: BetweenLevelsParams,
		signal: AbortSignal = never,
	): Promise<readonly Candidate[]> {
		return this.between.take(asker, async () => {
			await yieldToEventLoop();
			signal.throwIfAborted();
			await this.segmenting.untilIdle(signal);
		});
	}

	/** The candidate that a click would show first; null where that would take long or delay a click. */
	async preview({ image, prompts }: PreviewParams): Promise<Candidate | null> {
		checkPrompts(prompts);
		const session = await this.started();
		const opened = this.images.get(image);
		if (this.segmenting.isBusy) return null;
		return (await session.preview(opened, prompts)) ?? null;
	}

	/** The user's clicks, on any image, go first. */
	async everything(
		params: EverythingParams,
		signal: AbortSignal = never,
		onProgress?: (progress: EverythingProgress) => void,
	): Promise<EverythingResult> {
		const session = await this.started();
		return session.during(() =>
			segmentEverything(
				session,
				this.images.get(params.image),
				params,
				{ ...this.interruptible(signal), onProgress },
				params.likeIn === undefined ? undefined : this.images.get(params.likeIn),
			),
		);
	}

	/** Encodes the image where its features are not cached. The user's clicks, on any image, go first. */
	async describe({ image, masks }: DescribeParams, signal: AbortSignal = never): Promise<DescribeResult> {
		const session = await this.started();
		return session.during(() =>
			describeMasks(session, this.images.get(image), masks, this.interruptible(signal)),
		);
	}

	/** Looks for objects in the image where that was not done yet. The user's clicks, on any image, go first. */
	async nameObjects(
		{ image, masks }: DescribeParams,
		signal: AbortSignal = never,
	): Promise<readonly (readonly ObjectName[])[]> {
		const session = await this.started();
		return session.during(() =>
			nameObjects(session, this.images.get(image), masks, this.interruptible(signal)),
		);
	}

	/** The names that `nameObjects` and `nameParts` know, whatever image; each once. */
	async knownNames(): Promise<readonly CategoryName[]> {
		const { objects, parts } = await this.started();
		return [
			...(await objects.classes()).map((name) => ({ name, kind: 'object' as const })),
			...(await parts.open()).names.map((name) => ({ name, kind: 'part' as const })),
		];
	}

	/** All words that `nameParts` knows parts by. */
	async partWords(): Promise<readonly string[]> {
		return (await (await this.started()).parts.open()).words;
	}

	/** Encodes the image where its features are not cached. The user's clicks, on any image, go first. */
	async nameParts(
		{ image, parts }: NamePartsParams,
		signal: AbortSignal = never,
	): Promise<readonly (readonly PartName[])[]> {
		const session = await this.started();
		return session.during(() =>
			nameParts(session, this.images.get(image), parts, this.interruptible(signal)),
		);
	}

	/** Compares the masks with the names of a list. The user's clicks, on any image, go first. */
	async nameFromList(
		params: NameFromListParams,
		signal: AbortSignal = never,
	): Promise<readonly (readonly ListedName[])[]> {
		const session = await this.started();
		return session.during(() =>
			nameFromList(session, this.images.get(params.image), params, this.interruptible(signal)),
		);
	}

	/** An image as a new file, with edits of it applied. */
	async render(
		{ image, asker: _, fillPack, ...job }: RenderParams,
		signal: AbortSignal = never,
		onProgress: (fraction: number) => void = () => undefined,
	): Promise<RenderResult> {
		const opened = this.images.get(image);
		if (opened.hash !== opened.contentHash) {
			throw new InferenceError(
				'image',
				`${opened.name} is shown with a page, bands or values of your choice, which cannot be exported. Run “Strata: Change Page, Bands or Values”, choose “As the File Says” and export again.`,
			);
		}
		const bytes = await this.images.bytesOf(opened);
		const hasFill = job.edits.some(({ edit }) => edit.type === 'fill');
		const inpainter = fillPack !== undefined && hasFill ? await this.openInpainter(fillPack) : undefined;
		try {
			const inpaint = inpainter?.fill.bind(inpainter);
			return await renderInWorker({ ...job, bytes }, signal, onProgress, inpaint);
		} catch (error) {
			signal.throwIfAborted();
			throw new InferenceError('image', `${opened.name} cannot be edited: ${oneLine(error)}`, error);
		} finally {
			await inpainter?.release();
		}
	}

	private async openInpainter(pack: string): Promise<Inpainter> {
		return new Inpainter(await findPack(this.packFolders, pack), onnxRuntime('cpu'));
	}

	/** Resolves when the features that are kept on disk are written. */
	async flush(): Promise<void> {
		await (await this.session)?.written();
	}

	/** The user's clicks, on any image, go first. */
	private interruptible(signal: AbortSignal): Interruptible {
		return { signal, untilIdle: (waiting) => this.segmenting.untilIdle(waiting) };
	}

	private started(): Promise<ModelSession> {
		return (
			this.session ?? Promise.reject(new InferenceError('runtime', 'Expected “start” before this request.'))
		);
	}

	private async replace(
		previous: Promise<ModelSession> | undefined,
		params: StartParams,
	): Promise<ModelSession> {
		// One that failed to start has nothing to close.
		await previous?.then((session) => session.close()).catch(() => undefined);
		return ModelSession.start(params, this.images, (level, text) => this.events.onLog(level, text));
	}
}
